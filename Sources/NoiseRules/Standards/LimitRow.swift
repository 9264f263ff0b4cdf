package import Acoustics
package import EventTime
package import ExamCalendar
package import Sites

/// One limit of one edition of a standard: a row of dated data. A new edition is a new row; nothing is ever changed.
package struct LimitRow: Hashable, Sendable {
    package var standard: Standard
    /// "GB 12523-2011".
    package var edition: String
    package var clause: String
    package var validity: Validity
    package var scope: Scope
    package var quantity: Quantity
    package var level: Level
    package var provenance: RowProvenance

    package init(
        standard: Standard,
        edition: String,
        clause: String,
        validity: Validity,
        scope: Scope = Scope(),
        quantity: Quantity = .LAeq,
        level: Level,
        provenance: RowProvenance
    ) {
        self.standard = standard
        self.edition = edition
        self.clause = clause
        self.validity = validity
        self.scope = scope
        self.quantity = quantity
        self.level = level
        self.provenance = provenance
    }

    /// The circumstances in which a row holds; nil where it holds in all.
    package struct Scope: Hashable, Sendable {
        package var zones: Set<SoundZone>?
        package var period: DayPeriod?
        package var placements: Set<Placement>?
        package var sessions: Set<SessionKind>?
        package var weekdays: Set<Weekday>?
        package var occurrence: Occurrence?

        package init(
            zones: Set<SoundZone>? = nil,
            period: DayPeriod? = nil,
            placements: Set<Placement>? = nil,
            sessions: Set<SessionKind>? = nil,
            weekdays: Set<Weekday>? = nil,
            occurrence: Occurrence? = nil
        ) {
            self.zones = zones
            self.period = period
            self.placements = placements
            self.sessions = sessions
            self.weekdays = weekdays
            self.occurrence = occurrence
        }
    }

    package func limit(zone: SoundZone) -> Limit {
        Limit(
            level: level,
            quantity: quantity,
            standard: edition,
            clause: clause,
            zone: scope.zones == nil ? nil : zone,
            period: scope.period,
            verified: provenance.verified,
            origin: provenance.origin
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
