extension Migrations {
    /// Changes of the collector itself, whose latest of each matter and subject says how things stand. Only ever
    /// appended to.
    static let collectorChanges = """
        CREATE TABLE collector_change (
            id INTEGER PRIMARY KEY,
            matter TEXT NOT NULL CHECK (matter <> ''),
            about TEXT NOT NULL,
            is_on INTEGER NOT NULL,
            at INTEGER NOT NULL,
            body TEXT NOT NULL CHECK (json_valid(body))
        );
        CREATE INDEX collector_change_latest ON collector_change (matter, about, id);
        """
}
