import EventTime
import Foundation
import GRDB
import NoiseRules
import Records
import Testing

@testable import SQLiteStore

private func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

@Suite("Orders")
struct OrderTests {
    @Test("the store itself refuses to change or remove an order, or to take one of nobody")
    func appendOnly() throws {
        let temporary = try TemporaryStore()
        let order = try temporary.store.append(.endMute(MuteEnd(mute: 3)), at: instant(0), by: "Wang", why: "replayed")
        for sql in ["UPDATE orders SET by = 'Li'", "DELETE FROM orders"] {
            #expect(throws: DatabaseError.self) { try temporary.store.write { try $0.execute(sql: sql) } }
        }
        #expect(throws: DatabaseError.self) {
            try temporary.store.append(.endMute(MuteEnd(mute: 1)), at: instant(0), by: "", why: "")
        }
        #expect(try temporary.store.orders() == [order])
    }

    @Test("a store of before keeps its judge's memory, which may then be of any kind")
    func migration() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "orders-\(UUID().uuidString).db").path
        defer { for tail in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + tail) } }
        do {
            let old = try DatabasePool(path: path)
            try Migrations.migrator.migrate(old, upTo: "2 health")
            try old.write { db in
                try db.execute(sql: "INSERT INTO judge_memory VALUES ('untold', 'v', '{}'), ('silence', 's/g', '{}')")
            }
            try old.close()
        }
        let store = try SQLiteStore(path: path)
        let point = try store.evaluationPoint()
        #expect(point.memory.keys.map { "\($0.kind.rawValue) \($0.key)" }.sorted() == ["silence s/g", "untold v"])
        try store.commit(VerdictBatch(cursor: 0, memory: [JudgeMemory(kind: .muted, key: "v"): Array("{}".utf8)]))
        #expect(try store.evaluationPoint().memory.count == 3)
        try store.write { db in
            try db.execute(sql: "INSERT INTO judge_memory VALUES ('background', 's/g', '{}')")
        }
    }
}
