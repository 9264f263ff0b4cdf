package import EventTime
import GRDB
import NoiseRules
package import Records
import StorePorts

/// Decisions about notifications in columns of their own. The words are those of ``NotificationDecision`` and
/// ``AlertHold``.
extension SQLiteStore {
    private static let notify = "notify"
    private static let suppress = "suppress"

    func write(_ decision: NotificationDecision, of change: ChangeID, to db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE violation_change SET notification = ?, notification_reason = ? WHERE violation = ? AND number = ?
                """
        )
        .execute(arguments: [
            decision.isNotified ? SQLiteStore.notify : SQLiteStore.suppress, decision.reason, change.violation.text,
            change.number,
        ])
    }

    func write(notifiedLater change: ChangeID, at instant: Instant, to db: Database) throws {
        try db.cachedStatement(
            sql: "UPDATE violation_change SET notified_later_at = ? WHERE violation = ? AND number = ?"
        )
        .execute(arguments: [instant.milliseconds, change.violation.text, change.number])
    }

    /// By the change's number; nothing of changes of earlier releases.
    func notifications(of id: ViolationID, in db: Database) throws -> [Int: NotificationRecord] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT number, notification, notification_reason, notified_later_at FROM violation_change \
                WHERE violation = ? AND notification IS NOT NULL
                """,
            arguments: [id.text]
        )
        return try rows.reduce(into: [:]) { records, row in
            let word: String = row["notification"]
            guard [SQLiteStore.notify, SQLiteStore.suppress].contains(word),
                let reason: String = row["notification_reason"],
                let decision = NotificationDecision(isNotified: word == SQLiteStore.notify, reason: reason)
            else { throw StoreError(message: "a change of violation \(id) is damaged") }
            let later = (row["notified_later_at"] as Int64?).map(Instant.init(milliseconds:))
            records[row["number"]] = NotificationRecord(decision, notifiedLaterAt: later)
        }
    }

    package func hold(_ alerts: [AlertID: AlertHold.Reason], until instant: Instant) throws {
        try write { db in
            for (id, reason) in alerts {
                try db.execute(
                    sql: """
                        UPDATE alert SET next_attempt_at = ?, held_reason = ?, held_until = ? \
                        WHERE id = ? AND state = 'pending'
                        """,
                    arguments: [instant.milliseconds, reason.rawValue, instant.milliseconds, id.text]
                )
            }
        }
    }

    /// Nil for an alert that was never held.
    func hold(_ row: Row) throws -> AlertHold? {
        guard let word = row["held_reason"] as String? else { return nil }
        guard let reason = AlertHold.Reason(rawValue: word), let until = row["held_until"] as Int64? else {
            throw StoreError(message: "alert \(row["id"] as String) is damaged")
        }
        return AlertHold(reason, until: Instant(milliseconds: until))
    }
}
