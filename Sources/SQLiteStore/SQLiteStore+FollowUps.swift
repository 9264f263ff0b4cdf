package import EventTime
import GRDB
package import NoiseRules
package import Records
import StorePorts
import StoredForms

extension SQLiteStore: FollowUpStore {
    package func notifiedViolations(closedSince instant: Instant) throws -> [NotifiedViolation] {
        try pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM violation WHERE closed_at IS NULL UNION ALL \
                    SELECT * FROM violation WHERE closed_at > ? ORDER BY opened_at, id
                    """,
                arguments: [instant.milliseconds]
            )
            return try rows.compactMap { try toldViolation($0, in: db) }
        }
    }

    /// Nil for a violation of which nobody was notified.
    package func toldViolation(_ id: ViolationID) throws -> NotifiedViolation? {
        try pool.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM violation WHERE id = ?", arguments: [id.text])
                .flatMap { try toldViolation($0, in: db) }
        }
    }

    private func toldViolation(_ row: Row, in db: Database) throws -> NotifiedViolation? {
        let alerts = try Row.fetchAll(
            db,
            sql: """
                SELECT id, authority, officer, created_at, tier, reminder FROM alert WHERE violation = ? \
                ORDER BY created_at
                """,
            arguments: [row["id"] as String]
        )
        guard let first = alerts.first else { return nil }
        var record = try violation(row)
        record.changes = try changes(of: record.id, in: db)
        record.answers = try answers(of: record.id, in: db)
        record.coverages = try coverages(of: record, in: db)
        var told = NotifiedViolation(record: record, notifiedAt: Instant(milliseconds: first["created_at"]))
        var reminders: [Int: Instant] = [:]
        for alert in alerts {
            let at = Instant(milliseconds: alert["created_at"])
            told.alerts.insert(AlertID(alert["id"]))
            let recipientID = RecipientID(authority: alert["authority"], officer: alert["officer"])
            if told.recipients[recipientID] == nil { told.recipients[recipientID] = at }
            if let tier = alert["tier"] as Int?, told.tiers[tier] == nil { told.tiers[tier] = at }
            if let number = alert["reminder"] as Int?, reminders[number] == nil { reminders[number] = at }
        }
        told.reminders = reminders.sorted { $0.key < $1.key }.map(\.value)
        return told
    }

    package func put(_ alerts: [Alert]) throws -> Int {
        try write { db in
            let before = db.totalChangesCount
            for alert in alerts { try write(alert, to: db) }
            return db.totalChangesCount - before
        }
    }

    package func alerts(ofDrill id: String) throws -> [(Alert, [Delivery])] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM alert WHERE drill = ? ORDER BY id",
                arguments: [id]
            )
            .map { try withDeliveries($0, in: db) }
        }
    }
}

extension SQLiteStore: AlertLog {
    package func alerts(_ filter: AlertFilter, limit: Int) throws -> [(Alert, [Delivery])] {
        var conditions: [String] = []
        var arguments: [String] = []
        for (column, value) in [
            ("state", filter.state.map { Word.alertState($0) }), ("violation", filter.violation?.text),
            ("channel", filter.channel?.rawValue),
        ] {
            guard let value else { continue }
            conditions.append("\(column) = ?")
            arguments.append(value)
        }
        if let from = filter.from { conditions.append("created_at >= \(from.milliseconds)") }
        if let to = filter.to { conditions.append("created_at < \(to.milliseconds)") }
        let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        return try pool.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT * FROM alert \(condition) ORDER BY created_at DESC, id",
                arguments: StatementArguments(arguments)
            )
            // An alert's site stands in its subject, in no column.
            var found: [(Alert, [Delivery])] = []
            while found.count < limit, let row = try rows.next() {
                let alert = try withDeliveries(row, in: db)
                let isWanted = filter.sites.isEmpty || alert.0.subject.site.map(filter.sites.contains) ?? false
                if isWanted { found.append(alert) }
            }
            return found
        }
    }

    package func alert(_ id: AlertID) throws -> (Alert, [Delivery])? {
        try pool.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM alert WHERE id = ?", arguments: [id.text])
                .map { try withDeliveries($0, in: db) }
        }
    }

    func withDeliveries(_ row: Row, in db: Database) throws -> (Alert, [Delivery]) {
        let alert = try alert(row)
        let deliveries = try Row.fetchAll(
            db,
            sql: """
                SELECT delivery.*, basis, subject, text FROM delivery LEFT JOIN sent_message \
                ON sent_message.message = COALESCE(delivery.message, delivery.alert) AND sha256 = delivery.sent AND form = 1 \
                WHERE alert = ? ORDER BY attempt
                """,
            arguments: [alert.id.text]
        )
        return (alert, try deliveries.map { try delivery($0) })
    }
}
