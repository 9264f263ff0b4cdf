import Acoustics
import EventTime
import GRDB
package import Readings
package import Records
import SensorPayloads
package import Sites
import StorePorts

extension SQLiteStore: ImportStore {
    package func begin(_ draft: ImportDraft) throws -> Int64 {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO import (at, by, file, sha256, readings, sensors, first, last) \
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    draft.at.milliseconds, draft.by, draft.file, draft.digest.description, draft.readings,
                    draft.sensors,
                    draft.span?.start.milliseconds, draft.span?.end.milliseconds,
                ]
            )
            return db.lastInsertedRowID
        }
    }

    package func finish(importOf id: Int64) throws {
        try write { db in try db.execute(sql: "UPDATE import SET complete = 1 WHERE id = ?", arguments: [id]) }
    }

    /// Adds what has become of one arrival of an import; `before` is the newest sequence before it.
    func note(_ outcome: AppendOutcome, of id: Int64, after before: Int64, in db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE import SET appended = appended + ?, repeated = repeated + ?, replaced = replaced + ?, \
                conflicting = conflicting + ?, first_sequence = COALESCE(first_sequence, ?), \
                last_sequence = (SELECT MAX(sequence) FROM reading) WHERE id = ?
                """
        )
        .execute(arguments: [
            outcome.appended, outcome.repeated, outcome.replaced, outcome.conflicting, before + 1, id,
        ])
    }

    package func imports() throws -> [ImportRecord] {
        try pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM import ORDER BY id").map { row in
                guard let digest = Fingerprint(row["sha256"]) else {
                    throw StoreError(message: "import \(row["id"] as Int64) is damaged")
                }
                var outcome = AppendOutcome()
                (outcome.appended, outcome.repeated) = (row["appended"], row["repeated"])
                (outcome.replaced, outcome.conflicting) = (row["replaced"], row["conflicting"])
                var span: TimeRange?
                if let first: Int64 = row["first"], let last: Int64 = row["last"], first <= last {
                    span = TimeRange(start: Instant(milliseconds: first), end: Instant(milliseconds: last))
                }
                return ImportRecord(
                    id: row["id"],
                    draft: ImportDraft(
                        at: Instant(milliseconds: row["at"]),
                        by: row["by"],
                        file: row["file"],
                        digest: digest,
                        readings: row["readings"],
                        sensors: row["sensors"],
                        span: span
                    ),
                    outcome: outcome,
                    isComplete: row["complete"],
                    undo: row["undo"]
                )
            }
        }
    }

    package func survey(_ readings: [(sensor: SensorID, reading: Reading)]) throws -> AppendOutcome {
        let keys = try knownKeys()
        return try pool.read { db in
            var outcome = AppendOutcome()
            var seen: Set<Identity> = []
            for (sensor, reading) in readings {
                let identity = Identity(sensor: sensor, start: reading.start, duration: reading.duration)
                guard seen.insert(identity).inserted else {
                    outcome.repeated += 1
                    continue
                }
                guard let key = keys[sensor] else {
                    outcome.appended += 1
                    continue
                }
                let stored = try stored(like: reading, of: key, in: db)
                guard stored.sequence > 0 else {
                    outcome.appended += 1
                    continue
                }
                var reading = reading
                reading.historical = true
                if SQLiteStore.isRepeat(reading, of: stored.reading) {
                    outcome.repeated += 1
                } else if SQLiteStore.isBetter(reading, than: stored.reading) {
                    outcome.replaced += 1
                } else {
                    outcome.conflicting += 1
                }
            }
            return outcome
        }
    }

    private struct Identity: Hashable {
        var sensor: SensorID
        var start: Instant
        var duration: TimeSpan
    }

    package func extent(ofImport id: Int64) throws -> ImportExtent {
        try pool.read { db in try extent(ofImport: id, in: db) }
    }

    private func extent(ofImport id: Int64, in db: Database) throws -> ImportExtent {
        var extent = ImportExtent(readings: 0, sensors: [], spans: [])
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT s.site, s.sensor, r.start, r.start + r.duration AS end FROM import i \
                JOIN reading r ON r.sequence BETWEEN i.first_sequence AND i.last_sequence \
                JOIN arrival a ON a.id = r.arrival AND a.import = i.id JOIN sensor s ON s.key = r.sensor \
                WHERE i.id = ? ORDER BY s.site, r.start
                """,
            arguments: [id]
        )
        while let row = try rows.next() {
            let site: SiteID = row["site"]
            let (start, end) = (Instant(milliseconds: row["start"]), Instant(milliseconds: row["end"]))
            extent.readings += 1
            extent.sensors.insert(SensorID(site: site, sensor: row["sensor"]))
            if let last = extent.spans.indices.last, extent.spans[last].site == site,
                start - extent.spans[last].to <= .hours(1)
            {
                extent.spans[last].to = max(extent.spans[last].to, end)
            } else {
                extent.spans.append(ImportUndo.SiteSpan(site: site, from: start, to: end))
            }
        }
        return extent
    }
}
