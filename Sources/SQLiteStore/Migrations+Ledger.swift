extension Migrations {
    /// `boot` and `seq` stand on the first new reading of a numbered message. `barren_number` has the messages that
    /// brought no new reading, ordered by time first like the readings; boot -1 stands for none.
    static let ledger = """
        ALTER TABLE reading ADD COLUMN boot INTEGER;
        ALTER TABLE reading ADD COLUMN seq INTEGER;
        CREATE TABLE barren_number (
            at INTEGER NOT NULL,
            sensor INTEGER NOT NULL,
            boot INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            PRIMARY KEY (at, sensor, boot, seq)
        ) WITHOUT ROWID;
        CREATE TABLE session_event (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            last_received_at INTEGER,
            broker TEXT NOT NULL,
            client TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        CREATE INDEX session_event_at ON session_event (at);
        CREATE TABLE status_change (
            id INTEGER PRIMARY KEY,
            sensor INTEGER NOT NULL,
            state TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            retained INTEGER NOT NULL
        );
        CREATE INDEX status_change_sensor ON status_change (sensor, id);
        CREATE TABLE drop_count (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            since INTEGER,
            broker_started_at INTEGER NOT NULL,
            dropped INTEGER NOT NULL
        );
        """
}
