package import EventTime
import GRDB
package import Records
import StorePorts

extension SQLiteStore: AnswerLinkStore {
    package func use(of link: AnswerLink) throws -> Instant? {
        try pool.read { db in try use(of: link, in: db) }
    }

    package func record(_ answer: Answer, by link: AnswerLink) throws -> LinkDecision {
        try write { db in
            if let before = try use(of: link, in: db) { return .used(at: before) }
            let decision = try record(answer, in: db)
            if case .refused = decision { return .decided(decision) }
            try burn(link, at: answer.recordedAt, in: db)
            return .decided(decision)
        }
    }

    package func record(_ receipt: DrillReceipt, by link: AnswerLink) throws -> Instant? {
        try write { db in
            if let before = try use(of: link, in: db) { return before }
            try db.execute(
                sql: "INSERT INTO drill_receipt (alert, by, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [receipt.alert.text, receipt.by, receipt.at.milliseconds]
            )
            try burn(link, at: receipt.at, in: db)
            return nil
        }
    }

    package func receipts(ofDrill id: String) throws -> [AlertID: DrillReceipt] {
        try pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT drill_receipt.* FROM drill_receipt JOIN alert ON alert.id = drill_receipt.alert \
                    WHERE alert.drill = ?
                    """,
                arguments: [id]
            )
            return Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    let alert = AlertID(row["alert"])
                    return (alert, DrillReceipt(alert: alert, by: row["by"], at: Instant(milliseconds: row["at"])))
                }
            )
        }
    }

    private func use(of link: AnswerLink, in db: Database) throws -> Instant? {
        try Int64.fetchOne(
            db,
            sql: "SELECT used_at FROM used_link WHERE alert = ? AND number = ?",
            arguments: [link.alert.text, link.number]
        )
        .map(Instant.init(milliseconds:))
    }

    private func burn(_ link: AnswerLink, at instant: Instant, in db: Database) throws {
        try db.execute(
            sql: "INSERT INTO used_link (alert, number, used_at) VALUES (?, ?, ?)",
            arguments: [link.alert.text, link.number, instant.milliseconds]
        )
    }
}
