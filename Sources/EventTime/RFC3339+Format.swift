extension RFC3339 {
    /// `2026-06-07T09:03:12+08:00`; milliseconds only when they are not zero, `Z` for offset 0.
    ///
    /// `offset` is in seconds east of UTC; the form has no seconds of offset, so they are left off and the clock time
    /// is told for whole minutes (the instant stays the same).
    package static func format(_ instant: Instant, offset: Int) -> String {
        let time = ClockReading(instant, offsetMinutes: offset / 60)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        time.appendDate(to: &text)
        text.append(UInt8(ascii: "T"))
        time.appendTime(to: &text)
        if time.millisecond != 0 {
            text.append(UInt8(ascii: "."))
            text.appendDigits(time.millisecond, count: 3)
        }
        if time.offsetMinutes == 0 {
            text.append(UInt8(ascii: "Z"))
        } else {
            time.appendOffset(to: &text, colon: true)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Instants as text in the form of RFC 5322 section 3.3 (which follows RFC 2822), for the Date header of mail.
package enum RFC2822 {
    /// `Sun, 07 Jun 2026 09:03:12 +0800`; milliseconds are left off. `offset` as in `RFC3339.format`.
    package static func format(_ instant: Instant, offset: Int) -> String {
        let time = ClockReading(instant, offsetMinutes: offset / 60)
        var text = Array("\(days[time.dayOfWeek]), ".utf8)
        text.appendDigits(time.date.day, count: 2)
        text += " \(months[time.date.month - 1]) ".utf8
        text.appendDigits(time.date.year, count: 4)
        text.append(UInt8(ascii: " "))
        time.appendTime(to: &text)
        text.append(UInt8(ascii: " "))
        time.appendOffset(to: &text, colon: false)
        return String(decoding: text, as: UTF8.self)
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// What a calendar and a clock at one offset from UTC show.
private struct ClockReading {
    let offsetMinutes: Int
    let date: LocalDate
    /// 0 for Sunday.
    let dayOfWeek: Int
    let secondOfDay: Int
    let millisecond: Int

    init(_ instant: Instant, offsetMinutes: Int) {
        self.offsetMinutes = offsetMinutes
        let (seconds, milliseconds) = floorDivide(instant.milliseconds, by: 1000)
        let (days, rest) = floorDivide(seconds + Int64(offsetMinutes) * 60, by: 86_400)
        date = LocalDate(daysSinceEpoch: days)
        dayOfWeek = Int(floorDivide(days + 4, by: 7).remainder)
        secondOfDay = Int(rest)
        millisecond = Int(milliseconds)
    }

    func appendDate(to text: inout [UInt8]) {
        text.appendDigits(date.year, count: 4)
        text.append(UInt8(ascii: "-"))
        text.appendDigits(date.month, count: 2)
        text.append(UInt8(ascii: "-"))
        text.appendDigits(date.day, count: 2)
    }

    func appendTime(to text: inout [UInt8]) {
        text.appendDigits(secondOfDay / 3600, count: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDigits(secondOfDay / 60 % 60, count: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDigits(secondOfDay % 60, count: 2)
    }

    func appendOffset(to text: inout [UInt8], colon: Bool) {
        text.append(offsetMinutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        text.appendDigits(abs(offsetMinutes) / 60, count: 2)
        if colon { text.append(UInt8(ascii: ":")) }
        text.appendDigits(abs(offsetMinutes) % 60, count: 2)
    }
}

extension [UInt8] {
    /// `number` with at least `count` digits, zeros in front.
    fileprivate mutating func appendDigits(_ number: Int, count: Int) {
        let digits = Array(String(abs(number)).utf8)
        if number < 0 { append(UInt8(ascii: "-")) }
        append(contentsOf: repeatElement(UInt8(ascii: "0"), count: Swift.max(0, count - digits.count)))
        append(contentsOf: digits)
    }
}

/// Quotient rounded towards negative infinity, with its remainder in 0..<divisor.
package func floorDivide(_ n: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = n.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
