import EventTime
import GRDB
import NoiseRules
import Records
import SQLiteStore
import Sites
import TestSupport
import Testing

/// What left, in the file.
@Suite struct SentMessageTests {
    private static let at = Instant(milliseconds: 1_780_794_000_000)
    private let temporary: TemporaryStore

    init() throws {
        temporary = try TemporaryStore()
        let alerts = ["a", "b"].map { id in
            Alert(
                id: AlertID(id),
                subject: .drill(Drill(id: "1", at: Self.at, by: "Li", routes: [])),
                authority: "bureau",
                channel: .mail,
                createdAt: Self.at,
                expiresAt: Self.at + .hours(1)
            )
        }
        try temporary.store.commit(VerdictBatch(cursor: 1, changes: [], alerts: alerts))
    }

    private func sent(_ text: String, _ number: UInt8) -> SentText {
        SentText(
            subject: "【疑似施工噪声】",
            text: text,
            digest: Fingerprint(digest: Array(repeating: number, count: 32)),
            basis: .bytes
        )
    }

    private func record(_ alert: String, _ attempt: Int, _ sent: SentText?, message: String? = nil) throws {
        let delivery = Delivery(
            alert: AlertID(alert),
            attempt: attempt,
            at: Self.at + .seconds(Int64(attempt)),
            outcome: .accepted,
            detail: "250",
            message: message.map { AlertID($0) },
            sent: sent
        )
        try temporary.store.record([DeliveryRecord(delivery, state: .delivered, nextAttemptAt: Self.at)], adding: [])
    }

    @Test("what left for several alerts is kept once")
    func kept() throws {
        try record("a", 1, sent("一", 1), message: "a+1")
        try record("b", 1, sent("一", 1), message: "a+1")
        try record("a", 2, sent("二", 2))
        try record("a", 3, nil)
        let rows = try DatabaseQueue(path: temporary.path).read { db in
            try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sent_message")
        }
        #expect(rows == 2)
    }

    @Test("attempts of a release that kept nothing stay readable")
    func older() throws {
        try record("a", 1, nil)
        let queue = try DatabaseQueue(path: temporary.path)
        try queue.write { db in
            try db.execute(
                sql: """
                    DROP TABLE sent_message; ALTER TABLE delivery DROP COLUMN sent;
                    DELETE FROM grdb_migrations WHERE identifier = '17 sent messages';
                    """
            )
        }
        try queue.close()
        let store = try SQLiteStore(path: temporary.path)
        #expect(try #require(try store.alert(AlertID("a"))).1.map(\.sent) == [nil])
    }
}
