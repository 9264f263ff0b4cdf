import EventTime
import GRDB
import NoiseRules
package import Records
import StorePorts
import StoredForms

extension SQLiteStore {
    /// Decides and keeps in one transaction, so that of two at once the second sees the first.
    @discardableResult
    package func record(_ answer: Answer) throws -> AnswerDecision {
        try write { db in try record(answer, in: db) }
    }

    func record(_ answer: Answer, in db: Database) throws -> AnswerDecision {
        let row = try Row.fetchOne(
            db,
            sql: "SELECT * FROM violation WHERE id = ?",
            arguments: [answer.violation.text]
        )
        guard let row else { return .refused(.unknownViolation(answer.violation)) }
        let answer = answer.trimmed
        var record = try violation(row)
        record.answers = try answers(of: record.id, in: db)
        let decision = record.decision(on: answer)
        if decision == .recorded { try insert(answer, in: db) }
        return decision
    }

    private func insert(_ answer: Answer, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO answer (violation, act, by, at, recorded_at, found, done, note, confirming, via, alert, \
                corrects) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                answer.violation.text, Word.act(answer.act), answer.by, answer.at.milliseconds,
                answer.recordedAt.milliseconds, answer.report.found, answer.report.done, answer.report.note,
                answer.report.isConfirming,
                Word.answerOrigin(answer.via), answer.alert?.text, answer.corrects,
            ]
        )
    }

    /// The id of the newest answer, 0 when there is none; asked every second.
    package func lastAnswerID() throws -> Int64 {
        try pool.read { try Int64.fetchOne($0, sql: "SELECT MAX(id) FROM answer") ?? 0 }
    }

    /// To all violations, those behind the one with this id, in the order in which they were recorded.
    package func answers(after id: Int64) throws -> [Answer] {
        try pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM answer WHERE id > ? ORDER BY id", arguments: [id])
                .map { try answer($0, to: ViolationID($0["violation"])) }
        }
    }

    /// In the order in which they were recorded.
    func answers(of id: ViolationID, in db: Database) throws -> [Answer] {
        try Row.fetchAll(db, sql: "SELECT * FROM answer WHERE violation = ? ORDER BY id", arguments: [id.text])
            .map { try answer($0, to: id) }
    }

    private func answer(_ row: Row, to id: ViolationID) throws -> Answer {
        let act = try Word.act.read(row, "act", of: "an answer to \(id)")
        let via = try Word.answerOrigin.read(row, "via", of: "an answer to \(id)")
        return Answer(
            violation: id,
            act: act,
            by: row["by"],
            at: Instant(milliseconds: row["at"]),
            recordedAt: (row["recorded_at"] as Int64?).map(Instant.init(milliseconds:)),
            report: Answer.Report(
                found: row["found"],
                done: row["done"],
                note: row["note"],
                isConfirming: row["confirming"]
            ),
            via: via,
            alert: (row["alert"] as String?).map { AlertID($0) },
            corrects: row["corrects"]
        )
    }
}
