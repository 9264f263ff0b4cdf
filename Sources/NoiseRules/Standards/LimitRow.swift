package import Acoustics
package import EventTime
package import ExamCalendar

/// One limit of one edition of a standard: a row of dated data. A new edition is a new row; nothing is ever changed.
package struct LimitRow: Hashable, Sendable {
    package var standard: Standard
    /// "GB 12523-2011".
    package var edition: String
    package var clause: String
    package var validity: Validity
    /// Nil where the row holds for all.
    package var zones: Set<SoundZone>?
    package var period: DayPeriod?
    package var placements: Set<Placement>?
    package var sessions: Set<SessionKind>?
    package var weekdays: Set<Weekday>?
    package var occurrence: Occurrence?
    package var quantity: Quantity
    package var level: Level
    /// False when the figure was not read in the standard's own text.
    package var verified: Bool
    package var origin: RowOrigin
    package var note: Name?

    package init(
        standard: Standard,
        edition: String,
        clause: String,
        validity: Validity,
        zones: Set<SoundZone>? = nil,
        period: DayPeriod? = nil,
        placements: Set<Placement>? = nil,
        sessions: Set<SessionKind>? = nil,
        weekdays: Set<Weekday>? = nil,
        occurrence: Occurrence? = nil,
        quantity: Quantity = .LAeq,
        level: Level,
        verified: Bool,
        origin: RowOrigin = .builtIn,
        note: Name? = nil
    ) {
        self.standard = standard
        self.edition = edition
        self.clause = clause
        self.validity = validity
        self.zones = zones
        self.period = period
        self.placements = placements
        self.sessions = sessions
        self.weekdays = weekdays
        self.occurrence = occurrence
        self.quantity = quantity
        self.level = level
        self.verified = verified
        self.origin = origin
        self.note = note
    }

    package func limit(zone: SoundZone) -> Limit {
        Limit(
            level: level,
            quantity: quantity,
            standard: edition,
            clause: clause,
            zone: zones == nil ? nil : zone,
            period: period,
            verified: verified,
            origin: origin
        )
    }
}

/// How often a loud noise comes back by night (GB 12348-2008 cl. 3).
package enum Occurrence: String, Hashable, Sendable, CaseIterable {
    case frequent, occasional
}

/// The circumstances that choose a row.
package struct LimitQuery: Hashable, Sendable {
    package var standard: Standard
    package var quantity: Quantity
    package var zone: SoundZone
    package var period: DayPeriod
    package var placement: Placement
    package var sessions: Set<SessionKind>
    package var date: LocalDate
    package var occurrence: Occurrence

    /// Without knowledge of how often the noise comes back it is taken as occasional, whose limit is the higher one: in
    /// doubt nobody is accused.
    package init(
        standard: Standard,
        quantity: Quantity,
        zone: SoundZone,
        period: DayPeriod,
        placement: Placement,
        sessions: Set<SessionKind>,
        date: LocalDate,
        occurrence: Occurrence = .occasional
    ) {
        self.standard = standard
        self.quantity = quantity
        self.zone = zone
        self.period = period
        self.placement = placement
        self.sessions = sessions
        self.date = date
        self.occurrence = occurrence
    }
}
