import EventTime
import ExamCalendar
import Sites
import Testing

/// Every session and ban of a calendar against its picture, minute by minute of the wall clock.
@Suite("The picture of a season, by the minute")
struct SeasonMinutesTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var zone: String
        var from: String
        var to: String
        /// Instants at which sessions and phases begin and end beside the daily ones.
        var edges: [String]

        var testDescription: String { "\(zone) from \(from)" }
    }

    static let cases = [
        Case(
            zone: "Asia/Shanghai",
            from: "2026-06-05T00:00:00+08:00",
            to: "2026-06-09T00:00:00+08:00",
            edges: ["2026-06-06T09:00:00+08:00", "2026-06-06T23:59:00+08:00", "2026-06-07T00:01:00+08:00"]
        ),
        Case(
            zone: "Asia/Shanghai",
            from: "1969-12-30T00:00:00+08:00",
            to: "1970-01-03T00:00:00+08:00",
            edges: ["1969-12-31T15:59:00Z", "1969-12-31T16:00:00Z", "1969-12-31T23:59:00Z", "1970-01-01T00:01:00Z"]
        ),
        Case(
            zone: "Europe/London",
            from: "2025-03-28T00:00:00Z",
            to: "2025-04-01T00:00:00+01:00",
            edges: ["2025-03-30T00:59:00Z", "2025-03-30T01:00:00Z", "2025-03-30T01:01:00Z", "2025-03-30T23:00:00Z"]
        ),
        Case(
            zone: "Europe/London",
            from: "2025-10-24T00:00:00+01:00",
            to: "2025-10-28T00:00:00Z",
            edges: [
                "2025-10-26T00:30:00Z", "2025-10-26T00:50:00Z", "2025-10-26T01:00:00Z", "2025-10-26T01:10:00Z",
                "2025-10-26T01:30:00Z", "2025-10-26T02:00:00Z",
            ]
        ),
        Case(
            zone: "America/New_York",
            from: "2025-03-08T00:00:00-05:00",
            to: "2025-03-11T00:00:00-04:00",
            edges: ["2025-03-09T06:59:00Z", "2025-03-09T07:00:00Z", "2025-03-09T07:01:00Z"]
        ),
        Case(
            zone: "America/New_York",
            from: "2025-11-01T00:00:00-04:00",
            to: "2025-11-04T00:00:00-05:00",
            edges: ["2025-11-02T05:30:00Z", "2025-11-02T06:00:00Z", "2025-11-02T06:30:00Z", "2025-11-02T07:00:00Z"]
        ),
        // Half an hour; midnight left out; 00:01 back to 23:01 of the day before; a whole day left out.
        Case(
            zone: "Australia/Lord_Howe",
            from: "2025-04-04T00:00:00+11:00",
            to: "2025-04-08T00:00:00+10:30",
            edges: ["2025-04-05T14:45:00Z", "2025-04-05T15:00:00Z", "2025-04-05T15:10:00Z"]
        ),
        Case(
            zone: "America/Asuncion",
            from: "2023-09-29T00:00:00-04:00",
            to: "2023-10-03T00:00:00-03:00",
            edges: ["2023-10-01T03:59:00Z", "2023-10-01T04:00:00Z", "2023-10-01T04:01:00Z"]
        ),
        Case(
            zone: "America/St_Johns",
            from: "2006-10-27T12:00:00-02:30",
            to: "2006-10-31T12:00:00-03:30",
            edges: ["2006-10-29T02:20:00Z", "2006-10-29T02:30:00Z", "2006-10-29T02:31:00Z", "2006-10-29T03:00:00Z"]
        ),
        Case(
            zone: "Pacific/Apia",
            from: "2011-12-28T00:00:00-10:00",
            to: "2012-01-02T00:00:00+14:00",
            edges: ["2011-12-30T09:59:00Z", "2011-12-30T10:00:00Z", "2011-12-30T10:01:00Z"]
        ),
    ]

    /// A session and a phase between any two of the case's edges, papers on every day, and daily bans of all kinds.
    private func scene(_ test: Case) throws -> SeasonScene {
        var scene = SeasonScene(zone: try TimeZoneRules.load(test.zone))
        let (start, end) = (try RFC3339.instant(test.from), try RFC3339.instant(test.to))
        for (i, from) in test.edges.enumerated() {
            for (j, to) in test.edges.enumerated() where j > i {
                try scene.add("S\(i)\(j);", i % 2 == 0 ? .written : .listening, from, to, lead: .minutes(15))
                try scene.add("T\(i)\(j);", .gap, from, to, tail: .minutes(65))
                try scene.ban("P\(i)\(j)", from, to)
            }
        }
        var date = scene.zone.localDate(at: start)
        while scene.zone.instant(of: date, LocalTime(secondsOfDay: 0)) < end {
            for (name, kind, from, to) in [("paper", SessionKind.written, 540, 690), ("late", .listening, 1380, 1440)] {
                let at = scene.zone.instant(of: date, LocalTime(secondsOfDay: from * 60))
                let until = scene.zone.instant(of: date, LocalTime(secondsOfDay: to * 60))
                // The day that a zone leaves out has no paper.
                guard at < until else { continue }
                let told = [at, until].map { RFC3339.format($0, offset: 0) }
                try scene.add(
                    "\(name) \(date.day);",
                    kind,
                    told[0],
                    told[1],
                    lead: .minutes(10),
                    tail: .minutes(20),
                    movedFrom: RFC3339.format(until - .minutes(12), offset: 0)
                )
            }
            date = date.adding(days: 1)
        }
        try scene.ban("always", test.from, test.to)
        try scene.ban("far", "2001-01-01T00:00:00Z", "2030-01-01T00:00:00Z", hours: SeasonScene.daily([(1320, 420)]))
        try scene.ban("noon", test.from, test.to, hours: SeasonScene.daily([(720, 840), (1, 75), (115, 190)]))
        try scene.ban("papers", test.from, test.to, hours: .sessions([.written]))
        return scene
    }

    @Test("sessions and bans are there once for each local day that they touch, at their local times", arguments: cases)
    func marks(test: Case) throws {
        let scene = try scene(test)
        let (zone, calendar) = (scene.zone, scene.calendar)
        let window = try SeasonScene.range(test.from, test.to)
        let read = try ReadSeason(calendar, window)
        let days = Set(SeasonOracle.minutes(of: window, in: zone).keys)
        var expected = 0
        for entry in calendar.entries(in: TimeRange(start: window.start - .hours(72), end: window.end + .hours(72))) {
            let told: (what: String, name: String, range: TimeRange)
            switch entry {
            case .night: continue
            case .session(let session): told = ("session", session.name.en, session.range)
            case .ban(let ban): told = ("ban", " \(ban.phase.en): ", ban.range)
            }
            for (date, minutes) in SeasonOracle.minutes(of: entry.range, in: zone) where days.contains(date) {
                expected += 1
                let found = try read.marks.filter { mark in
                    guard mark.date == date, mark.what == told.what, mark.title.contains(told.name) else {
                        return false
                    }
                    return try mark.told(in: zone) == told.range
                }
                #expect(found.count == 1, "\(told) on \(date)")
                guard let mark = found.first else { continue }
                if case .session(let session) = entry {
                    let paper = SeasonOracle.minutes(of: session.range, in: zone)[date] ?? []
                    let edges =
                        [
                            TimeRange(start: session.guarded.start, end: session.range.start),
                            TimeRange(start: session.range.end, end: session.guarded.end),
                        ].reduce(into: Set<Int>()) { $0.formUnion(SeasonOracle.minutes(of: $1, in: zone)[date] ?? []) }
                    let planned = TimeRange(start: session.range.start, end: session.plannedEnd)
                    #expect(SeasonOracle.minutes(of: mark.bars { !$0.hasSuffix("-edge") }) == paper, "\(mark)")
                    #expect(SeasonOracle.minutes(of: mark.bars { $0.hasSuffix("-edge") }) == edges, "\(mark)")
                    #expect(
                        SeasonOracle.minutes(of: mark.bars { !$0.contains("-") })
                            == SeasonOracle.minutes(of: planned, in: zone)[date] ?? [],
                        "\(mark)"
                    )
                } else {
                    #expect(SeasonOracle.minutes(of: mark.bars { $0.hasPrefix("n") }) == minutes, "\(mark)")
                    #expect(SeasonOracle.minutes(of: mark.bars { $0.hasPrefix("p") }) == minutes, "\(mark)")
                }
            }
        }
        #expect(expected > 20)
        #expect(read.marks.count == expected)
    }
}
