import Analysis
import Collector
import EventTime
import ExamCalendar
import Foundation
import Records
import SQLiteStore
import ServiceSettings
import Sites
import Testing

@Suite("The plan that watch goes by") struct WatchedPlanTests {
    private static let since = Instant(milliseconds: 1_780_794_000_000)
    private let folder: TemporaryFolder
    private let settings: String

    init() throws {
        folder = try TemporaryFolder()
        let csv = try String(contentsOfFile: repositoryPath("deploy/samples/zhongkao.csv"), encoding: .utf8)
        try folder.write("zhongkao.csv", csv)
        settings = try folder.write(
            "q.yaml",
            """
            broker: {host: b.example, insecure: true}
            store: {path: a.db}
            plan: plan.yaml
            reporters: {log: true}

            """
        )
    }

    private func load(_ edit: (String) -> String = { $0 }) throws -> LocalConfiguration {
        let sample = try String(contentsOfFile: repositoryPath("deploy/samples/plan.yaml"), encoding: .utf8)
        try folder.write("plan.yaml", edit(sample))
        return try LocalConfiguration.load(path: settings).get()
    }

    @Test("an edited plan that is not taken up is not what the table goes by")
    func edited() throws {
        let used = try load()
        let edited = try load { $0.replacing("gate-north", with: "gate-moved") }
        #expect(used.plan.sensors.map(\.id) != edited.plan.sensors.map(\.id))
        let store = try SQLiteStore(path: folder.path + "/a.db")
        try store.keep(PlanUse(since: Self.since, files: used.planFiles))
        let status = InstanceStatus(process: 1, plan: used.planFiles, since: "2026-06-07T09:00:00+08:00")

        let watched = try WatchedPlan(edited, store: store, status: status, now: Self.since + .hours(1))
        #expect(watched.plan.sensors.map(\.id) == used.plan.sensors.map(\.id))
        #expect(watched.plan.exams == used.plan.exams)
        #expect(watched.note?.isEdited == true && watched.note?.since == RFC3339.parse("2026-06-07T09:00:00+08:00"))
        #expect(watched.note?.sha256 == used.planFiles.first?.sha256)

        let same = try WatchedPlan(used, store: store, status: status, now: Self.since + .hours(1))
        #expect(same.note?.isEdited == false && same.note?.since != nil)
        let stopped = try WatchedPlan(edited, store: store, status: nil, now: Self.since + .hours(1))
        #expect(stopped.plan.sensors.map(\.id) == edited.plan.sensors.map(\.id))
        #expect(stopped.note?.since == nil && stopped.note?.isEdited == false)
    }

    @Test("where the archive does not have the plan in use, the table says that it goes by the files")
    func missing() throws {
        let used = try load()
        let edited = try load { $0.replacing("gate-north", with: "gate-moved") }
        let store = try SQLiteStore(path: folder.path + "/a.db")
        let status = InstanceStatus(process: 1, plan: used.planFiles, since: "2026-06-07T09:00:00+08:00")
        let watched = try WatchedPlan(edited, store: store, status: status, now: Self.since)
        #expect(watched.plan.sensors.map(\.id) == edited.plan.sensors.map(\.id))
        #expect(watched.note?.isEdited == true && watched.note?.since == nil)
    }
}
