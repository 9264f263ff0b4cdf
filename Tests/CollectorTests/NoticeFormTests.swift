import Collector
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Plans
import Records
import Reports
import Settings
import Sites
import Testing

/// What notices say beside spans, radii and lists of activities.
@Suite("What notices say")
struct NoticeFormTests {
    private static func load(_ phase: String, notice: String = "", when: String = "notice") throws
        -> (plan: Plan?, problems: [String])
    {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "plan.yaml",
            """
            version: 1
            time-zone: Asia/Shanghai
            authorities: [{id: bureau, name: Bureau, language: zh}]
            sites:
              - {id: one, name: One, zone: 1, coordinates: [22.5, 114.1], sensors: [{id: home, placement: housing, class: 1}]}
            exams:
              - id: zhongkao
                name: Zhongkao
                sessions:
                  - {name: X, date: 2027-06-17, from: 09:00, to: 11:30}
                  - {name: Y, date: 2027-06-18, from: 14:30, to: 16:10}
            notices:
              - {id: n, name: N, issuer: I\(notice), phases: [{name: P, \(phase)}]}
            rules:
              - {id: r, name: R, when: \(when), limit: {rise: 10}, kind: prohibitedActivity}
            """
        )
        let result = PlanDocument.load(path: path)
        return (try? result.get(), result.problems(in: folder.path))
    }

    private static let span = "from: 2027-06-10T00:00, to: 2027-06-20T00:00"

    private func phase(_ text: String) throws -> ControlNotice.Phase {
        let (plan, problems) = try Self.load(text)
        return try #require(plan?.notices.first?.phases.first, "\(problems)")
    }

    private func at(_ text: String) throws -> Instant { try #require(RFC3339.parse("\(text):00+08:00")) }

    @Test(
        "edges of an exam",
        arguments: [
            (
                "from: {exam: zhongkao, days: -7}, to: {exam: zhongkao}", "2027-06-10T00:00", "2027-06-18T16:10"
            ),
            (
                "from: {exam: zhongkao}, to: {exam: zhongkao, time: 18:00}", "2027-06-17T09:00", "2027-06-18T18:00"
            ),
            (
                "from: {exam: zhongkao, edge: ends}, to: {exam: zhongkao, days: 2, time: 24:00}", "2027-06-18T16:10",
                "2027-06-21T00:00"
            ),
            (
                "from: 2027-06-01T00:00, to: {exam: zhongkao, edge: begins, time: 06:30}", "2027-06-01T00:00",
                "2027-06-17T06:30"
            ),
        ]
    )
    func edges(text: String, start: String, end: String) throws {
        let phase = try phase("\(text), area: everywhere, activities: [construction]")
        #expect(phase.range == TimeRange(start: try at(start), end: try at(end)))
    }

    @Test("homes, a road, any noise, an appeal, and a hotline")
    func words() throws {
        let homes = try phase("\(Self.span), area: homes, activities: [any noise], appeal: true")
        #expect(homes.area == .homes)
        #expect(homes.activities == [.anyNoise])
        #expect(homes.isAppeal)
        let road = try phase(
            "\(Self.span), area: {line: [[22.5, 114.1], [22.6, 114.1]], width: 40}, activities: [horns]"
        )
        guard case .line(let line, 40) = road.area else { throw CocoaError(.coderInvalidValue) }
        #expect(line.points.count == 2)
        #expect(!road.isAppeal)
        let (plan, problems) = try Self.load(
            "\(Self.span), area: homes, activities: [horns]",
            notice: ", hotline: 0551-12369"
        )
        #expect(plan?.notices.first?.publication.hotline == "0551-12369", "\(problems)")
    }

    @Test("a rule that names notices")
    func named() throws {
        let phase = "\(Self.span), area: homes, activities: [any noise]"
        #expect(try Self.load(phase, when: "{notices: [n]}").plan?.rules.first?.when == .named(notices: ["n"]))
        let problems = try Self.load(phase, when: "{notices: [m]}").problems
        #expect(problems.count == 1)
        #expect(
            problems.first?.hasSuffix("the plan has no notice m; write the id of one under notices") == true,
            "\(problems)"
        )
    }

    @Test(
        "mistakes, each one line",
        arguments: [
            ("from: {exam: gaokao}, to: 2027-06-20T00:00, area: homes", "the plan has no exam gaokao"),
            ("from: {exam: zhongkao, days: 400}, to: 2027-06-20T00:00, area: homes", "whole days from -366 to 366"),
            ("from: {exam: zhongkao, edge: middle}, to: 2027-06-20T00:00, area: homes", "begins, ends"),
            ("from: {days: -7}, to: 2027-06-20T00:00, area: homes", "exam: is missing"),
            ("from: {exam: zhongkao}, to: {exam: zhongkao, edge: begins}, area: homes", "is not after from"),
            ("\(span), area: {line: [[22.5, 114.1], [22.6, 114.1]]}", "width: is missing"),
            ("\(span), area: {line: [[22.5, 114.1]], width: 40}", "has no length"),
            (
                "\(span), area: {line: [[22.5, 114.1], [22.6, 114.1]], width: 40, radius: 5}",
                "more or fewer than one area"
            ),
            ("\(span), area: houses", "everywhere, homes"),
            ("\(span), area: homes, appeal: perhaps", "true or false"),
        ]
    )
    func mistakes(phase: String, message: String) throws {
        let problems = try Self.load("\(phase), activities: [horns]").problems
        #expect(problems.count == 1, "\(problems)")
        #expect(problems.first?.contains(message) == true, "\(problems)")
    }

    @Test("the calendar says appeal, homes and hotline")
    func calendar() throws {
        let loaded = try Self.load(
            "\(Self.span), area: homes, activities: [any noise], appeal: true",
            notice: ", hotline: 12345"
        )
        let plan = try #require(loaded.plan, "\(loaded.problems)")
        let calendar = SiteCalendar(site: plan.sites[0], exams: [], notices: plan.notices, sites: plan.sites)
        let instant = try at("2027-06-11T12:00")
        let page = CalendarText(calendar).page(at: instant).joined(separator: "\n")
        #expect(page.contains("appeal   any noise; notice n, P; homes; hotline 12345"), "\(page)")
        let object = try CalendarJSON(calendar).line(at: instant)
        #expect(object.contains("\"what\":\"appeal\"") && object.contains("\"hotline\":\"12345\""), "\(object)")
        let yard = SiteCalendar(
            site: plan.sites[0],
            exams: [],
            notices: plan.notices,
            sites: plan.sites,
            placement: .yard
        )
        #expect(CalendarText(yard).page(at: instant).contains { $0.contains("no notice") })
    }
}
