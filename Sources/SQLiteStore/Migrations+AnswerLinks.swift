extension Migrations {
    /// Which links have been used, and who has received which drill. Nothing here helps to forge a link.
    static let answerLinks = """
        CREATE TABLE used_link (
            alert TEXT NOT NULL,
            number INTEGER NOT NULL,
            used_at INTEGER NOT NULL,
            PRIMARY KEY (alert, number)
        ) WITHOUT ROWID;
        CREATE TABLE drill_receipt (
            alert TEXT PRIMARY KEY,
            by TEXT NOT NULL,
            at INTEGER NOT NULL
        ) WITHOUT ROWID;
        """
}
