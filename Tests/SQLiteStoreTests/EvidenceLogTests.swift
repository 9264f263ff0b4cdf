import EventTime
import Foundation
import GRDB
import NoiseRules
import Records
import SQLiteStore
import TestSupport
import Testing

/// The chain of bundles, and the plans that were in use, in the file.
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

    @Test(arguments: [
        "UPDATE evidence_bundle SET made_by = 'x'", "DELETE FROM evidence_bundle",
        "INSERT INTO evidence_bundle (manifest, violation, made_at, made_by) VALUES (printf('%064d', 7), 'v', 0, 'x')",
        "INSERT INTO evidence_bundle (manifest, violation, made_at, made_by, previous) VALUES (printf('%064d', 7), 'v', 0, 'x', printf('%064d', 8))",
        "UPDATE plan_archive SET bytes = x'00'", "DELETE FROM plan_archive", "UPDATE plan_use SET since = 0",
        "DELETE FROM plan_use",
    ])
    func nothingIsChangedOrRemoved(sql: String) throws {
        try append(1)
        try store.keep(use(0, ["a"]))
        let before = try store.bundles()
        let other = try DatabaseQueue(path: path)
        #expect(throws: DatabaseError.self) { try other.write { try $0.execute(sql: sql) } }
        #expect(try store.bundles() == before)
        #expect(try store.planInUse(at: at(0)) == use(0, ["a"]))
    }

    private func use(_ second: Int64, _ texts: [String]) -> PlanUse {
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

    @Test func aFileOfSeveralPlansIsKeptOnce() throws {
        for (second, texts) in [(10, ["a", "b"]), (30, ["c", "b"]), (40, ["a", "b"])] as [(Int64, [String])] {
            #expect(try store.keep(use(second, texts)))
        }
        let database = try DatabaseQueue(path: path)
        #expect(try database.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM plan_archive") } == 3)
    }
}
