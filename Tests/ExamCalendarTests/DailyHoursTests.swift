import EventTime
import ExamCalendar
import TestSupport
import Testing

/// Hours checked minute by minute against a walk that knows nothing but the zone's offset at an instant.
@Suite("Daily hours")
struct DailyHoursTests {
    /// Zones with clock changes in both directions, by a whole hour, by half an hour and by a day, and without any.
    private static let zones = [
        "Asia/Shanghai", "Asia/Seoul", "Europe/London", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe",
        "Pacific/Apia", "America/St_Johns", "Africa/Cairo", "Asia/Kathmandu",
    ]

    private static func time(_ text: String) throws -> LocalTime {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        return try #require(LocalTime(hour: parts[0], minute: parts[1]))
    }

    @Test("random hours hold in exactly the minutes of the walk", arguments: zones)
    func brute(zoneName: String) throws {
        let zone = try TimeZoneRules.load(zoneName)
        var random = SplitMix64(seed: zoneName.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        // Around clock changes where there are any, the leap day, the turn of the year and Samoa's lost day.
        var starts = ["2028-02-27T00:00:00Z", "2026-12-30T00:00:00Z", "2026-06-05T00:00:00Z", "2011-12-28T00:00:00Z"]
            .compactMap { RFC3339.parse($0) }
        var change = zone.nextTransition(after: try RFC3339.instant("2016-01-01T00:00:00Z"))
        while let at = change, starts.count < 10 {
            starts.append(at - .hours(36))
            change = zone.nextTransition(after: at)
        }
        for start in starts {
            let window = TimeRange(start: start, end: start + .hours(72))
            let minutes = start.milliseconds / 60_000..<window.end.milliseconds / 60_000
            let walk = WallClockWalk(zone, over: minutes.lowerBound - 72 * 60..<minutes.upperBound + 48 * 60)
            for _ in 0..<4 {
                let from = LocalTime(secondsOfDay: Int.random(in: 0..<96, using: &random) * 900)
                let to = LocalTime(secondsOfDay: Int.random(in: 0...96, using: &random) * 900)
                let weekdays = Set(Weekday.allCases.filter { _ in Int.random(in: 0..<4, using: &random) > 0 })
                guard let hours = DailyHours(from: from, to: to, weekdays: weekdays) else { continue }
                let spans = hours.spans(touching: window, in: zone)
                let walked = walk.spans(
                    daily: from.secondsOfDay / 60,
                    to.secondsOfDay / 60,
                    on: Set(weekdays.map { $0.rawValue - 1 })
                )
                #expect(
                    minutes.allSatisfy { minute in
                        let t = Instant(milliseconds: minute * 60_000)
                        return spans.contains { $0.contains(t) } == walked.contains { $0.contains(minute) }
                    },
                    "\(from.secondsOfDay / 60)-\(to.secondsOfDay / 60) min \(weekdays.sorted()) from \(start)"
                )
            }
        }
    }

    @Test("hours start and end at the written local times, except inside a clock gap", arguments: zones)
    func writtenTimes(zoneName: String) throws {
        let zone = try TimeZoneRules.load(zoneName)
        let hours = try #require(
            DailyHours(from: try DailyHoursTests.time("22:00"), to: try DailyHoursTests.time("02:30"))
        )
        let year = TimeRange(
            start: try RFC3339.instant("2026-01-01T12:00:00Z"),
            end: try RFC3339.instant("2027-01-01T12:00:00Z")
        )
        let spans = hours.spans(touching: year, in: zone)
        #expect((365...366).contains(spans.count))
        for edge in spans.flatMap({ [($0.start, hours.from), ($0.end, hours.to)] }) {
            let isGapEnd = zone.offset(at: edge.0) > zone.offset(at: edge.0 - .milliseconds(1))
            #expect(zone.localTime(at: edge.0) == edge.1 || isGapEnd, "\(edge.0)")
        }
    }

    @Test("what is no daily hours is none")
    func none() throws {
        let noon = try DailyHoursTests.time("12:00")
        #expect(DailyHours(from: noon, to: noon) == nil)
        #expect(DailyHours(from: LocalTime(secondsOfDay: 86_400), to: noon) == nil)
        #expect(DailyHours(from: noon, to: LocalTime(secondsOfDay: 86_400), weekdays: []) == nil)
    }

    @Test(
        "days of the week",
        arguments: [("2026-06-07", Weekday.sunday), ("1969-12-31", .wednesday), ("2028-02-29", .tuesday)]
    )
    func weekdays(text: String, weekday: Weekday) throws {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        #expect(try #require(LocalDate(year: parts[0], month: parts[1], day: parts[2])).weekday == weekday)
    }
}
