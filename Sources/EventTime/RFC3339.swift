/// Instants as text in the form of RFC 3339 section 5.6, read and written without a calendar library.
package enum RFC3339 {
    /// Nil when `text` is not an RFC 3339 date-time; `instant(_:)` says why.
    package static func parse(_ text: String) -> Instant? {
        try? instant(text)
    }

    package static func instant(_ text: String) throws(RFC3339Error) -> Instant {
        let bytes = Array(text.utf8)
        return try instant(bytes.span)
    }

    /// The instant that `bytes`, all of them, write: `2026-06-07T09:03:12.5+08:00`.
    ///
    /// Years 0001 to 9999; `t` and `z` may be lower case; one to nine digits of fraction, rounded to the nearest
    /// millisecond (half upwards); `-00:00` is UTC.
    ///
    /// A leap second (23:59:60 UTC) has no time of its own, as POSIX counts. It is kept one millisecond behind the same
    /// fraction of 23:59:59, so that it is taken for no other second: it lies over the one before it and not over the
    /// one after it.
    package static func instant(_ bytes: Span<UInt8>) throws(RFC3339Error) -> Instant {
        guard bytes.count >= 20 else { throw RFC3339Error(.end, at: bytes.count) }
        let date = try date(bytes)
        guard bytes[10] | 0x20 == UInt8(ascii: "t") else { throw RFC3339Error(.timeMark, at: 10) }

        let hour = pair(bytes, at: 11)
        guard hour >= 0, hour <= 23 else { throw RFC3339Error(.hour, at: 11) }
        guard bytes[13] == UInt8(ascii: ":") else { throw RFC3339Error(.colon, at: 13) }
        let minute = pair(bytes, at: 14)
        guard minute >= 0, minute <= 59 else { throw RFC3339Error(.minute, at: 14) }
        guard bytes[16] == UInt8(ascii: ":") else { throw RFC3339Error(.colon, at: 16) }
        let second = pair(bytes, at: 17)
        guard second >= 0, second <= 60 else { throw RFC3339Error(.second, at: 17) }

        var position = 19
        var milliseconds = try fraction(bytes, at: &position)
        let minuteOfDay = Int64(hour * 60 + minute - (try offsetMinutes(bytes, at: position)))
        if second == 60 {
            guard (minuteOfDay + 1) % 1440 == 0 else { throw RFC3339Error(.leapSecond, at: 17) }
            milliseconds = min(999, milliseconds + 1)
        }
        let seconds = date.daysSinceEpoch * 86_400 + minuteOfDay * 60 + Int64(min(59, second))
        return Instant(milliseconds: seconds * 1000 + milliseconds)
    }

    private static func date(_ bytes: Span<UInt8>) throws(RFC3339Error) -> LocalDate {
        let century = pair(bytes, at: 0)
        let yearOfCentury = pair(bytes, at: 2)
        guard century >= 0, yearOfCentury >= 0, century + yearOfCentury > 0 else { throw RFC3339Error(.year, at: 0) }
        guard bytes[4] == UInt8(ascii: "-") else { throw RFC3339Error(.hyphen, at: 4) }
        let month = pair(bytes, at: 5)
        guard month >= 1, month <= 12 else { throw RFC3339Error(.month, at: 5) }
        guard bytes[7] == UInt8(ascii: "-") else { throw RFC3339Error(.hyphen, at: 7) }
        guard let date = LocalDate(year: century * 100 + yearOfCentury, month: month, day: pair(bytes, at: 8)) else {
            throw RFC3339Error(.day, at: 8)
        }
        return date
    }

    /// Milliseconds of a fraction at `position` (0...1000), which moves behind it; 0 when there is none.
    private static func fraction(
        _ bytes: Span<UInt8>,
        at position: inout Int
    ) throws(RFC3339Error) -> Int64 {
        guard bytes[position] == UInt8(ascii: ".") else { return 0 }
        let first = position + 1
        var microseconds: Int64 = 0
        var scale: Int64 = 100_000
        position = first
        while position < bytes.count, let digit = digit(bytes[position]) {
            guard position < first + 9 else { throw RFC3339Error(.fraction, at: position) }
            microseconds += Int64(digit) * scale
            scale /= 10
            position += 1
        }
        guard position > first else { throw RFC3339Error(.fraction, at: first) }
        return (microseconds + 500) / 1000
    }

    /// Minutes east of UTC that the rest of `bytes` writes.
    private static func offsetMinutes(_ bytes: Span<UInt8>, at position: Int) throws(RFC3339Error) -> Int {
        guard position < bytes.count else { throw RFC3339Error(.offset, at: position) }
        let mark = bytes[position]
        if mark | 0x20 == UInt8(ascii: "z") {
            guard position + 1 == bytes.count else { throw RFC3339Error(.end, at: position + 1) }
            return 0
        }
        guard mark == UInt8(ascii: "+") || mark == UInt8(ascii: "-"), bytes.count >= position + 6,
            bytes[position + 3] == UInt8(ascii: ":")
        else { throw RFC3339Error(.offset, at: position) }
        let hours = pair(bytes, at: position + 1)
        let minutes = pair(bytes, at: position + 4)
        guard hours >= 0, hours <= 23, minutes >= 0, minutes <= 59 else { throw RFC3339Error(.offset, at: position) }
        guard bytes.count == position + 6 else { throw RFC3339Error(.end, at: position + 6) }
        return mark == UInt8(ascii: "-") ? -(hours * 60 + minutes) : hours * 60 + minutes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        let value = byte &- UInt8(ascii: "0")
        return value <= 9 ? value : nil
    }

    /// The two digits at `position` as a number; negative when one of them is no digit.
    private static func pair(_ bytes: Span<UInt8>, at position: Int) -> Int {
        let tens = bytes[position] &- UInt8(ascii: "0")
        let ones = bytes[position + 1] &- UInt8(ascii: "0")
        return tens <= 9 && ones <= 9 ? Int(tens) * 10 + Int(ones) : -1
    }
}

/// What is wrong with a text that should be an RFC 3339 date-time, and at which byte (counted from 0).
package struct RFC3339Error: Error, Hashable, CustomStringConvertible {
    package enum Part: String, Hashable, Sendable {
        case year = "a year 0001 to 9999"
        case hyphen = "\"-\""
        case month = "a month 01 to 12"
        case day = "a day of that month"
        case timeMark = "\"T\""
        case hour = "an hour 00 to 23"
        case colon = "\":\""
        case minute = "a minute 00 to 59"
        case second = "a second 00 to 59"
        case leapSecond = "a second 00 to 59 (60 only at 23:59 UTC)"
        case fraction = "one to nine digits of a second's fraction"
        case offset = "\"Z\" or an offset such as +08:00"
        case end = "a date-time such as 2026-06-07T09:03:12+08:00, and nothing behind it"
    }

    package let expected: Part
    package let position: Int

    init(_ expected: Part, at position: Int) {
        self.expected = expected
        self.position = position
    }

    package var description: String {
        "expected \(expected.rawValue) at character \(position + 1)"
    }
}
