extension Migrations {
    /// Which file brought a reading. `first_sequence` and `last_sequence` enclose its readings, among others; `spans`
    /// is what an undo that has begun lets be judged again; `undo` is the order of one that is done.
    static let imports = """
        CREATE TABLE import (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            file TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            readings INTEGER NOT NULL,
            sensors INTEGER NOT NULL,
            first INTEGER,
            last INTEGER,
            appended INTEGER NOT NULL DEFAULT 0,
            repeated INTEGER NOT NULL DEFAULT 0,
            replaced INTEGER NOT NULL DEFAULT 0,
            conflicting INTEGER NOT NULL DEFAULT 0,
            first_sequence INTEGER,
            last_sequence INTEGER,
            complete INTEGER NOT NULL DEFAULT 0,
            spans TEXT,
            undo INTEGER REFERENCES orders (id)
        );
        CREATE TRIGGER import_kept BEFORE DELETE ON import
            BEGIN SELECT RAISE(ABORT, 'an import is never removed'); END;
        ALTER TABLE arrival ADD COLUMN import INTEGER;
        """
}
