import EventTime
import ExamCalendar
import Sites
import TestSupport
import Testing

/// Random plans against a walk through the minutes of UTC (``WallClockWalk``), which knows only the zone's offset and
/// the plan's written local times.
@Suite("The calendar of random plans") struct SiteCalendarPropertyTests {
    /// A zone with the local days around which plans are drawn.
    struct Row: Sendable, CustomTestStringConvertible {
        var zone: String
        var days: [String]

        var testDescription: String { zone }
    }

    /// Clock changes in both directions, of half an hour to a day, at midnight and behind it, leap days, ends of years.
    static let rows = [
        Row(zone: "Asia/Shanghai", days: ["1986-05-04", "1991-09-15", "2026-06-08", "2028-02-29", "2026-12-31"]),
        Row(zone: "Europe/London", days: ["2026-03-29", "2026-10-25", "2028-02-29"]),
        Row(zone: "America/New_York", days: ["2026-03-08", "2026-11-01", "2026-12-31"]),
        Row(zone: "America/Sao_Paulo", days: ["2017-10-15", "2018-02-18", "2018-11-04"]),
        Row(zone: "Australia/Lord_Howe", days: ["2026-04-05", "2026-10-04", "2026-12-31"]),
        Row(zone: "Pacific/Apia", days: ["2011-12-30", "2011-09-24", "2012-04-01"]),
        Row(zone: "Africa/Casablanca", days: ["2026-02-15", "2026-03-22"]),
        Row(zone: "Asia/Seoul", days: ["1987-05-10", "1987-10-11", "2026-11-19"]),
        Row(zone: "America/St_Johns", days: ["2010-03-14", "2010-11-07"]),
        Row(zone: "Africa/Cairo", days: ["2026-04-24", "2026-10-30"]),
        Row(zone: "Antarctica/Troll", days: ["2026-03-29", "2026-10-25"]),
    ]

    /// A day of a row with the walks around it.
    private struct Scene: Sendable {
        var zone: TimeZoneRules
        var other: TimeZoneRules
        var day: Int64
        var walks: Walks

        /// Minutes that the walks know everything of.
        var minutes: Range<Int64> { (day - 5) * 1440..<(day + 7) * 1440 }
    }

    /// By zone and day; walked once for all tests.
    private static let scenes: [String: [Scene]] = {
        do {
            return try Dictionary(uniqueKeysWithValues: rows.map { ($0.zone, try walked($0)) })
        } catch {
            Issue.record(error)
            return [:]
        }
    }()

    private static func walked(_ row: Row) throws -> [Scene] {
        let zone = try TimeZoneRules.load(row.zone)
        let other = try TimeZoneRules.load(row.zone == "Asia/Shanghai" ? "America/New_York" : "Asia/Shanghai")
        return try row.days.map { text in
            let parts = text.split(separator: "-").compactMap { Int($0) }
            let day = try #require(LocalDate(year: parts[0], month: parts[1], day: parts[2])).daysSinceEpoch
            let walks = Walks([zone, other], over: (day - 9) * 1440..<(day + 11) * 1440)
            return Scene(zone: zone, other: other, day: day, walks: walks)
        }
    }

    /// Draws so many plans around each day of the row.
    private static func each(
        _ row: Row,
        plans: Int,
        _ body: (WrittenPlan, Scene, inout SplitMix64, String) throws -> Void
    ) throws {
        for (scene, text) in zip(try #require(scenes[row.zone]), row.days) {
            for number in 0..<plans {
                var random = SplitMix64(seed: UInt64(bitPattern: scene.day) &* 1000 &+ UInt64(number))
                let plan = WrittenPlan.random(around: scene.day, zone: scene.zone, other: scene.other, using: &random)
                try body(plan, scene, &random, "\(row.zone) \(text), plan \(number)")
            }
        }
    }

    private static func instant(_ minute: Int64) -> Instant { Instant(milliseconds: minute * 60_000) }

