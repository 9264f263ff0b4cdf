extension Migrations {
    /// What each sender has in the quarantine, so that limits hold at the moment of writing; what came again or had to
    /// go; and how far the payloads that an earlier release kept have been counted.
    ///
    /// Beside the payloads and not in their rows: counting a payload once more must not write it again. Nothing is
    /// copied here, because the disk may be full of what is to be removed.
    static let quarantineShares = """
        CREATE TABLE rejected_holder (
            key INTEGER PRIMARY KEY,
            level TEXT NOT NULL CHECK (level IN ('share', 'group', 'sender')),
            share TEXT NOT NULL,
            "group" TEXT NOT NULL,
            name TEXT NOT NULL,
            entries INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            UNIQUE (level, share, "group", name)
        );
        CREATE INDEX rejected_holder_largest ON rejected_holder (level, share, bytes);
        CREATE INDEX rejected_holder_of_group ON rejected_holder (level, share, "group", bytes);
        CREATE TABLE rejected_entry (
            id INTEGER PRIMARY KEY,
            holder INTEGER NOT NULL,
            reason TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            last_at INTEGER NOT NULL,
            times INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            digest BLOB
        );
        CREATE INDEX rejected_entry_holder ON rejected_entry (holder);
        CREATE INDEX rejected_entry_digest ON rejected_entry (holder, digest);
        CREATE TABLE rejected_tally (
            id INTEGER PRIMARY KEY,
            share TEXT NOT NULL,
            "group" TEXT NOT NULL,
            sender TEXT NOT NULL,
            reason TEXT NOT NULL,
            fate TEXT NOT NULL CHECK (fate IN ('repeated', 'discarded')),
            first_at INTEGER NOT NULL,
            last_at INTEGER NOT NULL,
            count INTEGER NOT NULL,
            bytes INTEGER NOT NULL
        );
        CREATE INDEX rejected_tally_latest ON rejected_tally (share, sender, reason, fate, last_at);
        CREATE INDEX rejected_tally_time ON rejected_tally (last_at);
        CREATE TABLE rejected_adoption (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            next INTEGER NOT NULL,
            last INTEGER NOT NULL
        );
        INSERT INTO rejected_adoption
            SELECT 1, COALESCE((SELECT MIN(id) FROM rejected), 1), COALESCE((SELECT MAX(id) FROM rejected), 0);
        """
}
