/// The rule of a POSIX TZ string ("EST5EDT,M3.2.0,M11.1.0"), with the wider hours of RFC 8536 section 3.3.1.
struct PosixTimeZone: Hashable {
    /// Seconds east of UTC.
    let standard: Int
    let summer: Summer?

    struct Summer: Hashable {
        /// Seconds east of UTC.
        var offset: Int
        var start: Day
        /// Seconds after midnight by the clock before the change; may be negative or beyond a day.
        var startTime: Int
        var end: Day
        var endTime: Int
    }

    /// A day that every year has.
    enum Day: Hashable {
        /// 1...365; 29 February is never counted.
        case withoutLeapDay(Int)
        /// 0...365; 29 February is counted.
        case ofYear(Int)
        /// Week 5 is the last one; weekday 0 is Sunday.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    /// Nil when `text` is no such rule.
    init?(_ text: [UInt8]) {
        var reader = PosixTimeZoneReader(text)
        guard reader.name(), let west = reader.time(hours: 24) else { return nil }
        standard = -west
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.name() else { return nil }
        var offset = standard + 3600
        if !reader.take(",") {
            guard let west = reader.time(hours: 24), reader.take(",") else { return nil }
            offset = -west
        }
        guard let start = reader.day(), let startTime = reader.dayTime(), reader.take(","),
            let end = reader.day(), let endTime = reader.dayTime(), reader.isAtEnd
        else { return nil }
        summer = Summer(offset: offset, start: start, startTime: startTime, end: end, endTime: endTime)
    }

    /// `table` continued by this rule from its last change on (from 1970 when it is empty) for a little over 400 years.
    func clock(firstOffset: Int, after table: [ZoneClock.Change]) -> ZoneClock {
        guard let summer else {
            // The last type of the table and the footer agree (RFC 8536 section 3.3); without a table the footer
            // counts.
            return ZoneClock(firstOffset: table.isEmpty ? standard : firstOffset, later: table)
        }
        let from = table.last?.start ?? 0
        let firstYear = LocalDate(daysSinceEpoch: floorDivide(from, by: 86_400).quotient).year
        var ruled: [ZoneClock.Change] = []
        for year in firstYear - 1...firstYear + 402 {
            let start = summer.start.days(in: year) * 86_400 + Int64(summer.startTime - standard)
            let end = summer.end.days(in: year) * 86_400 + Int64(summer.endTime - summer.offset)
            ruled.append(ZoneClock.Change(start: start, offset: Int32(summer.offset)))
            ruled.append(ZoneClock.Change(start: end, offset: Int32(standard)))
        }
        // Stable: an end and the next start at the same instant keep their order, so that the start counts.
        ruled.sort { $0.start < $1.start }
        return ZoneClock(firstOffset: firstOffset, later: table + ruled.filter { $0.start > from }, ruledFrom: from)
    }
}

extension PosixTimeZone.Day {
    /// Days since 1970-01-01.
    func days(in year: Int) -> Int64 {
        switch self {
        case .withoutLeapDay(let n):
            return firstDay(year, month: 1) + Int64(n - 1) + (n >= 60 && LocalDate.isLeap(year: year) ? 1 : 0)
        case .ofYear(let n):
            return firstDay(year, month: 1) + Int64(n)
        case .weekday(let month, let week, let weekday):
            let first = firstDay(year, month: month)
            let firstWeekday = floorDivide(first + 4, by: 7).remainder
            let day = (Int64(weekday) - firstWeekday + 7) % 7 + Int64(week - 1) * 7
            return first + (day < LocalDate.daysInMonth(year: year, month: month) ? day : day - 7)
        }
    }

    /// The calendar repeats after 400 years, so any year can be asked.
    private func firstDay(_ year: Int, month: Int) -> Int64 {
        let (cycles, rest) = floorDivide(Int64(year) - 1, by: 400)
        let days = LocalDate(year: Int(rest) + 1, month: month, day: 1)?.daysSinceEpoch ?? 0
        return days + cycles * 146_097
    }
}

private struct PosixTimeZoneReader {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) {
        self.text = text
    }

    var isAtEnd: Bool { position == text.count }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// An abbreviation of three letters or more, or anything in angle brackets.
    mutating func name() -> Bool {
        let start = position
        if take("<") {
            while let byte = next, byte != UInt8(ascii: ">") { position += 1 }
            return take(">") && position - start > 4
        }
        while let byte = next, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) { position += 1 }
        return position - start >= 3
    }

    /// `[+|-]hh[:mm[:ss]]` in seconds.
    mutating func time(hours: Int) -> Int? {
        let negative = take("-")
        if !negative { _ = take("+") }
        guard let hour = number(0...hours) else { return nil }
        var seconds = hour * 3600
        if take(":") {
            guard let minute = number(0...59) else { return nil }
            seconds += minute * 60
            if take(":") {
                guard let second = number(0...59) else { return nil }
                seconds += second
            }
        }
        return negative ? -seconds : seconds
    }

    mutating func day() -> PosixTimeZone.Day? {
        if take("J") { return number(1...365).map { .withoutLeapDay($0) } }
        guard take("M") else { return number(0...365).map { .ofYear($0) } }
        guard let month = number(1...12), take("."), let week = number(1...5), take("."), let weekday = number(0...6)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }

    /// 02:00 when none is written.
    mutating func dayTime() -> Int? {
        take("/") ? time(hours: 167) : 7200
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        var value: Int?
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), (value ?? 0) < 1000 {
            value = (value ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
            position += 1
        }
        guard let value, range.contains(value) else { return nil }
        return value
    }
}
