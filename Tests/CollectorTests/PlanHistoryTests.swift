import Acoustics
import Collector
import EventTime
import ExamCalendar
import Foundation
import Plans
import Records
import SQLiteStore
import ServiceSettings
import Sites
import TestSupport
import Testing

@Suite("The plans that a service went by")
struct PlanHistoryTests {
    private static let hour: Int64 = 3600
    /// Whole hours of UTC.
    private func at(_ hours: Double) -> Instant { Instant(milliseconds: 1_780_704_000_000 + Int64(hours * 3_600_000)) }

    private func text(_ sensors: [String], exams: String = "") -> String {
        let listed = sensors.map { "{id: \($0), placement: construction boundary, class: 1}" }.joined(separator: ", ")
        return """
            version: 1
            time-zone: UTC
            authorities: [{id: duty, name: Duty, language: en}]
            sites: [{id: here, name: Here, zone: 1, sensors: [\(listed)]}]
            rules: [{id: r, name: R, when: always, limit: {standard: GB 12523}, window: 20min}]
            \(exams)
            """
    }

    private func file(_ name: String, _ text: String) -> PlanFile {
        PlanFile(name: name, bytes: Array(text.utf8), sha256: Fingerprint(of: Data(text.utf8)))
    }

    private func present(_ file: PlanFile) throws -> (plan: Plan, files: [PlanFile]) {
        (try PlanDocument.read(archived: [file], name: "plan.yaml").get(), [file])
    }

    private struct Scene {
        let directory: TemporaryDirectory
        let store: SQLiteStore
    }

    private func scene(_ uses: [(Double, [PlanFile])]) throws -> Scene {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path("quiethours.db"))
        for (hours, files) in uses { try store.keep(PlanUse(since: at(hours), files: files)) }
        return Scene(directory: directory, store: store)
    }

    @Test("a plan is read as it was, with its timetable, wherever that lay")
    func archived() throws {
        let exams = "exams: [{id: x, name: X, sites: [here], sessions-file: /mnt/gone/2026/sessions.csv}]"
        let sessions = "name,date,from,to\nChinese,2026-06-07,09:00,11:30\n"
        let old = [file("plan.yaml", text(["gate"], exams: exams)), file("sessions.csv", sessions)]
        let new = file("plan.yaml", text(["gate"]))
        let scene = try scene([(9, old), (10, [new])])
        let history = try PlanHistory(
            of: TimeRange(start: at(8), end: at(12)),
            in: scene.store,
            present: present(new),
            orders: []
        )
        #expect(history.chapters.map(\.since) == [at(9), at(10)])
        #expect(history.chapters.map(\.isPresent) == [false, true])
        #expect(history.chapters.map { $0.plan.exams.flatMap(\.sessions).count } == [1, 0])
        let notes = history.notes(zone: .UTC)
        #expect(notes.count == 2)
        #expect(notes[0].contains("archived, SHA-256 \("\(old[0].sha256)".prefix(12))"), "\(notes)")
        #expect(notes[1].contains("that of today"), "\(notes)")
    }

    @Test("the hour of a change has the sensors of both plans, and the others those of their own")
    func hours() throws {
        let files = [["gate", "east"], ["gate", "north"], ["gate"]].map { [file("plan.yaml", text($0))] }
        let scene = try scene([(9, files[0]), (10.25, files[1]), (12, files[2])])
        let range = TimeRange(start: at(8), end: at(14))
        let history = try PlanHistory(of: range, in: scene.store, present: present(files[2][0]), orders: [])
        let later = try present(file("plan.yaml", text(["gate", "later"]))).plan
        let parts = history.hourlyParts(of: range, present: later)
        #expect(parts.first?.range.start == range.start)
        #expect(parts.last?.range.end == range.end)
        #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.range.end == $1.range.start })
        let sensors = (8..<14).map { hour -> [String] in
            let part = parts.first { $0.range.contains(at(Double(hour))) }
            #expect(part?.onlyHeard.map(\.sensor) == ["later"])
            return part?.plan.sensors.map(\.id.sensor).filter { $0 != "later" }.sorted() ?? []
        }
        #expect(sensors[0] == ["east", "gate"], "before the first use")
        #expect(sensors[1] == ["east", "gate"])
        #expect(sensors[2] == ["east", "gate", "north"])
        #expect(sensors[3] == ["gate", "north"])
        #expect(sensors[4] == ["gate"])
        #expect(sensors[5] == ["gate"])
        let names = history.names(besides: history.chapters[2].plan)
        #expect(Set(names.sensors.map(\.id.sensor)) == ["gate", "east", "north"])
    }

    @Test("a plan that this program cannot read is named; one that was put back is that of today")
    func unreadable() throws {
        let (good, bad) = (file("plan.yaml", text(["gate"])), file("plan.yaml", "version: 7\n"))
        let scene = try scene([(9, [good]), (10, [bad]), (11, [good])])
        #expect(throws: PlanHistory.Unreadable.self) {
            try PlanHistory(
                of: TimeRange(start: at(8), end: at(12)),
                in: scene.store,
                present: present(good),
                orders: []
            )
        }
        let since = TimeRange(start: at(11), end: at(12))
        let history = try PlanHistory(of: since, in: scene.store, present: present(good), orders: [])
        #expect(history.notes(zone: .UTC).isEmpty)
    }
}
