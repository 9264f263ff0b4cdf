import EventTime
import ExamCalendar
import Sites
import Testing

@Suite("What runs at an instant")
struct ExamTimelineTests {
    private let zone = TimeZoneRules.fixed(name: "UTC+8", offset: 8 * 3600)

    private func at(_ text: String) throws -> Instant {
        try #require(RFC3339.parse("2026-06-08T\(text):00+08:00"))
    }

    @Test(
        "both sides of every edge",
        arguments: [
            ("14:59", [SessionKind](), "11:30", "15:00"),
            ("15:00", [.listening, .written], "15:00", "15:25"),
            ("15:24", [.listening, .written], "15:00", "15:25"),
            ("15:25", [.written], "15:25", "17:00"),
            ("17:00", [], "17:00", ""),
            ("08:59", [], "", "09:00"),
            ("09:00", [.written], "09:00", "11:30"),
        ]
    )
    func edges(_ row: (String, [SessionKind], String, String)) throws {
        func session(_ kind: SessionKind, _ from: String, _ to: String) throws -> ExamSession {
            ExamSession(
                exam: "gaokao",
                name: Name("paper"),
                kind: kind,
                range: TimeRange(start: try at(from), end: try at(to))
            )
        }
        let exam = Exam(
            id: "gaokao",
            name: Name("gaokao"),
            sites: ["a"],
            sessions: [
                try session(.written, "15:00", "17:00"), try session(.listening, "15:00", "15:25"),
                try session(.written, "09:00", "11:30"),
            ]
        )
        let (running, stretch) = ExamTimeline(site: "a", exams: [exam]).state(at: try at(row.0))
        #expect(running.map(\.kind) == row.1)
        #expect(stretch.start == (row.2.isEmpty ? .distantPast : try at(row.2)))
        #expect(stretch.end == (row.3.isEmpty ? .distantFuture : try at(row.3)))
        #expect(ExamTimeline(site: "b", exams: [exam]).state(at: try at(row.0)).running.isEmpty)
    }

    @Test(
        "day and night by the site's own hours",
        arguments: [
            ("05:59", DayPeriod.night, "06:00"), ("06:00", .day, "22:00"), ("21:59", .day, "22:00"),
            ("22:00", .night, ""),
        ]
    )
    func dayAndNight(_ row: (String, DayPeriod, String)) throws {
        let site = Site(id: "a", name: Name("a"), zone: .zone1, timeZone: zone)
        let (period, stretch) = site.dayPeriod(at: try at(row.0))
        #expect(period == row.1)
        #expect(stretch.contains(try at(row.0)))
        if !row.2.isEmpty { #expect(stretch.end == (try at(row.2))) }
    }

    @Test("day and night agree with the local clock at every quarter of an hour of clock-change days")
    func clockChanges() throws {
        for name in ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Casablanca"] {
            let site = Site(id: "a", name: Name("a"), zone: .zone1, timeZone: try TimeZoneRules.load(name))
            var t = try #require(RFC3339.parse("2026-01-01T00:00:00Z"))
            let end = try #require(RFC3339.parse("2027-01-01T00:00:00Z"))
            while t < end {
                let local = site.timeZone.localSecondsOfDay(at: t)
                let expected: DayPeriod = local >= 6 * 3600 && local < 22 * 3600 ? .day : .night
                let (period, stretch) = site.dayPeriod(at: t)
                #expect(period == expected, "\(name) \(RFC3339.format(t, offset: 0))")
                #expect(stretch.contains(t))
                t = t + .minutes(15)
            }
        }
    }
}
