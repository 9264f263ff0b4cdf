import Acoustics
import EventTime
import ExamCalendar
import Foundation
import GRDB
import NoiseRules
import Records
import Testing

@testable import SQLiteStore

private func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

@Suite("Orders")
struct OrderTests {
    private func matters() throws -> [Order.Matter] {
        let extended = ExamExtension(
            exam: "gaokao",
            start: instant(0),
            kind: .listening,
            sites: ["school"],
            extent: .until(instant(60))
        )
        var byMinutes = extended
        byMinutes.sites = nil
        byMinutes.extent = .by(.minutes(10))
        let mute = Mute(
            sites: ["school"],
            sources: [.vendor],
            kinds: [.advisory],
            violation: ViolationID("20260607-7K3M9Q2A"),
            from: instant(0),
            until: instant(600)
        )
        let calibration = Calibration(
            sensor: SensorID(site: "school", sensor: "gate"),
            at: instant(-10),
            level: try #require(Level(decibels: 93.9)),
            reference: try #require(Level(decibels: 94)),
            note: "校准器 4231"
        )
        return [
            .extend(extended), .extend(byMinutes), .mute(mute), .mute(Mute(from: instant(0), until: instant(1))),
            .endMute(MuteEnd(mute: 3)), .calibrate(calibration),
        ]
    }

    @Test("each kind comes back as it was given, numbered, also after reopening")
    func roundTrip() throws {
        let temporary = try TemporaryStore()
        #expect(try temporary.store.lastOrderID() == 0)
        #expect(try temporary.store.orders().isEmpty)
        let given = try matters().enumerated().map { number, matter in
            try temporary.store.append(matter, at: instant(Int64(number)), by: "王芳", why: number == 5 ? "" : "重放")
        }
        #expect(given.map(\.id) == [1, 2, 3, 4, 5, 6])
        let reopened = try SQLiteStore(readingFrom: temporary.path)
        #expect(try reopened.orders() == given)
        #expect(try reopened.orders().map(\.matter) == matters())
        #expect(try reopened.lastOrderID() == 6)
    }

    @Test("the store itself refuses to change or remove an order, or to take one of nobody")
    func appendOnly() throws {
        let temporary = try TemporaryStore()
        let order = try temporary.store.append(try matters()[0], at: instant(0), by: "Wang", why: "replayed")
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
