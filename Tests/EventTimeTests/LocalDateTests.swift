import EventTime
import Testing

@Suite struct LocalDates {
    @Test func everyDayOfEightCenturiesComesBack() throws {
        let first = try #require(LocalDate(year: 1600, month: 1, day: 1))
        #expect(first.daysSinceEpoch == -135_140)
        var expected = (year: 1600, month: 1, day: 1)
        var days = first.daysSinceEpoch
        var wrong = 0
        while expected.year <= 2400 {
            let date = LocalDate(daysSinceEpoch: days)
            if (date.year, date.month, date.day) != expected || date.daysSinceEpoch != days { wrong += 1 }
            days += 1
            expected.day += 1
            if LocalDate(year: expected.year, month: expected.month, day: expected.day) == nil {
                expected.day = 1
                expected.month += 1
            }
            if expected.month == 13 {
                expected.month = 1
                expected.year += 1
            }
        }
        #expect(wrong == 0)
        // 801 years with 195 leap days: 2000 is one, 1700, 1800, 1900, 2100, 2200 and 2300 are not.
        #expect(days - first.daysSinceEpoch == 801 * 365 + 195)
    }

    struct NoDay: CustomTestStringConvertible {
        var year: Int
        var month: Int
        var day: Int
        var testDescription: String { "\(year)-\(month)-\(day)" }
    }

    @Test(arguments: [
        NoDay(year: 2026, month: 2, day: 29), NoDay(year: 1900, month: 2, day: 29),
        NoDay(year: 2026, month: 4, day: 31),
        NoDay(year: 2026, month: 13, day: 1), NoDay(year: 2026, month: 0, day: 1), NoDay(year: 2026, month: 1, day: 0),
        NoDay(year: 0, month: 1, day: 1), NoDay(year: 10_000, month: 1, day: 1),
    ])
    func thereIsNoSuchDay(_ row: NoDay) {
        #expect(LocalDate(year: row.year, month: row.month, day: row.day) == nil)
    }
}
