import EventTime
import ExamCalendar
import Foundation
import GRDB
package import NoiseRules
package import Records
import StorePorts
import StoredForms

extension SQLiteStore: VerdictStore {
    package func evaluationPoint() throws -> EvaluationPoint {
        try pool.read { db in
            guard let cursor = try Int64.fetchOne(db, sql: "SELECT cursor FROM evaluation WHERE id = 1") else {
                throw StoreError(message: "the evaluation point is missing")
            }
            var point = EvaluationPoint(cursor: cursor, memory: [:])
            let rows = try Row.fetchCursor(db, sql: "SELECT kind, key, body FROM judge_memory")
            while let row = try rows.next() {
                let kind = try Word.memory.read(row, "kind", of: "the evaluation's memory of \(row["key"] as String)")
                point.memory[JudgeMemory(kind: kind, key: row["key"])] = [UInt8]((row["body"] as String).utf8)
            }
            return point
        }
    }

    @discardableResult
    package func commit(_ batch: VerdictBatch) throws -> [ViolationChange] {
        try writeWithoutTransaction { db in
            var conflicts: [ViolationChange] = []
            try db.inTransaction(.immediate) {
                conflicts = []
                for change in batch.changes {
                    guard try write(change, to: db) else {
                        conflicts.append(change)
                        continue
                    }
                    if let decision = batch.decisions[ChangeID(change)] {
                        try write(decision, of: ChangeID(change), to: db)
                    }
                }
                for change in batch.notifiedLater {
                    try write(notifiedLater: change, at: batch.notifiedLaterAt, to: db)
                }
                for (violation, worst) in batch.worst {
                    try db.cachedStatement(sql: "UPDATE violation SET worst = ? WHERE id = ?")
                        .execute(arguments: [FindingForm.text(worst), violation.text])
                }
                for (piece, body) in batch.memory { try write(piece, body, to: db) }
                for alert in batch.alerts { try write(alert, to: db) }
                try db.cachedStatement(sql: "UPDATE evaluation SET cursor = ? WHERE id = 1")
                    .execute(arguments: [batch.cursor])
                return .commit
            }
            return conflicts
        }
    }

    private func write(_ piece: JudgeMemory, _ body: [UInt8]?, to db: Database) throws {
        guard let body else {
            return try db.cachedStatement(sql: "DELETE FROM judge_memory WHERE kind = ? AND key = ?")
                .execute(arguments: [Word.memory(piece.kind), piece.key])
        }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO judge_memory (kind, key, body) VALUES (?, ?, ?)")
            .execute(arguments: [Word.memory(piece.kind), piece.key, String(decoding: body, as: UTF8.self)])
    }

    /// False, without writing it, when its place is taken by another change.
    private func write(_ change: ViolationChange, to db: Database) throws -> Bool {
        let body = ViolationChangeForm.text(change)
        let known = try String.fetchOne(
            db,
            sql: "SELECT body FROM violation_change WHERE violation = ? AND number = ?",
            arguments: [change.violation.text, change.number]
        )
        // An earlier release wrote the same in other bytes.
        if let known { return known == body || (try? ViolationChangeForm.decode(known.utf8)) == change }
        let worst = FindingForm.text(change.worst)
        try db.execute(
            sql: """
                INSERT INTO violation (id, site, source, kind, opened_at, closed_at, worst, withdrawn_at, ended_at) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) \
                ON CONFLICT (id) DO UPDATE SET opened_at = excluded.opened_at, closed_at = excluded.closed_at, \
                worst = excluded.worst, withdrawn_at = excluded.withdrawn_at, ended_at = excluded.ended_at
                """,
            arguments: [
                change.violation.text, change.subject.site, Word.source(change.subject.source),
                Word.violationKind(change.subject.kind), change.openedAt.milliseconds, change.closedAt?.milliseconds,
                worst,
                change.step == .withdrawn ? change.at.milliseconds : nil, change.noiseEndedAt?.milliseconds,
            ]
        )
        try db.execute(
            sql: "INSERT INTO violation_change (violation, number, step, at, body) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                change.violation.text, change.number, Word.step(change.step), change.at.milliseconds, body,
            ]
        )
        return true
    }
}
