package import Acoustics
package import EventTime
package import ExamCalendar

/// One limit of one edition of a standard: a row of dated data. A new edition is a new row; nothing is ever changed.
package struct LimitRow: Hashable, Sendable {
    package var standard: Standard
    /// "GB 12523-2011".
    package var edition: String
    package var clause: String
    /// First and last day of validity, local; nil for open-ended.
    package var from: LocalDate
    package var to: LocalDate?
    /// Nil where the row holds for all.
    package var zones: Set<SoundZone>?
    package var period: DayPeriod?
    package var placements: Set<Placement>?
    package var sessions: Set<SessionKind>?
    package var quantity: Quantity
    package var level: Level
    /// False when the figure was not read in the standard's own text.
    package var verified: Bool

    package func limit(zone: SoundZone) -> Limit {
        Limit(
            level: level,
            quantity: quantity,
            standard: edition,
            clause: clause,
            zone: zones == nil ? nil : zone,
            period: period,
            verified: verified
        )
    }
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

    package init(
        standard: Standard,
        quantity: Quantity,
        zone: SoundZone,
        period: DayPeriod,
        placement: Placement,
        sessions: Set<SessionKind>,
        date: LocalDate
    ) {
        self.standard = standard
        self.quantity = quantity
        self.zone = zone
        self.period = period
        self.placement = placement
        self.sessions = sessions
        self.date = date
    }
}

/// The dated table of limits.
package struct LimitTable: Sendable {
    package let rows: [LimitRow]

    package init(rows: [LimitRow]) {
        self.rows = rows
    }

    /// The strictest row in force under the circumstances; nil when the standard says nothing about them.
    package func limit(_ query: LimitQuery) -> Limit? {
        rows
            .filter { row in
                row.standard == query.standard && row.quantity == query.quantity
                    && row.from <= query.date && (row.to.map { query.date <= $0 } ?? true)
                    && (row.zones?.contains(query.zone) ?? true)
                    && (row.period.map { $0 == query.period } ?? true)
                    && (row.placements?.contains(query.placement) ?? true)
                    && (row.sessions.map { !$0.isDisjoint(with: query.sessions) } ?? true)
            }
            .min { $0.level < $1.level }?
            .limit(zone: query.zone)
    }
}
