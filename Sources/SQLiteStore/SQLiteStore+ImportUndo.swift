import Acoustics
package import EventTime
import GRDB
import GRDBSQLite
import Readings
package import Records
import SensorPayloads
import Sites
import StorePorts
import StoredForms

extension SQLiteStore {
    /// Sequences that one commit looks through: the service waits no longer than for one of its own.
    private static let undoStep: Int64 = 10_000

    package func undo(
        importOf id: Int64,
        at now: Instant,
        by: String,
        why: String,
        progress: (Int) -> Void
    ) throws -> Order {
        let spans = try spansOfUndo(id)
        var removed = 0
        var next = try bounds(ofImport: id).first
        while next <= (try bounds(ofImport: id).last) {
            let upTo = next + SQLiteStore.undoStep
            removed += try write { db in
                try putBack(id, next..<upTo, at: now, by: by, why: why, in: db)
                return try remove(id, next..<upTo, in: db)
            }
            progress(removed)
            next = upTo
        }
        return try write { db in
            let rejected = try Int64.fetchAll(
                db,
                sql: "SELECT id FROM rejected WHERE (SELECT import FROM arrival WHERE id = rejected.arrival) = ?",
                arguments: [id]
            )
            for entry in rejected { _ = try QuarantineKeeping.remove(entry, in: db) }
            let order = try append(.undoImport(ImportUndo(file: id, spans: spans)), at: now, by: by, why: why, to: db)
            try db.execute(sql: "UPDATE import SET undo = ? WHERE id = ?", arguments: [order.id, id])
            return order
        }
    }

    /// Kept when the undo begins, so that one that was broken off lets everything be judged again in the end.
    private func spansOfUndo(_ id: Int64) throws -> [ImportUndo.SiteSpan] {
        if let known = try pool.read({ db in
            try String.fetchOne(db, sql: "SELECT spans FROM import WHERE id = ?", arguments: [id])
        }) {
            return try StoredColumn("spans", of: "import \(id)").read(list: ImportSpanForm.self, known)
        }
        let spans = try extent(ofImport: id).spans
        try write { db in
            try db.execute(
                sql: "UPDATE import SET spans = ? WHERE id = ?",
                arguments: [ImportSpanForm.text(list: spans), id]
            )
        }
        return spans
    }

    private func bounds(ofImport id: Int64) throws -> (first: Int64, last: Int64) {
        try pool.read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT first_sequence, last_sequence FROM import WHERE id = ?",
                arguments: [id]
            )
            return (row?["first_sequence"] ?? 1, row?["last_sequence"] ?? 0)
        }
    }

    /// Puts what the import replaced where it stood.
    private func putBack(
        _ id: Int64,
        _ sequences: Range<Int64>,
        at now: Instant,
        by: String,
        why: String,
        in db: Database
    ) throws {
        let replaced = try Row.fetchAll(
            db,
            sql: """
                SELECT p.before, s.site, s.sensor, r.sensor AS key FROM reading r \
                JOIN arrival a ON a.id = r.arrival AND a.import = ? JOIN sensor s ON s.key = r.sensor \
                JOIN reading_replacement p ON p.sequence = r.sequence AND p.sensor = r.sensor AND p.start = r.start \
                AND p.duration = r.duration WHERE r.sequence >= ? AND r.sequence < ?
                """,
            arguments: [id, sequences.lowerBound, sequences.upperBound]
        )
        guard !replaced.isEmpty else { return }
        try db.execute(sql: "INSERT INTO arrival (received_at, way) VALUES (?, 'file')", arguments: [now.milliseconds])
        let arrival = db.lastInsertedRowID
        for row in replaced {
            let sensor = SensorID(site: row["site"], sensor: row["sensor"])
            let key = SensorKey(row["key"])
            var parser = ReadingsCSV(problemLimit: 1)
            var before: Reading?
            parser.consume(Array((row["before"] as String).utf8)) { before = $0.reading }
            parser.finish { before = $0.reading }
            // Of a reading whose row was damaged nothing is known to put back.
            guard let before else { continue }
            let stored = try stored(like: before, of: key, in: db)
            let ruling = Ruling(by: by, why: "import \(id) undone: \(why)")
            let change = Replacement(stored, by: before, of: sensor, key, arrival: arrival, ruling: ruling)
            try replace(change, at: now, number: nil, in: db)
        }
    }

    /// How many readings were removed. The newest sequence stays taken, for evaluation counts on it: the newest reading
    /// that is left moves there.
    private func remove(_ id: Int64, _ sequences: Range<Int64>, in db: Database) throws -> Int {
        let newest = try Int64.fetchOne(db, sql: "SELECT MAX(sequence) FROM reading") ?? 0
        try db.execute(
            sql: """
                DELETE FROM reading WHERE sequence >= ? AND sequence < ? \
                AND (SELECT import FROM arrival WHERE id = reading.arrival) = ?
                """,
            arguments: [sequences.lowerBound, sequences.upperBound, id]
        )
        let removed = db.changesCount
        guard removed > 0 else { return 0 }
        guard
            let left = try Row.fetchOne(
                db,
                sql: """
                    SELECT r.sequence, a.import FROM reading r JOIN arrival a ON a.id = r.arrival \
                    ORDER BY r.sequence DESC LIMIT 1
                    """
            )
        else {
            throw StoreError(message: "the store holds nothing but this import; begin with a new store instead")
        }
        let sequence: Int64 = left["sequence"]
        if sequence < newest {
            try db.execute(sql: "UPDATE reading SET sequence = ? WHERE sequence = ?", arguments: [newest, sequence])
            if let other: Int64 = left["import"] {
                try db.execute(
                    sql: "UPDATE import SET last_sequence = MAX(last_sequence, ?) WHERE id = ?",
                    arguments: [newest, other]
                )
            }
        }
        return removed
    }
}
