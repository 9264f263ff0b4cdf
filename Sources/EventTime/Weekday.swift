/// A day of the week, numbered as in ISO 8601: Monday is 1.
package enum Weekday: Int, Hashable, Comparable, Sendable, CaseIterable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday

    package static func < (a: Weekday, b: Weekday) -> Bool { a.rawValue < b.rawValue }
}

extension LocalDate {
    package var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        let days = Int(floorDivide(daysSinceEpoch, by: 7).remainder)
        return Weekday.allCases[(days + 3) % 7]
    }

    /// The civil day `days` later; a day before 0001-01-01 or after 9999-12-31 is not to be used further.
    package func adding(days: Int64) -> LocalDate {
        LocalDate(daysSinceEpoch: daysSinceEpoch + days)
    }
}
