extension Migrations {
    /// Which programs have written the store, and which store it is, whatever its file is called.
    static let program = """
        CREATE TABLE program_use (
            id INTEGER PRIMARY KEY,
            version TEXT NOT NULL,
            at INTEGER NOT NULL,
            migrations TEXT NOT NULL
        );
        CREATE TABLE store_identity (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            identity TEXT NOT NULL
        );
        INSERT INTO store_identity (id, identity) VALUES (1, lower(hex(randomblob(16))));
        """
}