    @Test("a span lists just what the walk finds in it", arguments: rows)
    func entries(row: Row) throws {
        try Self.each(row, plans: 5) { plan, scene, random, name in
            let calendar = plan.calendar
            let all = plan.applied(scene.walks)
            var windows = [scene.minutes]
            for longest in [1, 45, 300, 3000] as [Int64] {
                let start = Int64.random(in: scene.minutes, using: &random)
                windows.append(start..<start + Int64.random(in: 1...longest, using: &random))
            }
            for window in windows {
                let range = TimeRange(start: Self.instant(window.lowerBound), end: Self.instant(window.upperBound))
                let expected = all.filter { $0.span.overlaps(window) }.map { found in
                    // Bans are cut at the edges of what is asked for.
                    found.what.hasPrefix("ban")
                        ? WrittenPlan.Applied(found.what, found.span.clamped(to: window)) : found
                }
                #expect(calendar.entries(in: range).map(\.applied).sorted() == expected, "\(name) \(range)")
            }
        }
    }

    @Test("an instant has what the walk has, and changes when that does", arguments: rows)
    func states(row: Row) throws {
        try Self.each(row, plans: 3) { plan, scene, random, name in
            let calendar = plan.calendar
            let all = plan.applied(scene.walks)
            let edges = Set(all.flatMap { [$0.span.lowerBound, $0.span.upperBound] }).sorted()
            var minutes = edges.flatMap { [$0 - 1, $0] }.filter(scene.minutes.contains)
            minutes = Array(minutes.shuffled(using: &random).prefix(6))
            minutes += (0..<2).map { _ in Int64.random(in: scene.minutes, using: &random) }
            for minute in minutes {
                let isWhole = Bool.random(using: &random)
                let t = Self.instant(minute) + .milliseconds(isWhole ? 0 : Int64.random(in: 0..<60_000, using: &random))
                let (entries, changes) = calendar.state(at: t)
                #expect(entries.map(\.applied).sorted() == all.filter { $0.span.contains(minute) }, "\(name) \(t)")
                #expect(changes == edges.first { $0 > minute }.map(Self.instant), "\(name) \(t)")
            }
        }
    }

