import EventTime
import Foundation
import GRDB
import NoiseRules
import Records
import SQLiteStore
import TestSupport
import Testing

/// The chain of bundles, and the plans that were in use.
@Suite struct EvidenceLogTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("quiethours.db")
        store = try SQLiteStore(path: path)
    }

    private func digest(_ number: Int) -> Fingerprint {
        Fingerprint(digest: (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 * 8 % 64)) })
    }

    private func at(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

    @discardableResult
    private func append(_ number: Int) throws -> BundleEntry {
        try store.append(bundleOf: ViolationID("v\(number)"), at: at(Int64(number)), by: "王芳") { _ in digest(number) }
    }

    @Test func eachBundleNamesTheOneBefore() throws {
        let entries = try [append(1), append(2), append(3)]
        #expect(entries.map(\.previous) == [nil, digest(1), digest(2)])
        #expect(entries.map(\.number) == [1, 2, 3] && entries.map(\.manifest) == [digest(1), digest(2), digest(3)])
        #expect(try store.bundles() == entries)
    }

    @Test func whatCannotBeSealedIsNotInTheChain() throws {
        struct Full: Error {}
        try append(1)
        #expect(throws: Full.self) {
            _ = try store.append(bundleOf: ViolationID("v2"), at: at(2), by: "王芳") { _ in throw Full() }
        }
        #expect(try store.bundles().count == 1)
        #expect(try append(3).previous == digest(1))
    }

    @Test(arguments: [
        "UPDATE evidence_bundle SET made_by = 'x'", "DELETE FROM evidence_bundle",
        "INSERT INTO evidence_bundle (manifest, violation, made_at, made_by) VALUES (printf('%064d', 7), 'v', 0, 'x')",
        "INSERT INTO evidence_bundle (manifest, violation, made_at, made_by, previous) VALUES (printf('%064d', 7), 'v', 0, 'x', printf('%064d', 8))",
        "UPDATE plan_archive SET bytes = x'00'", "DELETE FROM plan_archive", "UPDATE plan_use SET since = 0",
        "DELETE FROM plan_use",
    ])
    func nothingIsChangedOrRemoved(sql: String) throws {
        try append(1)
        try store.keep(use(0, "a"))
        let before = try store.bundles()
        let other = try DatabaseQueue(path: path)
        #expect(throws: DatabaseError.self) { try other.write { try $0.execute(sql: sql) } }
        #expect(try store.bundles() == before)
        #expect(try store.planInUse(at: at(0)) == use(0, "a"))
    }

    @Test func manyAtOnceMakeOneChain() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<6 {
                group.addTask {
                    let own = try SQLiteStore(path: path)
                    for turn in 0..<10 {
                        _ = try own.append(bundleOf: ViolationID("v"), at: at(0), by: "worker \(worker)") { _ in
                            digest(1000 + worker * 100 + turn)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let entries = try store.bundles()
        #expect(entries.count == 60)
        #expect(entries.map(\.previous) == [nil] + entries.dropLast().map(\.manifest))
    }

    private func use(_ second: Int64, _ texts: String...) -> PlanUse {
        PlanUse(
            since: at(second),
            files: texts.enumerated().map { index, text in
                PlanFile(
                    name: "\(index).yaml",
                    bytes: Array(text.utf8),
                    sha256: digest(text.utf8.reduce(0) { $0 * 31 + Int($1) })
                )
            }
        )
    }

    @Test func thePlanInUseIsThatOfTheTime() throws {
        #expect(try store.planInUse(at: at(0)) == nil)
        #expect(try store.keep(use(10, "a", "b")))
        #expect(try !store.keep(use(20, "a", "b")))
        var changed = use(30, "c", "b")
        changed.lastSequenceBefore = 7
        #expect(try store.keep(changed))
        #expect(try store.keep(use(40, "a", "b")))
        #expect(try store.planInUse(at: at(9)) == nil)
        #expect(try store.planInUse(at: at(10)) == use(10, "a", "b"))
        #expect(try store.planInUse(at: at(29)) == use(10, "a", "b"))
        #expect(try store.planInUse(at: at(30)) == changed)
        #expect(try store.planInUse(at: at(99)) == use(40, "a", "b"))
        let range = TimeRange(start: at(29), end: at(40))
        #expect(try store.plansInUse(in: range) == [use(10, "a", "b"), changed])
        #expect(try store.plansInUse(in: TimeRange(start: at(40), end: at(99))) == [use(40, "a", "b")])
        #expect(try store.plansInUse(in: TimeRange(start: at(0), end: at(10))).isEmpty)
        let database = try DatabaseQueue(path: path)
        #expect(try database.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM plan_archive") } == 3)
    }
}
