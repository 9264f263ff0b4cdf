import Acoustics
import EventTime
import Foundation
import GRDB
import NoiseRules
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import Testing

/// A store in a folder of its own, removed with it.
final class TemporaryStore {
    let path: String
    let store: SQLiteStore

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
        path = folder.appendingPathComponent("quiethours.db").path
        store = try SQLiteStore(path: path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent)
    }
}

@Suite("The journal")
struct JournalTests {
    @Test("a commit is synced to the disk before it returns")
    func synchronous() throws {
        // 2 is FULL (https://www.sqlite.org/pragma.html#pragma_synchronous).
        let temporary = try TemporaryStore()
        #expect(try temporary.store.synchronousLevel() == 2)
        withExtendedLifetime(temporary) {}
    }

    @Test("the store itself refuses to change or remove the record of a reading that was replaced")
    func replacementsStay() throws {
        let temporary = try TemporaryStore()
        for (mark, tenths) in [(DataMark.frozen, 600), (.normal, 700)] {
            let start = Instant(milliseconds: 1_780_794_000_000)
            let level = try #require(Level(hundredths: tenths * 10))
            let reading = Reading(start: start, duration: .seconds(1), LAeq: level, mark: mark)
            let message = SensorMessage(sensor: SensorID(site: "school", sensor: "gate"), readings: [reading])
            _ = try temporary.store.append(Arrival(receivedAt: reading.end, origin: .mqtt, messages: [message]))
        }
        let saboteur = try DatabaseQueue(path: temporary.path)
        for sql in ["UPDATE reading_replacement SET by = 'x'", "DELETE FROM reading_replacement"] {
            #expect(throws: DatabaseError.self) { try saboteur.write { try $0.execute(sql: sql) } }
        }
        #expect(try temporary.store.replacements(limit: 10).count == 1)
    }

    @Test("a damaged file is an error that names it, not a crash")
    func damaged() throws {
        let temporary = try TemporaryStore()
        let path = temporary.path + ".broken"
        try Data("this is not a database, whatever its name says".utf8).write(to: URL(fileURLWithPath: path))
        #expect {
            _ = try SQLiteStore(path: path)
        } throws: { error in
            "\(error)".contains(path)
        }
    }
}

@Suite("Verdicts of earlier releases")
struct VerdictStoreTests {
    @Test("what an older store kept of the judge in one piece is taken over")
    func olderMemory() throws {
        let temporary = try TemporaryStore()
        let state = """
            {"cases":[{"subject":{"site":"s","source":"vendor","kind":"advisory"},"open":1}],\
            "tracks":[{"sensor":{"site":"s","sensor":"g"},"rule":"r","isContributing":true}],\
            "silent":[{"sensor":{"site":"s","sensor":"g"}}]}
            """
        let pool = try DatabasePool(path: temporary.path)
        try pool.write { db in
            try db.execute(sql: "DROP TABLE judge_memory")
            try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '2 judge memory'")
            try db.execute(sql: "UPDATE evaluation SET state = ?, cursor = 5", arguments: [Data(state.utf8)])
        }
        let point = try SQLiteStore(path: temporary.path).evaluationPoint()
        #expect(point.cursor == 5)
        let pieces = point.memory.keys.map { "\($0.kind.rawValue) \($0.key)" }.sorted()
        #expect(pieces == ["evaluation s/g/r", "silence s/g", "violation s/vendor/advisory"])
        let track = point.memory[JudgeMemory(kind: .evaluation, key: "s/g/r")].map {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(track == #"{"sensor":{"site":"s","sensor":"g"},"rule":"r","isContributing":true}"#)
    }
}
