import EventTime
import Foundation
import TestSupport
import Testing

@Suite struct TimeZoneBehaviour {
    private func wall(_ zone: TimeZoneRules, _ y: Int, _ m: Int, _ d: Int, _ hour: Int, _ minute: Int) throws -> String
    {
        let date = try #require(LocalDate(year: y, month: m, day: d))
        let time = try #require(LocalTime(hour: hour, minute: minute))
        return RFC3339.format(zone.instant(of: date, time), offset: 0)
    }

    @Test func gapEndsRepeatedTimeIsTheFirstAndTwentyFourIsNextMidnight() throws {
        let newYork = try TimeZoneRules.load("America/New_York")
        #expect(try wall(newYork, 2026, 3, 8, 2, 30) == "2026-03-08T07:00:00Z")
        #expect(try wall(newYork, 2026, 3, 8, 3, 0) == "2026-03-08T07:00:00Z")
        #expect(try wall(newYork, 2026, 11, 1, 1, 30) == "2026-11-01T05:30:00Z")
        #expect(try wall(newYork, 2026, 6, 7, 24, 0) == "2026-06-08T04:00:00Z")
        // Far behind the table, by the footer's rule.
        #expect(try wall(newYork, 2500, 7, 1, 12, 0) == "2500-07-01T16:00:00Z")
        #expect(try wall(newYork, 9998, 1, 1, 12, 0) == "9998-01-01T17:00:00Z")
        // Samoa left out 30 December 2011.
        let apia = try TimeZoneRules.load("Pacific/Apia")
        #expect(try wall(apia, 2011, 12, 30, 12, 0) == "2011-12-30T10:00:00Z")
    }

    @Test func nextTransition() throws {
        let shanghai = try TimeZoneRules.load("Asia/Shanghai")
        #expect(shanghai.nextTransition(after: Instant(milliseconds: 1_780_794_192_000)) == nil)
        #expect(shanghai.offset(at: .distantFuture) == 28_800)
        let london = try TimeZoneRules.load("Europe/London")
        let start = try RFC3339.instant("2026-03-29T01:00:00Z")
        #expect(london.nextTransition(after: start - .milliseconds(1)) == start)
        #expect(london.nextTransition(after: start) == RFC3339.parse("2026-10-25T01:00:00Z"))
        let late = try RFC3339.instant("2899-12-31T00:00:00Z")
        #expect(london.nextTransition(after: late) == RFC3339.parse("2900-03-28T01:00:00Z"))
    }

    @Test func fixedZone() throws {
        let zone = TimeZoneRules.fixed(name: "UTC-3:30", offset: -12_600)
        #expect(zone.offset(at: .distantPast) == -12_600)
        #expect(zone.localDate(at: Instant(milliseconds: 0)) == LocalDate(year: 1969, month: 12, day: 31))
        #expect(zone.localTime(at: Instant(milliseconds: 0)) == LocalTime(hour: 20, minute: 30))
        #expect(zone.nextTransition(after: Instant(milliseconds: 0)) == nil)
        #expect(zone == TimeZoneRules.fixed(name: "UTC-3:30", offset: -12_600))
        #expect(zone != TimeZoneRules.fixed(name: "UTC-3:30", offset: 0))
    }

    @Test(arguments: ["../../etc/passwd", "/etc/passwd", "Asia/../UTC", "", "Asia//Shanghai", "Asia/Sháng", "./UTC"])
    func nameThatIsNone(name: String) {
        #expect(throws: TimeZoneError.badName(name)) { try TimeZoneRules.load(name) }
    }

