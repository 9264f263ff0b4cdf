import EventTime
import GRDB
import Records
import StoredForms

extension SQLiteStore {
    /// Leaves one that is there already as it is.
    func write(_ alert: Alert, to db: Database) throws {
        let columns = AlertColumns(alert.subject)
        try db.execute(
            sql: """
                INSERT INTO alert (id, violation, subject, authority, officer, channel, created_at, expires_at, state, \
                attempts, next_attempt_at, category, kind, tier, reminder, drill, change) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
            arguments: [
                alert.id.text, columns.violation, AlertSubjectForm.text(alert.subject), alert.authority, alert.officer,
                alert.channel.rawValue, alert.createdAt.milliseconds, alert.expiresAt.milliseconds,
                Word.alertState(alert.state), alert.attempts, alert.nextAttemptAt.milliseconds,
                Word.alertCategory(alert.subject.category), columns.kind, columns.tier, columns.reminder, columns.drill,
                columns.change,
            ]
        )
    }
}
