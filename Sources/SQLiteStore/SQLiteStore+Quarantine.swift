package import EventTime
import Foundation
import GRDB
package import Records
package import SensorPayloads

extension SQLiteStore: Quarantine {
    package func forEachRejected(_ filter: QuarantineFilter, _ body: (QuarantineEntry) -> Bool) throws {
        try pool.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT rejected.id, received_at, topic, reason, detail, length(payload) AS size FROM rejected \
                    JOIN arrival ON arrival.id = rejected.arrival \
                    WHERE (:reason IS NULL OR reason = :reason) AND (:since IS NULL OR received_at >= :since) \
                    ORDER BY rejected.id DESC
                    """,
                arguments: ["reason": filter.reason?.rawValue, "since": filter.since?.milliseconds]
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
                    size: row["size"]
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
                    SELECT topic, payload, received_at, reason, detail FROM rejected \
                    JOIN arrival ON arrival.id = rejected.arrival WHERE rejected.id = ?
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
                var arrival = Arrival(receivedAt: review.receivedAt, way: .file)
                for (id, message) in review.decoded where try SQLiteStore.remove(id, in: db) {
                    arrival.messages.append(message)
                }
                arrival.rejected = review.leftOut
                if !arrival.messages.isEmpty {
                    try append(arrival, to: db, ruling: review.ruling, outcome: &outcome)
                }
                for (id, payload) in review.refused {
                    try db.cachedStatement(sql: "UPDATE rejected SET reason = ?, detail = ? WHERE id = ?")
                        .execute(arguments: [payload.reason.rawValue, payload.detail, id])
                }
                outcome.rejected = review.refused.count
                return .commit
            }
            return outcome
        }
    }

    package func expired(before instant: Instant, most: Int64) throws -> QuarantineExpiry {
        try pool.read { db in
            var expiry = QuarantineExpiry()
            var kept: Int64 = 0
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT rejected.id, received_at, length(CAST(topic AS BLOB)) + length(payload) \
                    + length(CAST(detail AS BLOB)) AS size FROM rejected \
                    JOIN arrival ON arrival.id = rejected.arrival ORDER BY rejected.id DESC
                    """
            )
            while let row = try rows.next() {
                let id: Int64 = row["id"]
                guard row["received_at"] >= instant.milliseconds else {
                    expiry.byAge.append(id)
                    continue
                }
                kept += row["size"]
                if kept > most { expiry.bySize.append(id) }
            }
            return QuarantineExpiry(byAge: expiry.byAge.reversed(), bySize: expiry.bySize.reversed())
        }
    }

    package func remove(_ ids: [Int64]) throws -> Int {
        try write { db in try ids.count { try SQLiteStore.remove($0, in: db) } }
    }

    /// False when it is not there.
    private static func remove(_ id: Int64, in db: Database) throws -> Bool {
        try db.cachedStatement(sql: "DELETE FROM rejected WHERE id = ?").execute(arguments: [id])
        return db.changesCount > 0
    }

    /// A row with topic, payload, received_at, reason and detail.
    static func payload(_ row: Row) throws -> RejectedPayload {
        RejectedPayload(
            topic: row["topic"],
            payload: [UInt8](row["payload"] as Data),
            receivedAt: Instant(milliseconds: row["received_at"]),
            reason: try reason(row),
            detail: row["detail"]
        )
    }

    private static func reason(_ row: Row) throws -> RejectionReason {
        let text: String = row["reason"]
        guard let reason = RejectionReason(rawValue: text) else {
            throw StoreError(message: "a rejected payload has the reason \"\(text)\", which is unknown")
        }
        return reason
    }
}
