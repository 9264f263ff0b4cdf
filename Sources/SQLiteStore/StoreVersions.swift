import GRDB
import StorePorts

/// Which programs have written a store, and whether this one may.
enum StoreVersions {
    /// The last program that opened the store for writing; nil of an older store and of one without tables.
    static func last(in db: Database) throws -> String? {
        guard try db.tableExists("program_use") else { return nil }
        return try String.fetchOne(db, sql: "SELECT version FROM program_use ORDER BY id DESC LIMIT 1")
    }

    /// Refuses a store that a newer program has brought into a form that this one does not know.
    static func refuseNewer(_ db: Database, program: String) throws {
        let known = Set(Migrations.migrator.migrations)
        let unknown = try Migrations.migrator.appliedIdentifiers(db).subtracting(known).sorted()
        guard !unknown.isEmpty else { return }
        let writer = try last(in: db).flatMap { $0 == program ? nil : $0 }
        let newer = writer.map { "quiethours \($0)" } ?? "a newer quiethours"
        throw StoreError(
            message:
                "the store was written by \(newer), and this is quiethours \(program), which does not know its form "
                + "(\(unknown.joined(separator: ", "))). Nothing was written. Use "
                + "\(writer.map { "quiethours \($0) or newer" } ?? "the newer program"), or put back a backup from before",
            isNewerForm: true
        )
    }

    /// Notes the program when it is another one than the last time, or has changed the schema.
    static func note(program: String, applied: [String], in db: Database) throws {
        guard try !applied.isEmpty || last(in: db) != program else { return }
        // By the machine's clock: whether it is right is not known yet.
        let now = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
        try db.execute(
            sql: "INSERT INTO program_use (version, at, migrations) VALUES (?, \(now), ?)",
            arguments: [program, applied.joined(separator: ", ")]
        )
    }

    /// 32 hexadecimal digits; nil of an older store.
    static func identity(in db: Database) throws -> String? {
        guard try db.tableExists("store_identity") else { return nil }
        return try String.fetchOne(db, sql: "SELECT identity FROM store_identity WHERE id = 1")
    }
}
