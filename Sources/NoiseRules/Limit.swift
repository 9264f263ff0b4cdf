package import Acoustics
package import ExamCalendar

/// A level that must not be exceeded, with where it is written.
package struct Limit: Hashable, Sendable, Codable {
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

    /// A record of an earlier release does not tell its origin.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        level = try fields.decode(Level.self, forKey: .level)
        quantity = try fields.decode(Quantity.self, forKey: .quantity)
        standard = try fields.decode(String.self, forKey: .standard)
        clause = try fields.decode(String.self, forKey: .clause)
        zone = try fields.decodeIfPresent(SoundZone.self, forKey: .zone)
        period = try fields.decodeIfPresent(DayPeriod.self, forKey: .period)
        verified = try fields.decode(Bool.self, forKey: .verified)
        origin = try fields.decodeIfPresent(RowOrigin.self, forKey: .origin) ?? .builtIn
    }
}

/// What a rule compares with its limit.
package enum Quantity: String, Hashable, Sendable, Codable, CaseIterable {
    case LAeq, LAFmax
}
