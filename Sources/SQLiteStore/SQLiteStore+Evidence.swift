package import EventTime
import Foundation
import GRDB
package import NoiseRules
package import Records
import StorePorts
import StoredForms

extension SQLiteStore: EvidenceLog {
    package func bundles() throws -> [BundleEntry] {
        try pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM evidence_bundle ORDER BY number").map { row in
                BundleEntry(
                    number: row["number"],
                    manifest: try fingerprint(row["manifest"]),
                    violation: ViolationID(row["violation"]),
                    madeAt: Instant(milliseconds: row["made_at"]),
                    madeBy: row["made_by"],
                    previous: try (row["previous"] as String?).map(fingerprint)
                )
            }
        }
    }

    package func append(
        bundleOf violation: ViolationID,
        at: Instant,
        by: String,
        seal: (_ previous: Fingerprint?) throws -> Fingerprint
    ) throws -> BundleEntry {
        // GRDB begins its writes as IMMEDIATE, so that whoever else appends waits from before the newest is read.
        try write { db in
            let newest = try String.fetchOne(
                db,
                sql: "SELECT manifest FROM evidence_bundle ORDER BY number DESC LIMIT 1"
            )
            let previous = try newest.map(fingerprint)
            let manifest = try seal(previous)
            try db.execute(
                sql: """
                    INSERT INTO evidence_bundle (manifest, violation, made_at, made_by, previous) VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [manifest.description, violation.text, at.milliseconds, by, previous?.description]
            )
            return BundleEntry(
                number: db.lastInsertedRowID,
                manifest: manifest,
                violation: violation,
                madeAt: at,
                madeBy: by,
                previous: previous
            )
        }
    }

    func fingerprint(_ text: String) throws -> Fingerprint {
        guard let fingerprint = Fingerprint(text) else {
            throw StoreError(message: "the store is damaged: \(text.prefix(80)) stands where a SHA-256 should")
        }
        return fingerprint
    }
}

extension SQLiteStore: PlanArchive {
    @discardableResult
    package func keep(_ use: PlanUse) throws -> Bool {
        let listed = use.files.map { ListedPlanFile(name: $0.name, sha256: $0.sha256) }
        let body = ListedPlanFileForm.text(list: listed)
        func isInUse(_ db: Database) throws -> Bool {
            let newest = try String.fetchOne(db, sql: "SELECT files FROM plan_use ORDER BY id DESC LIMIT 1")
            return try newest.map {
                try StoredColumn("files", of: "the newest use of a plan").read(list: ListedPlanFileForm.self, $0)
                    == listed
            } ?? false
        }
        // Asked first without the write lock, which somebody else may hold.
        if try pool.read(isInUse) { return false }
        return try write { db in
            if try isInUse(db) { return false }
            for file in use.files {
                try db.execute(
                    sql: "INSERT INTO plan_archive (sha256, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    arguments: [file.sha256.description, Data(file.bytes)]
                )
            }
            try db.execute(
                sql: "INSERT INTO plan_use (since, files, last_sequence_before) VALUES (?, ?, ?)",
                arguments: [use.since.milliseconds, body, use.lastSequenceBefore]
            )
            return true
        }
    }

    package func planInUse(at instant: Instant) throws -> PlanUse? {
        try pool.read { db in
            let sql = "SELECT * FROM plan_use WHERE since <= ? ORDER BY since DESC, id DESC LIMIT 1"
            return try Row.fetchOne(db, sql: sql, arguments: [instant.milliseconds]).map { try use($0, db) }
        }
    }

    package func plansInUse(in range: TimeRange) throws -> [PlanUse] {
        let before = try planInUse(at: range.start)
        return try pool.read { db in
            let sql = "SELECT * FROM plan_use WHERE since > ? AND since < ? ORDER BY since, id"
            let arguments: StatementArguments = [range.start.milliseconds, range.end.milliseconds]
            return try [before].compactMap(\.self)
                + Row.fetchAll(db, sql: sql, arguments: arguments).map { try use($0, db) }
        }
    }

    private func use(_ row: Row, _ db: Database) throws -> PlanUse {
        let column = StoredColumn("files", of: "use \(row["id"] as Int64) of a plan")
        let files = try column.read(list: ListedPlanFileForm.self, row["files"]).map { listed in
            let bytes = try Data.fetchOne(
                db,
                sql: "SELECT bytes FROM plan_archive WHERE sha256 = ?",
                arguments: [listed.sha256.description]
            )
            guard let bytes else {
                throw StoreError(message: "the store is damaged: the archived plan \(listed.sha256) is not there")
            }
            return PlanFile(name: listed.name, bytes: Array(bytes), sha256: listed.sha256)
        }
        return PlanUse(
            since: Instant(milliseconds: row["since"]),
            lastSequenceBefore: row["last_sequence_before"],
            files: files
        )
    }
}
