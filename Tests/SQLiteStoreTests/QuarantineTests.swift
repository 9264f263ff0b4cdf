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

private let gate = SensorID(site: "school", sensor: "gate")

private func instant(_ seconds: Int64) -> Instant { Instant(milliseconds: 1_780_794_000_000 + seconds * 1000) }

private func payload(_ text: String, topic: String = "noise/1/school/gate/obs", _ reason: RejectionReason = .malformed)
    -> RejectedPayload
{
    RejectedPayload(
        topic: topic,
        payload: Array(text.utf8),
        receivedAt: instant(0),
        reason: reason,
        detail: "byte 0: \(text)"
    )
}

@Suite("The quarantine")
struct QuarantineTests {
    private let temporary: TemporaryStore
    private var store: SQLiteStore { temporary.store }

    init() throws {
        temporary = try TemporaryStore()
    }

    private func keep(_ payloads: [RejectedPayload], at second: Int64 = 0) throws {
        _ = try store.append(Arrival(receivedAt: instant(second), origin: .mqtt, rejected: payloads))
    }

    private func entries(_ filter: QuarantineFilter = QuarantineFilter()) throws -> [QuarantineEntry] {
        var entries: [QuarantineEntry] = []
        try store.forEachRejected(filter) { entry in
            entries.append(entry)
            return true
        }
        return entries
    }

    private func reading(_ second: Int64, _ decibels: Double) throws -> Reading {
        Reading(start: instant(second), duration: .seconds(1), LAeq: Level(decibels: decibels))
    }

    @Test("lists the newest first, narrowed by reason, topic and time, until told to stop")
    func list() throws {
        try keep([payload("a"), payload("bb", topic: "noise/1/other/gate/obs", .unknownSensor)])
        try keep([payload("ccc")], at: 60)
        #expect(try entries().map(\.size) == [3, 2, 1])
        #expect(try entries(QuarantineFilter(reason: .unknownSensor)).map(\.size) == [2])
        #expect(try entries(QuarantineFilter(topics: [#require(TopicFilter(site: "school"))])).map(\.size) == [3, 1])
        #expect(try entries(QuarantineFilter(since: instant(60))).map(\.size) == [3])
        let newest = try #require(try entries().first)
        #expect(newest.receivedAt == instant(60) && newest.detail == "byte 0: ccc")
        #expect(try store.rejected(newest.id)?.payload == Array("ccc".utf8))
        #expect(try store.rejected(99) == nil)
        var seen = 0
        try store.forEachRejected(QuarantineFilter()) { _ in
            seen += 1
            return false
        }
        #expect(seen == 1)
    }

    @Test("a review moves what decodes into the journal and mends the reason of what does not")
    func settle() throws {
        try keep([payload("a"), payload("b")])
        let ids = try entries().map(\.id).sorted()
        let message = SensorMessage(sensor: gate, readings: [try reading(0, 60), try reading(1, 61)])
        let review = QuarantineReview(
            receivedAt: instant(500),
            decoded: [(ids[0], [message])],
            refused: [(ids[1], payload("b", .unknownSensor))]
        )
        #expect(try store.settle(review).appended == 2)
        let left = try entries()
        #expect(left.map(\.id) == [ids[1]] && left.first?.reason == .unknownSensor)
        _ = try store.forEachEntry(after: 0, limit: 10) { #expect($0.receivedAt == instant(500)) }
        // Somebody else has taken it already: nothing happens a second time.
        #expect(try store.settle(review).appended == 0)
        #expect(try store.lastSequence() == 2)
    }

    @Test("what contradicts the journal stays in quarantine, whoever decodes it")
    func contradiction() throws {
        let first = SensorMessage(sensor: gate, readings: [try reading(0, 60)])
        _ = try store.append(Arrival(receivedAt: instant(5), origin: .mqtt, messages: [first]))
        try keep([payload("a")])
        let id = try #require(try entries().first?.id)
        let other = SensorMessage(sensor: gate, readings: [try reading(0, 70), try reading(1, 71)])
        let outcome = try store.settle(QuarantineReview(receivedAt: instant(9), decoded: [(id, [other])]))
        #expect(outcome.appended == 1 && outcome.conflicting == 1)
        #expect(try entries().map(\.reason) == [.conflict])
    }

    @Test("a commit that fails changes nothing at all")
    func allOrNothing() throws {
        try keep([payload("a"), payload("b")])
        let ids = try entries().map(\.id).sorted()
        let saboteur = try DatabaseQueue(path: temporary.path)
        try saboteur.write {
            try $0.execute(
                sql: "CREATE TRIGGER broken BEFORE UPDATE ON rejected BEGIN SELECT RAISE(ABORT, 'broken'); END"
            )
        }
        let review = QuarantineReview(
            receivedAt: instant(9),
            decoded: [(ids[0], [SensorMessage(sensor: gate, readings: [try reading(0, 60)])])],
            refused: [(ids[1], payload("b"))]
        )
        #expect(throws: (any Error).self) { try store.settle(review) }
        #expect(try entries().count == 2)
        #expect(try store.lastSequence() == 0)
    }

    @Test("what came last too long ago expires; what came again since does not")
    func expiry() throws {
        for second in 0..<5 { try keep([payload("bad \(second)")], at: Int64(second)) }
        try keep([payload("bad 0")], at: 9)
        let ids = try entries().map(\.id).sorted()
        let expired = try store.expired(before: instant(3))
        #expect(expired == Array(ids[1...2]))
        #expect(try store.remove(expired) == 2)
        #expect(try store.remove(expired) == 0)
        #expect(try entries().map(\.id).sorted() == [ids[0], ids[3], ids[4]])
        #expect(try store.usage(senders: 9, tallies: 9).holding(of: .other).entries == 3)
    }

    @Test("a store of an older program keeps what it has rejected, under the same ids")
    func older() throws {
        try keep([payload("a"), payload("b")])
        let before = try entries()
        let older = try DatabaseQueue(path: temporary.path)
        try older.write {
            try $0.execute(
                sql: """
                    CREATE TABLE old AS SELECT * FROM rejected;
                    DROP TABLE rejected;
                    CREATE TABLE rejected (id INTEGER PRIMARY KEY, arrival INTEGER NOT NULL, topic TEXT NOT NULL,
                        payload BLOB NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL);
                    INSERT INTO rejected SELECT id, arrival, topic, payload, reason, detail FROM old;
                    DROP TABLE old;
                    DELETE FROM grdb_migrations WHERE identifier IN ('2 quarantine', '18 rejected by whom');
                    """
            )
        }
        let newer = try SQLiteStore(path: temporary.path)
        var after: [QuarantineEntry] = []
        try newer.forEachRejected(QuarantineFilter()) { entry in
            after.append(entry)
            return true
        }
        #expect(after == before)
        #expect(try newer.remove(after.map(\.id)) == 2)
        _ = try newer.append(Arrival(receivedAt: instant(9), origin: .mqtt, rejected: [payload("c")]))
        #expect(try newer.rejected(before[0].id + 1)?.payload == Array("c".utf8))
    }

    @Test("ids are never given a second time")
    func ids() throws {
        try keep([payload("a")])
        let first = try #require(try entries().first?.id)
        _ = try store.remove([first])
        try keep([payload("b")])
        #expect(try entries().map(\.id) == [first + 1])
        let again = try SQLiteStore(path: temporary.path)
        _ = try again.remove([first + 1])
        _ = try again.append(Arrival(receivedAt: instant(9), origin: .mqtt, rejected: [payload("c")]))
        #expect(try entries().map(\.id) == [first + 2])
    }
}
