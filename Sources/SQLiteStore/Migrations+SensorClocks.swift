extension Migrations {
    /// By how much a reading's start was moved on arrival, in milliseconds; null where the sensor's clock was right.
    static let sensorClocks = "ALTER TABLE reading ADD COLUMN shift INTEGER"

    /// What was replaced by another reading of the same sensor, start and duration: `before` is what stood there, as a
    /// table of readings with its header; `by` is null where no person decided it. Only ever appended to.
    static let replacements = """
        CREATE TABLE reading_replacement (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            sensor INTEGER NOT NULL,
            start INTEGER NOT NULL,
            duration INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            before TEXT NOT NULL,
            by TEXT CHECK (by <> ''),
            why TEXT NOT NULL
        );
        CREATE TRIGGER reading_replacement_unchanged BEFORE UPDATE ON reading_replacement
            BEGIN SELECT RAISE(ABORT, 'a replacement is never changed'); END;
        CREATE TRIGGER reading_replacement_kept BEFORE DELETE ON reading_replacement
            BEGIN SELECT RAISE(ABORT, 'a replacement is never removed'); END;
        """
}
