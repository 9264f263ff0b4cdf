package import EventTime
import GRDB
package import Records
import SensorPayloads
import StorePorts
import StoredForms

extension SQLiteStore {
    package func usage(senders: Int, tallies: Int) throws -> QuarantineUsage {
        try pool.read { db in try SQLiteStore.usage(senders: senders, tallies: tallies, in: db) }
    }

    static func usage(senders: Int, tallies: Int, in db: Database) throws -> QuarantineUsage {
        var usage = QuarantineUsage()
        for row in try Row.fetchAll(db, sql: "SELECT share, entries, bytes FROM rejected_holder WHERE level = 'share'")
        {
            usage.shares[try SQLiteStore.share(row)] = QuarantineHolding(entries: row["entries"], bytes: row["bytes"])
        }
        usage.senders = try Row.fetchAll(
            db,
            sql: """
                SELECT share, "group", name, entries, bytes FROM rejected_holder \
                WHERE level = 'sender' ORDER BY bytes DESC, key LIMIT ?
                """,
            arguments: [senders]
        )
        .map { row in
            QuarantineUsage.Holder(
                sender: RejectedSender(share: try SQLiteStore.share(row), group: row["group"], name: row["name"]),
                holding: QuarantineHolding(entries: row["entries"], bytes: row["bytes"])
            )
        }
        usage.tallies = try Row.fetchAll(
            db,
            sql: """
                SELECT share, "group", sender, reason, fate, SUM(count) AS count, SUM(bytes) AS bytes, \
                MIN(first_at) AS first_at, MAX(last_at) AS last_at FROM rejected_tally \
                GROUP BY share, "group", sender, reason, fate ORDER BY SUM(count) DESC, MIN(id) LIMIT ?
                """,
            arguments: [tallies]
        )
        .map { row in
            guard let fate = Word.quarantineFate.value(row["fate"]) else {
                throw StoreError(message: "a count of rejected payloads is damaged")
            }
            let first = Instant(milliseconds: row["first_at"])
            return QuarantineTally(
                sender: RejectedSender(share: try SQLiteStore.share(row), group: row["group"], name: row["sender"]),
                reason: try SQLiteStore.reason(row),
                fate: fate,
                count: row["count"],
                bytes: row["bytes"],
                received: first...max(first, Instant(milliseconds: row["last_at"]))
            )
        }
        return usage
    }

    private static func share(_ row: Row) throws -> QuarantineShare {
        guard let share = Word.quarantineShare.value(row["share"]) else {
            throw StoreError(message: "the account of rejected payloads is damaged")
        }
        return share
    }

    /// Rejected payloads that were kept, and those that were only counted.
    package func rejectedNotes(receivedIn range: TimeRange) throws -> [RejectedNote] {
        try pool.read { db in
            let kept = try Row.fetchAll(
                db,
                sql: """
                    SELECT r.topic, r.reason, COALESCE(e.received_at, a.received_at, 0) AS received_at \
                    FROM rejected r LEFT JOIN rejected_entry e ON e.id = r.id LEFT JOIN arrival a ON a.id = r.arrival \
                    WHERE COALESCE(e.received_at, a.received_at, 0) >= ? \
                    AND COALESCE(e.received_at, a.received_at, 0) < ? ORDER BY r.id
                    """,
                arguments: [range.start.milliseconds, range.end.milliseconds]
            )
            .map { row in
                let at = Instant(milliseconds: row["received_at"])
                return RejectedNote(
                    sender: RejectedSender(share: .planned, topic: row["topic"]).name,
                    reason: try SQLiteStore.reason(row),
                    received: at...at
                )
            }
            let counted = try Row.fetchAll(
                db,
                sql: """
                    SELECT sender, reason, count, first_at, last_at FROM rejected_tally \
                    WHERE last_at >= ? AND first_at < ? AND sender <> '' ORDER BY id
                    """,
                arguments: [range.start.milliseconds, range.end.milliseconds]
            )
            .map { row in
                let first = Instant(milliseconds: row["first_at"])
                return RejectedNote(
                    sender: row["sender"],
                    reason: try SQLiteStore.reason(row),
                    count: row["count"],
                    received: first...max(first, Instant(milliseconds: row["last_at"]))
                )
            }
            return kept + counted
        }
    }
}