    @Test("what judging asks at an instant agrees as well", arguments: rows)
    func timelines(row: Row) throws {
        try Self.each(row, plans: 3) { plan, scene, random, name in
            let (sessions, bans, site) = (plan.sessionTimeline, plan.banTimeline, plan.site)
            let all = plan.applied(scene.walks)
            func edges(_ what: String) -> [Int64] {
                Set(all.filter { $0.what.hasPrefix(what) }.flatMap { [$0.span.lowerBound, $0.span.upperBound] })
                    .sorted()
            }
            func stretch(_ edges: [Int64], around minute: Int64) -> TimeRange {
                TimeRange(
                    start: edges.last { $0 <= minute }.map(Self.instant) ?? .distantPast,
                    end: edges.first { $0 > minute }.map(Self.instant) ?? .distantFuture
                )
            }
            let (sessionEdges, nightEdges) = (edges("session"), edges("night"))
            let banEdges = Set(edges("ban") + plan.exemptionEdges(scene.walks)).sorted()
            for edge in (sessionEdges + banEdges + nightEdges).filter(scene.minutes.contains) {
                for minute in [edge - 1, edge] {
                    let t = Self.instant(minute)
                    let now = all.filter { $0.span.contains(minute) }
                    let running = sessions.state(at: t)
                    #expect(
                        running.running.map { SiteCalendar.Entry.session($0).applied }.sorted()
                            == now.filter { $0.what.hasPrefix("session") },
                        "\(name) \(t)"
                    )
                    #expect(running.stretch == stretch(sessionEdges, around: minute), "\(name) \(t)")
                    let banned = bans.state(at: t)
                    let left = plan.banned(at: minute, now, scene.walks)
                    #expect(
                        banned.bans.map { SiteCalendar.Entry.ban($0).applied }.sorted()
                            == now.filter { left[$0.what] != nil },
                        "\(name) \(t)"
                    )
                    for ban in banned.bans {
                        let activities = Set(ban.activities.map(\.rawValue))
                        #expect(activities == left[SiteCalendar.Entry.ban(ban).applied.what], "\(name) \(t)")
                    }
                    #expect(banned.stretch == stretch(banEdges, around: minute), "\(name) \(t)")
                    let light = site.dayPeriod(at: t)
                    #expect((light.period == .night) == now.contains { $0.what == "night" }, "\(name) \(t)")
                    #expect(light.stretch == stretch(nightEdges, around: minute), "\(name) \(t)")
                }
            }
        }
    }

    @Test("an edge lies at its written local time, or where the rule for clock changes puts it", arguments: rows)
    func edges(row: Row) throws {
        try Self.each(row, plans: 5) { plan, scene, random, name in
            let walks = scene.walks
            let span = TimeRange(
                start: Self.instant(scene.minutes.lowerBound),
                end: Self.instant(scene.minutes.upperBound)
            )
            for entry in plan.calendar.entries(in: span) {
                let written = plan.writtenEdges(of: entry, walks)
                // Lead and tail are lengths, not local times.
                let range = if case .session(let session) = entry { session.range.minutes } else { entry.range.minutes }
                for (edge, times) in [(range.lowerBound, written.starts), (range.upperBound, written.ends)] {
                    guard edge != scene.minutes.lowerBound, edge != scene.minutes.upperBound else { continue }
                    #expect(
                        times.contains { $0.walk.isEdge(edge, of: $0.local) },
                        "\(name) \(entry.applied) at \(edge)"
                    )
                }
            }
        }
    }
}

extension WrittenPlan {
    /// A local time with the clock that it is written for.
    fileprivate typealias WrittenTime = (local: Int64, walk: WallClockWalk)

    /// The written times at which an entry may begin and end.
    fileprivate func writtenEdges(
        of entry: SiteCalendar.Entry,
        _ walks: Walks
    ) -> (starts: [WrittenTime], ends: [WrittenTime]) {
        let here = walks[zone]
        switch entry {
        case .night:
            let days = days(around: entry)
            return (
                days.map { ($0 * 1440 + Int64(nightStart), here) }, days.map { ($0 * 1440 + Int64(dayStart), here) }
            )
        case .session(let session):
            let found = sittings(walks).filter {
                ExamID($0.exam.id) == session.exam && $0.paper.name == session.name.en
                    && $0.kind == session.kind.rawValue
            }
            return (found.map { ($0.start, $0.walk) }, found.map { ($0.end, $0.walk) })
        case .ban(let ban):
            var starts: [WrittenTime] = []
            var ends: [WrittenTime] = []
            for notice in notices where notice.id == ban.notice {
                for phase in notice.phases where phase.name == ban.phase.en {
                    let walk = walks[notice.zone ?? zone]
                    starts.append((phase.from, walk))
                    ends.append((phase.to, walk))
                    switch phase.when {
                    case .allDay: break
                    case .papers(let kinds):
                        let found = sittings(walks).filter { kinds.contains($0.kind) }
                        starts += found.map { ($0.start, $0.walk) }
                        ends += found.map { ($0.end, $0.walk) }
                    case .daily(let hours):
                        for day in days(around: entry) {
                            starts += hours.map { (day * 1440 + Int64($0.from), walk) }
                            ends += hours.map { (day * 1440 + Int64($0.to), walk) }
                        }
                    }
                }
            }
            return (starts, ends)
        }
    }

    private func days(around entry: SiteCalendar.Entry) -> ClosedRange<Int64> {
        entry.range.minutes.lowerBound / 1440 - 2...entry.range.minutes.upperBound / 1440 + 2
    }
}
