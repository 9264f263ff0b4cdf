package import EventTime

/// Times as HJ 212 writes them: `yyyyMMddHHmmss` or `yyyyMMddHHmmsszzz` on the clock of Beijing, without a zone.
package enum HJ212Time {
    /// China has had UTC+8 all the year since 1992.
    private static let offset = TimeSpan.hours(8)

    /// Nil when it has not 14 or 17 digits, or when there is no such day or time of day.
    package static func instant(_ text: some Collection<UInt8>) -> Instant? {
        guard text.count == 14 || text.count == 17 else { return nil }
        // year, month, day, hour, minute, second, millisecond
        var (parts, part, width) = (InlineArray<7, Int>(repeating: 0), 0, 4)
        for byte in text {
            guard HJ212Bytes.isDigit(byte) else { return nil }
            if width == 0 {
                part += 1
                width = part == 6 ? 3 : 2
            }
            parts[part] = parts[part] * 10 + Int(byte - 0x30)
            width -= 1
        }
        guard let date = LocalDate(year: parts[0], month: parts[1], day: parts[2]),
            let time = LocalTime(hour: parts[3], minute: parts[4], second: parts[5]), time.secondsOfDay < 86_400
        else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + Int64(time.secondsOfDay)
        return Instant(milliseconds: seconds * 1000 + Int64(parts[6])) - offset
    }

    /// 14 digits, or 17 with the milliseconds; nil for a year before 1 or after 9999.
    package static func text(_ instant: Instant, withMilliseconds: Bool = false) -> String? {
        let local = (instant + offset).milliseconds
        guard (-62_135_596_800_000..<253_402_300_800_000).contains(local) else { return nil }
        let days = local >= 0 ? local / 86_400_000 : (local - 86_399_999) / 86_400_000
        let rest = Int(local - days * 86_400_000)
        let date = LocalDate(daysSinceEpoch: days)
        let parts = [
            (date.year, 4), (date.month, 2), (date.day, 2), (rest / 3_600_000, 2), (rest / 60_000 % 60, 2),
            (rest / 1000 % 60, 2), (rest % 1000, 3),
        ]
        return parts.dropLast(withMilliseconds ? 0 : 1).map { value, width in
            let text = String(value)
            return String(repeating: "0", count: width - text.utf8.count) + text
        }.joined()
    }
}
