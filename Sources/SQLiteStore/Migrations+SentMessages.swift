extension Migrations {
    /// What left as a message, once for all its alerts and attempts with the same bytes. `parser` is that of the row:
    /// 1.
    static let sentMessages = """
        CREATE TABLE sent_message (
            message TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            form INTEGER NOT NULL,
            basis TEXT NOT NULL,
            at INTEGER NOT NULL,
            subject TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (message, sha256)
        ) WITHOUT ROWID;
        ALTER TABLE delivery ADD COLUMN sent TEXT;
        """
}
