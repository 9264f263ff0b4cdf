package import EventTime

/// Times as HJ 212 writes them: `yyyyMMddHHmmss` or `yyyyMMddHHmmsszzz` on the clock of Beijing, without a zone.
package enum HJ212Time {
    /// China has had UTC+8 all the year since 1992.
    private static let offset = TimeSpan.hours(8)

    /// Nil when it has not 14 or 17 digits, or when there is no such day or time of day.
    package static func instant(_ text: some Collection<UInt8>) -> Instant? {
        guard text.count == 14 || text.count == 17 else { return nil }
        var digits: [Int] = []
        for byte in text {
            guard (0x30...0x39).contains(byte) else { return nil }
            digits.append(Int(byte) - 0x30)
        }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard let date = LocalDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)),
            let time = LocalTime(hour: number(8..<10), minute: number(10..<12), second: number(12..<14)),
            time.secondsOfDay < 86_400
        else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + Int64(time.secondsOfDay)
        let local = Instant(milliseconds: seconds * 1000 + Int64(number(14..<digits.count)))
        return local - offset
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
