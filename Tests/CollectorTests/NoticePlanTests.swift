import Acoustics
import Collector
import EventTime
import ExamCalendar
import Foundation
import Plans
import Records
import Settings
import Sites
import Testing

/// The plans of published notices against hand-written tables: sensor, local time, and what applies there.
@Suite("Plans of published notices") struct NoticePlanTests {
    private static let tables = repositoryPath("Tests/CollectorTests/PlanTables")

    static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: repositoryPath("deploy/plans"))) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
    }

    @Test("there are plans")
    func present() {
        #expect(Self.names.count >= 11)
    }

    @Test("what applies, on both sides of every edge", arguments: names)
    func table(name: String) throws {
        let plan = try PlanDocument.load(path: repositoryPath("deploy/plans/\(name).yaml")).get()
        let text = try String(contentsOfFile: "\(Self.tables)/\(name).table", encoding: .utf8)
        var told: Set<Instant> = []
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
            let sensor = try #require(plan.sensors.first { $0.id.sensor == parts[0] })
            let site = try #require(plan.sites.first { $0.id == sensor.id.site })
            let offsets = ["Asia/Seoul": "+09:00", "Asia/Kolkata": "+05:30"]
            let offset = offsets[site.timeZone.name] ?? "+08:00"
            let at = try #require(RFC3339.parse("\(parts[1]):00\(offset)"), "\(line)")
            told.insert(at)
            let calendar = SiteCalendar(
                site: site,
                exams: plan.exams,
                notices: plan.notices,
                sites: plan.sites,
                place: sensor.coordinates,
                placement: sensor.placement
            )
            let applies = calendar.state(at: at).entries.compactMap { entry -> String? in
                switch entry {
                case .session(let session): "\(session.name.en) \(session.kind.rawValue)"
                case .ban(let ban): ban.phase.en
                case .night: nil
                }
            }
            let expected =
                parts[2] == "-" ? [] : parts[2].split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
            #expect(applies.sorted() == expected.sorted(), "\(line)")
        }
        // The table must look at every edge that a phase or a session is written with, and at the minute before.
        for edge
            in (plan.notices.flatMap(\.phases).map(\.range)
            + plan.exams.flatMap(\.sessions).flatMap { [$0.range, $0.guarded] })
            .flatMap({ [$0.start, $0.end] })
        {
            #expect(
                told.contains(edge) && told.contains(edge - .minutes(1)),
                "\(name) has no row at \(RFC3339.format(edge, offset: 28_800))"
            )
        }
    }
}
