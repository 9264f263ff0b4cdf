package import EventTime
import GRDB
package import Records
import StorePorts
import StoredForms

extension SQLiteStore: Outbox {
    package func dueAlerts(
        at now: Instant,
        channel: ChannelName,
        category: AlertCategory?,
        limit: Int
    ) throws -> [Alert] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM alert WHERE state = 'pending' AND channel = ? \(category == nil ? "" : "AND category = ?") \
                    AND next_attempt_at <= ? ORDER BY next_attempt_at, created_at, id LIMIT ?
                    """,
                arguments: StatementArguments(
                    [channel.rawValue] + [category.map { Word.alertCategory($0) }].compactMap { $0 }
                ) + [now.milliseconds, limit]
            )
            .map(alert)
        }
    }

    package func nextAttempt(channel: ChannelName, category: AlertCategory?) throws -> Instant? {
        try pool.read { db in
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT MIN(next_attempt_at) FROM alert WHERE state = 'pending' AND channel = ? \
                    \(category == nil ? "" : "AND category = ?")
                    """,
                arguments: StatementArguments(
                    [channel.rawValue] + [category.map { Word.alertCategory($0) }].compactMap { $0 }
                )
            )
            .map(Instant.init(milliseconds:))
        }
    }

    package func waitingChannels() throws -> Set<ChannelName> {
        try pool.read { db in
            Set(
                try String.fetchAll(db, sql: "SELECT DISTINCT channel FROM alert WHERE state = 'pending'")
                    .map(ChannelName.init(rawValue:))
            )
        }
    }

    package func record(_ records: [DeliveryRecord], adding alerts: [Alert]) throws {
        try write { db in
            for record in records {
                let delivery = record.delivery
                if let sent = delivery.sent {
                    try db.execute(
                        sql: """
                            INSERT INTO sent_message (message, sha256, form, basis, at, subject, text) \
                            VALUES (?, ?, 1, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                            """,
                        arguments: [
                            (delivery.message ?? delivery.alert).text, sent.digest.description,
                            Word.sentBasis(sent.basis),
                            delivery.at.milliseconds, sent.subject, sent.text,
                        ]
                    )
                }
                try db.execute(
                    sql: """
                        INSERT INTO delivery (alert, attempt, at, outcome, detail, message, addresses, sent) \
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                        """,
                    arguments: [
                        delivery.alert.text, delivery.attempt, delivery.at.milliseconds,
                        Word.delivery(delivery.outcome),
                        delivery.detail, delivery.message?.text, delivery.addresses.map(AddressOutcomesForm.text),
                        delivery.sent?.digest.description,
                    ]
                )
                try db.execute(
                    sql: "UPDATE alert SET state = ?, attempts = ?, next_attempt_at = ? WHERE id = ?",
                    arguments: [
                        Word.alertState(record.state), delivery.attempt, record.nextAttemptAt.milliseconds,
                        delivery.alert.text,
                    ]
                )
            }
            for alert in alerts { try write(alert, to: db) }
        }
    }

    package func hold(_ alerts: [AlertID], until instant: Instant) throws {
        try write { db in
            for id in alerts {
                try db.execute(
                    sql: "UPDATE alert SET next_attempt_at = ? WHERE id = ? AND state = 'pending'",
                    arguments: [instant.milliseconds, id.text]
                )
            }
        }
    }

    package func acceptedMessages(
        through channel: ChannelName,
        category: AlertCategory,
        since instant: Instant
    ) throws -> [SentMessage] {
        try pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT alert.*, delivery.at AS sent_at, COALESCE(delivery.message, alert.id) AS sent_as \
                    FROM delivery JOIN alert ON alert.id = delivery.alert \
                    WHERE delivery.outcome = 'accepted' AND delivery.at > ? AND alert.channel = ? AND alert.category = ? \
                    ORDER BY delivery.at, alert.created_at, alert.id
                    """,
                arguments: [instant.milliseconds, channel.rawValue, Word.alertCategory(category)]
            )
            var messages: [SentMessage] = []
            for row in rows {
                let (id, at) = (AlertID(row["sent_as"]), Instant(milliseconds: row["sent_at"]))
                if let index = messages.lastIndex(where: { $0.id == id && $0.at == at }) {
                    messages[index].alerts.append(try alert(row))
                } else {
                    messages.append(SentMessage(id: id, at: at, alerts: [try alert(row)]))
                }
            }
            return messages
        }
    }

    /// What has become of the addresses of an alert's recipient in all of its attempts.
    package func addressOutcomes(of alert: AlertID) throws -> AddressOutcomes {
        try pool.read { db in
            try String.fetchAll(
                db,
                sql: "SELECT addresses FROM delivery WHERE alert = ? AND addresses IS NOT NULL",
                arguments: [alert.text]
            )
            .reduce(into: AddressOutcomes()) { outcomes, body in
                let known = try StoredColumn("addresses", of: "a delivery of \(alert)").read(
                    AddressOutcomesForm.self,
                    body
                )
                outcomes = outcomes.joined(with: known)
            }
        }
    }

    func alert(_ row: Row) throws -> Alert {
        let id = AlertID(row["id"])
        var alert = Alert(
            id: id,
            subject: try StoredColumn("subject", of: "alert \(id)").read(AlertSubjectForm.self, row["subject"]),
            authority: row["authority"],
            officer: row["officer"],
            channel: ChannelName(rawValue: row["channel"]),
            createdAt: Instant(milliseconds: row["created_at"]),
            expiresAt: Instant(milliseconds: row["expires_at"])
        )
        alert.state = try Word.alertState.read(row, "state", of: "alert \(id)")
        alert.attempts = row["attempts"]
        alert.nextAttemptAt = Instant(milliseconds: row["next_attempt_at"])
        alert.hold = try hold(row)
        return alert
    }
}
