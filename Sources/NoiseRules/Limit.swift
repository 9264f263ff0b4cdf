package import Acoustics
import ExamCalendar
package import Sites

/// A level that must not be exceeded, with where it is written.
package struct Limit: Hashable, Sendable {
    package var level: Level
    package var quantity: Quantity
    /// "GB 12523-2025", "WHO 1999", or the title of the plan's own rule.
    package var standard: String
    /// "4.1", "Table 1 zone 1".
    package var clause: String
    package var zone: SoundZone?
    package var period: DayPeriod?
    /// False when the figure could not be read in the standard itself; a report says so.
    package var verified: Bool
    /// Whether the operator's plan set it in place of the product's tables.
    package var origin: RowOrigin

    package init(
        level: Level,
        quantity: Quantity,
        standard: String,
        clause: String,
        zone: SoundZone? = nil,
        period: DayPeriod? = nil,
        verified: Bool,
        origin: RowOrigin = .builtIn
    ) {
        self.level = level
        self.quantity = quantity
        self.standard = standard
        self.clause = clause
        self.zone = zone
        self.period = period
        self.verified = verified
        self.origin = origin
    }
}

/// What a rule compares with its limit.
package enum Quantity: String, Hashable, Sendable, CaseIterable {
    case LAeq, LAFmax
}
