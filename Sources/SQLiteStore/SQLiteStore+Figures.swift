import EventTime
import ExamCalendar
import GRDB
import Records
package import StorePorts
import StoredForms

extension SQLiteStore {
    /// Every figure from one snapshot of the store; each is found through an index.
    package func figures() throws -> StoreFigures {
        try pool.read { db in
            var figures = StoreFigures()
            figures.lastSequence = try Int64.fetchOne(db, sql: "SELECT MAX(sequence) FROM reading") ?? 0
            figures.cursor = try Int64.fetchOne(db, sql: "SELECT cursor FROM evaluation WHERE id = 1") ?? 0
            if figures.cursor < figures.lastSequence {
                figures.unjudgedSince = try Int64.fetchOne(
                    db,
                    sql: """
                        SELECT received_at FROM arrival WHERE id = \
                        (SELECT arrival FROM reading WHERE sequence > ? ORDER BY sequence LIMIT 1)
                        """,
                    arguments: [figures.cursor]
                )
                .map(Instant.init(milliseconds:))
            }
            let open = try Row.fetchAll(
                db,
                sql: "SELECT site, source, COUNT(*) AS n FROM violation WHERE closed_at IS NULL GROUP BY site, source"
            )
            for row in open {
                guard let source = Word.source.value(row["source"]) else { continue }
                figures.openViolations[.init(site: row["site"], source: source)] = row["n"]
            }
            let waiting = try Row.fetchAll(
                db,
                sql: """
                    SELECT channel, COUNT(*) AS n, MIN(created_at) AS since FROM alert WHERE state = 'pending' \
                    GROUP BY channel
                    """
            )
            for row in waiting {
                figures.waiting[ChannelName(rawValue: row["channel"])] = .init(
                    count: row["n"],
                    since: Instant(milliseconds: row["since"])
                )
            }
            let usage = try SQLiteStore.usage(senders: 0, tallies: 500, in: db)
            figures.quarantine = usage.shares
            figures.discarded = usage.tallies.filter { $0.fate == .discarded }
            let free = try Int64.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
            figures.reusableBytes = free * (try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
            return figures
        }
    }
}
