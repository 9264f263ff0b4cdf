import GRDB

extension Migrations {
    /// Readings without an average, and of a length that is not known (0); what few makes send beside levels in one
    /// column.
    ///
    /// A table of a hundred million readings is not written anew for it: constraints may be taken out of the schema's
    /// text, for no row depends on them (SQLite, "ALTER TABLE", section 7).
    static func furtherLevels(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE reading ADD COLUMN further TEXT")
        let version = try Int.fetchOne(db, sql: "PRAGMA schema_version") ?? 0
        try db.execute(sql: "PRAGMA writable_schema = ON")
        try db.execute(
            sql: """
                UPDATE sqlite_schema SET sql = replace(replace(sql,
                    'LAeq INTEGER NOT NULL CHECK (LAeq BETWEEN 0 AND 16000)', 'LAeq INTEGER CHECK (LAeq BETWEEN 0 AND 16000)'),
                    'duration INTEGER NOT NULL CHECK (duration > 0)', 'duration INTEGER NOT NULL CHECK (duration >= 0)')
                WHERE type = 'table' AND name = 'reading'
                """
        )
        try db.execute(sql: "PRAGMA schema_version = \(version + 1)")
        try db.execute(sql: "PRAGMA writable_schema = OFF")
    }
}