    @Test func errorsSayWhatToDo() {
        let unknown = #expect(throws: TimeZoneError.self) { try TimeZoneRules.load("Asia/Beijing") }
        #expect(
            unknown?.description == """
                no time zone "Asia/Beijing" in /usr/share/zoneinfo; expected a name such as Asia/Shanghai (capitals \
                matter), or install a newer tzdata
                """
        )
        let none = #expect(throws: TimeZoneError.self) { try TimeZoneRules.load("UTC", directory: "/nonexistent") }
        #expect(none?.description == "no time zone database in /nonexistent; install the package tzdata")
        #expect(throws: TimeZoneError.unknown(zone: "Asia", directory: "/usr/share/zoneinfo")) {
            try TimeZoneRules.load("Asia")
        }
        #expect(throws: TimeZoneError.self) { try TimeZoneRules.load("tzdata.zi") }
    }
}

@Suite struct DamagedTimeZoneFiles {
    @Test func everyTruncationIsRefusedAndNoDamageTraps() throws {
        let url = URL(fileURLWithPath: "/usr/share/zoneinfo/America/New_York")
        let whole = Array(try Data(contentsOf: url))
        for count in 0..<whole.count {
            #expect(throws: TimeZoneError.self) { try TimeZoneRules(name: "X", tzif: Array(whole.prefix(count))) }
        }
        var generator = SplitMix64(seed: 3)
        for _ in 0..<3000 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            guard let zone = try? TimeZoneRules(name: "X", tzif: damaged) else { continue }
            let date = try #require(LocalDate(year: 2030, month: 1, day: 1))
            _ = zone.instant(of: date, LocalTime(secondsOfDay: 0))
            _ = zone.nextTransition(after: Instant(milliseconds: 0))
        }
    }

    struct Footer: CustomTestStringConvertible {
        var text: String
        /// Offsets on 1 January and 1 July 2030; nil when the footer is refused.
        var offsets: [Int]?
        var testDescription: String { text }
    }

    @Test(arguments: [
        Footer(text: "CST-8", offsets: [28_800, 28_800]),
        Footer(text: "<+0330>-3:30", offsets: [12_600, 12_600]),
        Footer(text: "EST5EDT,M3.2.0,M11.1.0", offsets: [-18_000, -14_400]),
        Footer(text: "IST-1GMT0,M10.5.0,M3.5.0/1", offsets: [0, 3600]),
        Footer(text: "EST5EDT,0/0,J365/25", offsets: [-14_400, -14_400]),
        Footer(text: "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", offsets: [-7200, -3600]),
        Footer(text: "AAA3BBB,J60,J300/167", offsets: [-10_800, -7200]),
        Footer(text: "AAA3BBB2:30:15,59,299", offsets: [-10_800, -9015]),
        Footer(text: "EST5EDT,M13.2.0,M11.1.0", offsets: nil),
        Footer(text: "EST5EDT", offsets: nil),
        Footer(text: "E5", offsets: nil),
        Footer(text: "EST", offsets: nil),
        Footer(text: "EST5EDT,M3.2.0,M11.1.0x", offsets: nil),
        Footer(text: "<+03-3", offsets: nil),
    ])
    func footers(_ row: Footer) throws {
        guard let offsets = row.offsets else {
            #expect(throws: TimeZoneError.self) { try TimeZoneRules(name: "X", tzif: file(footer: row.text)) }
            return
        }
        let zone = try TimeZoneRules(name: "X", tzif: file(footer: row.text))
        let days = try ["2030-01-01T12:00:00Z", "2030-07-01T12:00:00Z"].map { try RFC3339.instant($0) }
        #expect(days.map { zone.offset(at: $0) } == offsets)
        // The same 400 and 4000 years later.
        for years in [Int64(146_097), 1_460_970] {
            #expect(days.map { zone.offset(at: $0 + .hours(24 * years)) } == offsets)
        }
    }

    /// A version 3 file without a table.
    private func file(footer: String) -> [UInt8] {
        let header = Array("TZif3".utf8) + [UInt8](repeating: 0, count: 15)
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
        let type: [UInt8] = [0, 0, 0, 0, 0, 0] + Array("UTC\0".utf8)
        return header + counts + type + header + counts + type + Array("\n\(footer)\n".utf8)
    }
}
