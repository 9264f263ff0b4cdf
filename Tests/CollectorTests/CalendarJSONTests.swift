import Acoustics
import Collector
import EventTime
import ExamCalendar
import Foundation
import Plans
import Records
import Reports
import Sites
import TestSupport
import Testing

/// What `calendar --json` tells of random plans, read from their files, against a walk through the minutes of UTC
/// (``WallClockWalk``).
@Suite("The calendar's JSON of random plans") struct CalendarJSONTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var zone: String
        var day: String

        var testDescription: String { "\(zone) \(day)" }
    }

    static let rows = [
        Row(zone: "Asia/Shanghai", day: "1991-09-15"), Row(zone: "Europe/London", day: "2026-03-29"),
        Row(zone: "America/New_York", day: "2026-11-01"), Row(zone: "America/Sao_Paulo", day: "2018-02-18"),
        Row(zone: "Australia/Lord_Howe", day: "2026-10-04"), Row(zone: "Pacific/Apia", day: "2011-12-30"),
    ]

    /// As a line of JSON tells it.
    private struct Told: Decodable {
        struct Name: Decodable {
            var en: String
        }

        var site: String
        var what: String
        var from: String
        var to: String
        var exam: String?
        var kind: String?
        var notice: String?
        var name: Name?
        var paperFrom: String?
        var paperTo: String?
        var makeUp: Name?

        var applied: WrittenPlan.Applied? {
            guard let start = CalendarJSONTests.minute(from), let end = CalendarJSONTests.minute(to) else { return nil }
            let words = [what, exam ?? notice, name?.en, kind].compactMap(\.self)
            return WrittenPlan.Applied(words.joined(separator: " "), start..<end)
        }
    }

    private struct ToldState: Decodable {
        var at: String
        var applies: [Told]
        var changes: String?
    }

    private static func minute(_ text: String) -> Int64? { RFC3339.parse(text).map { $0.milliseconds / 60_000 } }

    private static func decoded<T: Decodable>(_ line: String) throws -> T {
        try JSONDecoder().decode(T.self, from: Data(line.utf8))
    }

    @Test("a span and an instant tell what the walk finds", arguments: rows)
    func json(row: Row) throws {
        let zone = try TimeZoneRules.load(row.zone)
        let other = try TimeZoneRules.load(row.zone == "Asia/Shanghai" ? "America/New_York" : "Asia/Shanghai")
        let noon = try #require(RFC3339.parse("\(row.day)T12:00:00Z"))
        let day = noon.milliseconds / 86_400_000
        let walks = Walks([zone, other], over: (day - 9) * 1440..<(day + 11) * 1440)
        let minutes = (day - 5) * 1440..<(day + 7) * 1440
        for number in 0..<4 {
            var random = SplitMix64(seed: UInt64(number) &+ 7)
            let plan = WrittenPlan.random(around: day, zone: zone, other: other, using: &random)
            let calendar = try Self.calendar(plan.files(walks))
            let json = CalendarJSON(calendar)
            let all = plan.applied(walks)

            let span = TimeRange(start: Self.instant(minutes.lowerBound), end: Self.instant(minutes.upperBound))
            let told: [Told] = try calendar.entries(in: span).map { try Self.decoded(try json.line($0)) }
            let expected = all.filter { $0.span.overlaps(minutes) }.map {
                $0.what.hasPrefix("ban") ? WrittenPlan.Applied($0.what, $0.span.clamped(to: minutes)) : $0
            }
            #expect(told.compactMap(\.applied).sorted() == expected, "plan \(number)")
            try checkPapers(told, plan.sittings(walks))
            checkClock(told.flatMap { [$0.from, $0.to] }, zone)

            let edges = Set(all.flatMap { [$0.span.lowerBound, $0.span.upperBound] }).sorted()
            let instants = edges.filter(minutes.contains).shuffled(using: &random).prefix(6).flatMap { [$0 - 1, $0] }
            for minute in instants {
                let state: ToldState = try Self.decoded(try json.line(at: Self.instant(minute)))
                #expect(state.applies.compactMap(\.applied).sorted() == all.filter { $0.span.contains(minute) })
                #expect(state.changes.flatMap(Self.minute) == edges.first { $0 > minute }, "plan \(number) \(state.at)")
                checkClock([state.at] + (state.changes.map { [$0] } ?? []), zone)
            }
        }
    }

    private static func instant(_ minute: Int64) -> Instant { Instant(milliseconds: minute * 60_000) }

    /// As the command makes it for a sensor.
    private static func calendar(_ files: [String: String]) throws -> SiteCalendar {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(name, text) }
        let plan = try PlanDocument.load(path: "\(folder.path)/plan.yaml").get()
        return SiteCalendar(
            site: try #require(plan.sites.first { $0.id == "here" }),
            exams: plan.exams,
            notices: plan.notices,
            sites: plan.sites,
            place: plan.sensors.first { $0.id.site == "here" }?.coordinates
        )
    }

    /// The paper's own times and its make-up stand beside what is guarded.
    private func checkPapers(_ told: [Told], _ sittings: [WrittenPlan.Sitting]) throws {
        for session in told where session.what == "session" {
            let sitting = try #require(
                sittings.first {
                    $0.exam.id == session.exam && $0.paper.name == session.name?.en && $0.kind == session.kind
                }
            )
            #expect(session.paperFrom.flatMap(Self.minute) == sitting.span.lowerBound)
            #expect(session.paperTo.flatMap(Self.minute) == sitting.span.upperBound)
            #expect((session.makeUp != nil) == sitting.paper.isMakeUp)
        }
    }

    /// Each time is told as the site's clock shows it.
    private func checkClock(_ times: [String], _ zone: TimeZoneRules) {
        for text in times {
            let shown = Self.minute(text).map { WrittenPlan.moment(WallClockWalk.local($0, zone)) }
            #expect(shown == String(text.prefix(16)), "\(text)")
        }
    }
}
