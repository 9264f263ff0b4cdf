import EventTime

/// A calendar month in UTC, which one segment holds: "2026-06".
package struct SegmentMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let description: String
    /// Of its blocks, whole ones since 1970.
    package let hours: Range<Int64>

    /// From its text; nil for anything else.
    package init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 7, let year = Int(text.prefix(4)), let month = Int(text.suffix(2)), year > 0,
            let start = RFC3339.parse("\(text)-01T00:00:00Z")
        else { return nil }
        let (nextYear, nextMonth) = month == 12 ? (year + 1, 1) : (year, month + 1)
        func digitsOf(_ number: Int, _ count: Int) -> String {
            String(repeating: "0", count: max(0, count - String(number).count)) + String(number)
        }
        // After the year 9999 there is no text of the form.
        guard let end = RFC3339.parse("\(digitsOf(nextYear, 4))-\(digitsOf(nextMonth, 2))-01T00:00:00Z") else {
            return nil
        }
        description = text
        hours = start.milliseconds / 3_600_000..<end.milliseconds / 3_600_000
    }

    /// The month that an hour lies in; nil outside the years 1 to 9999.
    package init?(hour: Int64) {
        let start = Instant(milliseconds: hour.times(3_600_000))
        self.init(String(RFC3339.format(start, offset: 0).prefix(7)))
        guard hours.contains(hour) else { return nil }
    }

    package static func < (a: SegmentMonth, b: SegmentMonth) -> Bool { a.hours.lowerBound < b.hours.lowerBound }
}
