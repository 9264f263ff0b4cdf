package import EventTime
import Foundation
import GRDB
package import Readings
package import Records
import SensorPayloads
import StorePorts
import StoredForms

extension SQLiteStore: Quarantine {
    package func forEachRejected(_ filter: QuarantineFilter, _ body: (QuarantineEntry) -> Bool) throws {
        try pool.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT r.id, COALESCE(e.received_at, a.received_at, 0) AS received_at, r.topic, r.reason, r.detail, \
                    length(r.payload) AS size, COALESCE(e.times, 1) AS times, e.last_at \
                    FROM rejected r LEFT JOIN rejected_entry e ON e.id = r.id LEFT JOIN arrival a ON a.id = r.arrival \
                    WHERE (:reason IS NULL OR r.reason = :reason) \
                    AND (:since IS NULL OR COALESCE(e.last_at, a.received_at, 0) >= :since) \
                    AND (:until IS NULL OR COALESCE(e.received_at, a.received_at, 0) < :until) ORDER BY r.id DESC
                    """,
                arguments: [
                    "reason": filter.reason.map { Word.rejection($0) }, "since": filter.since?.milliseconds,
                    "until": filter.until?.milliseconds,
                ]
            )
            while let row = try rows.next() {
                let topic: String = row["topic"]
                guard filter.topics.allSatisfy({ $0.matches(topic) }) else { continue }
                let entry = QuarantineEntry(
                    id: row["id"],
                    receivedAt: Instant(milliseconds: row["received_at"]),
                    topic: topic,
                    reason: try SQLiteStore.reason(row),
                    detail: row["detail"],
                    size: row["size"],
                    times: row["times"],
                    lastReceivedAt: (row["last_at"] as Int64?).map(Instant.init(milliseconds:))
                )
                guard body(entry) else { return }
            }
        }
    }

    package func rejected(_ id: Int64) throws -> RejectedPayload? {
        try pool.read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT r.topic, r.payload, COALESCE(e.received_at, a.received_at, 0) AS received_at, r.reason, \
                    r.detail, r.decoder, r.shift FROM rejected r LEFT JOIN rejected_entry e ON e.id = r.id \
                    LEFT JOIN arrival a ON a.id = r.arrival WHERE r.id = ?
                    """,
                arguments: [id]
            )
            .map(SQLiteStore.payload)
        }
    }

    package func settle(_ review: QuarantineReview) throws -> AppendOutcome {
        try writeWithoutTransaction { db in
            var outcome = AppendOutcome()
            try db.inTransaction(.immediate) {
                // Taken out first, so that what another review or the expiry has taken already is left to it.
                var arrival = Arrival(receivedAt: review.receivedAt, origin: .file)
                for (id, messages) in review.decoded where try QuarantineKeeping.remove(id, in: db) {
                    arrival.messages += messages
                }
                arrival.rejected = review.leftOut
                if !arrival.messages.isEmpty {
                    try append(arrival, to: db, ruling: review.ruling, outcome: &outcome)
                }
                for (id, payload) in review.refused {
                    try db.cachedStatement(sql: "UPDATE rejected SET reason = ?, detail = ? WHERE id = ?")
                        .execute(arguments: [Word.rejection(payload.reason), payload.detail, id])
                    try db.cachedStatement(sql: "UPDATE rejected_entry SET reason = ? WHERE id = ?")
                        .execute(arguments: [Word.rejection(payload.reason), id])
                }
                outcome.rejected = review.refused.count
                return .commit
            }
            return outcome
        }
    }

    package func expired(before instant: Instant) throws -> [Int64] {
        try pool.read { db in
            try Int64.fetchAll(
                db,
                sql: "SELECT id FROM rejected_entry WHERE last_at < ? ORDER BY id",
                arguments: [instant.milliseconds]
            )
        }
    }

    package func remove(_ ids: [Int64]) throws -> Int {
        try write { db in try ids.count { try QuarantineKeeping.remove($0, in: db) } }
    }

    package func bringUnderLimits(atMost limit: Int) throws -> QuarantineStep {
        // Read outside of the transaction, for an earlier release may have kept large payloads.
        let uncounted = try pool.read { db in try UncountedPayload.next(limit, in: db) }
        return try write { db in
            var keeping = QuarantineKeeping(db, limits: room.limits)
            if let (payloads, next) = uncounted { try keeping.adopt(payloads, next: next) }
            let removed = try keeping.shrinkAll(atMost: limit)
            _ = try keeping.close()
            return QuarantineStep(isDone: uncounted == nil && removed == 0, discarded: removed)
        }
    }

    package func removeTallies(before instant: Instant) throws -> Int {
        try write { db in
            try db.execute(sql: "DELETE FROM rejected_tally WHERE last_at < ?", arguments: [instant.milliseconds])
            return db.changesCount
        }
    }

    /// A row with topic, payload, received_at, reason and detail.
    static func payload(_ row: Row) throws -> RejectedPayload {
        RejectedPayload(
            topic: row["topic"],
            payload: [UInt8](row["payload"] as Data),
            receivedAt: Instant(milliseconds: row["received_at"]),
            reason: try reason(row),
            detail: row["detail"],
            decoder: row["decoder"],
            shift: TimeSpan(milliseconds: row["shift"] as Int64? ?? 0)
        )
    }

    static func reason(_ row: Row) throws -> RejectionReason {
        let text: String = row["reason"]
        guard let reason = Word.rejection.value(text) else {
            throw StoreError(message: "a rejected payload has the reason \"\(text)\", which is unknown")
        }
        return reason
    }
}
