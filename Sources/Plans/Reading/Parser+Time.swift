package import EventTime
package import Settings

extension Parser where T == Int {
    /// A duration that is a whole number of seconds.
    package static func seconds(in range: ClosedRange<Int>) -> Parser {
        let duration = Parser<Int64>.duration(in: Int64(range.lowerBound) * 1000...Int64(range.upperBound) * 1000)
        return Parser(expected: duration.expected) { value in
            guard let milliseconds = duration.read(value) else { return nil }
            guard milliseconds % 1000 == 0 else {
                value.report(Wording("has a fraction of a second; write whole seconds", zh: "含有不足一秒的部分；请填写整秒"))
                return nil
            }
            return Int(milliseconds / 1000)
        }
    }
}

extension Parser where T == TimeZoneRules {
    package static var timeZone: Parser {
        let expected = Wording("a name of the tz database, like Asia/Shanghai", zh: "时区名称（tz 数据库），例如 Asia/Shanghai")
        return Parser(expected: expected) { (value: Value) in
            guard let name = value.text(expected: expected) else { return nil }
            do throws(TimeZoneError) {
                let zone = try TimeZoneRules.load(name)
                if let hours = hoursBehind(name) {
                    let meant = zonesAhead[hours].map { "write \($0) (its offset is that of Etc/GMT-\(hours))" }
                    let meantZh = zonesAhead[hours].map { "请填写 \($0)（与 Etc/GMT-\(hours) 相同）" }
                    value.warn(
                        Wording(
                            "\(name) is \(hours) h behind UTC, as these names have the sign of POSIX; for \(hours) h ahead of UTC "
                                + (meant ?? "write the name of a place"),
                            zh: "\(name) 比 UTC 慢 \(hours) 小时（这类名称的正负号按 POSIX，与通常相反）；如指比 UTC 快 \(hours) 小时，"
                                + (meantZh ?? "请填写地名时区")
                        )
                    )
                }
                return zone
            } catch {
                value.report(Wording(error.description, zh: error.chinese))
                return nil
            }
        }
    }
}

/// The hours of `Etc/GMT+8`; nil for every other name.
private func hoursBehind(_ name: String) -> Int? {
    let prefix = "Etc/GMT+"
    guard name.hasPrefix(prefix), let hours = Int(name.dropFirst(prefix.count)), hours > 0 else { return nil }
    return hours
}

/// A place for each whole hour ahead of UTC, as a planner who writes `Etc/GMT+8` means one.
private let zonesAhead: [Int: String] = [
    1: "Europe/Paris", 2: "Europe/Athens", 3: "Europe/Moscow", 4: "Asia/Dubai", 5: "Asia/Tashkent", 6: "Asia/Dhaka",
    7: "Asia/Bangkok", 8: "Asia/Shanghai", 9: "Asia/Tokyo", 10: "Australia/Brisbane", 11: "Pacific/Noumea",
    12: "Pacific/Auckland",
]

extension Parser where T == LocalDate {
    package static var date: Parser {
        Parser(
            expected: Wording("a date that exists, like 2026-06-07", zh: "实际存在的日期，例如 2026-06-07"),
            parse: LocalDate.init(text:)
        )
    }
}

extension Parser where T == LocalTime {
    /// 00:00 to 23:59:59.
    package static var time: Parser {
        Parser(expected: Wording("a time of day from 00:00 to 23:59, like 09:00", zh: "00:00 至 23:59 的时刻，例如 09:00")) {
            text in
            LocalTime(text: text).flatMap { $0.secondsOfDay < 86_400 ? $0 : nil }
        }
    }

    /// 00:00 to 24:00.
    package static var endTime: Parser {
        Parser(
            expected: Wording("a time of day from 00:00 to 24:00, like 11:30", zh: "00:00 至 24:00 的时刻，例如 11:30"),
            parse: LocalTime.init(text:)
        )
    }
}

extension LocalDate {
    /// "2026-06-07"; nil when it is none or does not exist.
    package init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2] else { return nil }
        let numbers = parts.compactMap(decimalNumber)
        guard numbers.count == 3 else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }
}

extension LocalTime {
    /// "09:00" or "09:00:30", to 24:00; nil when it is none.
    package init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 }) else { return nil }
        let numbers = parts.compactMap(decimalNumber)
        guard numbers.count == parts.count else { return nil }
        self.init(hour: numbers[0], minute: numbers[1], second: numbers.count == 3 ? numbers[2] : 0)
    }
}

private func decimalNumber(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
}
