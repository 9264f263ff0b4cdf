package import EventTime
import GRDB
package import Records
import StorePorts

extension SQLiteStore: StormLog {
    package func openings(
        within span: ClosedRange<Instant>,
        notifiedAs alert: Alert,
        limit: Int
    ) throws -> [ViolationRecord] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM violation WHERE opened_at BETWEEN ? AND ? AND EXISTS (SELECT 1 FROM alert \
                    WHERE violation = violation.id AND authority = ? AND officer IS ? AND channel = ?) \
                    ORDER BY opened_at, id LIMIT ?
                    """,
                arguments: [
                    span.lowerBound.milliseconds, span.upperBound.milliseconds, alert.authority, alert.officer,
                    alert.channel.rawValue, max(0, limit),
                ]
            )
            .map { row in
                var record = try violation(row)
                record.answers = try answers(of: record.id, in: db)
                record.coverages = try coverages(of: record, in: db)
                return record
            }
        }
    }
}
