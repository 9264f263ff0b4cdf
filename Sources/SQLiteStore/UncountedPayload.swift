import EventTime
import GRDB
import Readings
import Records
import SensorPayloads
import StoredForms

/// A payload that no sender has been counted for yet.
struct UncountedPayload {
    var id: Int64
    var topic: String
    var reason: String
    var receivedAt: Instant
    var space: Int64

    /// The first ones, up to `limit`, in order; nil when all are counted.
    static func next(_ limit: Int, in db: Database) throws -> (payloads: [UncountedPayload], next: Int64)? {
        guard let row = try Row.fetchOne(db, sql: "SELECT next, last FROM rejected_adoption WHERE id = 1") else {
            return nil
        }
        let (next, last): (Int64, Int64) = (row["next"], row["last"])
        guard next <= last else { return nil }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT r.id, r.topic, r.reason, length(CAST(r.topic AS BLOB)) AS topic_length, \
                length(r.payload) AS payload_length, length(CAST(r.detail AS BLOB)) AS detail_length, \
                COALESCE(a.received_at, 0) AS received_at FROM rejected r LEFT JOIN arrival a ON a.id = r.arrival \
                WHERE r.id BETWEEN ? AND ? ORDER BY r.id LIMIT ?
                """,
            arguments: [next, last, limit]
        )
        let payloads = rows.map { row in
            UncountedPayload(
                id: row["id"],
                topic: row["topic"],
                reason: row["reason"],
                receivedAt: Instant(milliseconds: row["received_at"]),
                space: QuarantineKeeping.space(
                    topic: row["topic_length"],
                    payload: row["payload_length"],
                    detail: row["detail_length"]
                )
            )
        }
        return (payloads, payloads.last.map { $0.id + 1 } ?? last + 1)
    }

    /// What the plan has is not known any more: a conflict and a message taken in part came from its sensors.
    var sender: RejectedSender {
        let isPlanned =
            reason == Word.rejection(.conflict) || reason == Word.rejection(.impossibleLevel)
        let share: QuarantineShare =
            reason == Word.rejection(.unknownSensor) ? .unknown : isPlanned ? .planned : .other
        return RejectedSender(share: share, topic: topic)
    }
}
