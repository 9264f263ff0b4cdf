import EventTime
import GRDB
import Records
package import StorePorts
import StoredForms

extension SQLiteStore {
    package func counts() throws -> StoreCounts {
        try pool.read { db in
            let alerts = try Row.fetchAll(db, sql: "SELECT state, COUNT(*) AS n FROM alert GROUP BY state")
            let readings = try Int64.fetchOne(db, sql: "SELECT MAX(sequence) FROM reading") ?? 0
            let cursor = try Int64.fetchOne(db, sql: "SELECT cursor FROM evaluation WHERE id = 1") ?? 0
            let judgedTo = try Int64.fetchOne(
                db,
                sql: """
                    SELECT received_at FROM arrival WHERE id = \
                    (SELECT arrival FROM reading WHERE sequence <= ? ORDER BY sequence DESC LIMIT 1)
                    """,
                arguments: [cursor]
            )
            return StoreCounts(
                readings: readings,
                judgedTo: judgedTo.map(Instant.init(milliseconds:)),
                unjudged: max(0, readings - cursor),
                rejected: try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM rejected") ?? 0,
                alerts: Dictionary(
                    uniqueKeysWithValues: alerts.compactMap { row in
                        Word.alertState.value(row["state"]).map { ($0, row["n"]) }
                    }
                )
            )
        }
    }

    /// Whether a broker has ever delivered anything into this store, so that it should know our session.
    package func hasReceived() throws -> Bool {
        try pool.read {
            try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM arrival WHERE way = 'mqtt')") ?? false
        }
    }

    /// The writer's `PRAGMA synchronous`: 2 when every commit is synced.
    package func synchronousLevel() throws -> Int {
        try writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? 0 }
    }
}
