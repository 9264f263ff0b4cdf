import GRDB

/// The schema's history. A migration never changes once shipped, and names no type of the program.
enum Migrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 journal") { db in try db.execute(sql: journal) }
        migrator.registerMigration("1 verdicts") { db in try db.execute(sql: verdicts) }
        migrator.registerMigration("2 quarantine") { db in try db.execute(sql: quarantine) }
        migrator.registerMigration("2 ledger") { db in try db.execute(sql: ledger) }
        migrator.registerMigration("2 judge memory") { db in try db.execute(sql: judgeMemory) }
        migrator.registerMigration("2 health") { db in try db.execute(sql: health) }
        migrator.registerMigration("4 any memory") { db in try db.execute(sql: anyMemory) }
        migrator.registerMigration("4 orders") { db in try db.execute(sql: orders) }
        migrator.registerMigration("4 corrections") { db in try db.execute(sql: corrections) }
        migrator.registerMigration("4 thunder") { db in
            try db.execute(sql: "ALTER TABLE reading ADD COLUMN thunder INTEGER")
        }
        migrator.registerMigration("5 routing") { db in try db.execute(sql: routing) }
        migrator.registerMigration("5 answers") { db in try db.execute(sql: answers) }
        migrator.registerMigration("5 answer links") { db in try db.execute(sql: answerLinks) }
        migrator.registerMigration("5 evidence bundles") { db in try db.execute(sql: evidenceBundles) }
        migrator.registerMigration("5 plan archive") { db in try db.execute(sql: planArchive) }
        migrator.registerMigration("6 sensor clocks") { db in try db.execute(sql: sensorClocks) }
        migrator.registerMigration("6 collector changes") { db in try db.execute(sql: collectorChanges) }
        migrator.registerMigration("6 addresses") { db in
            try db.execute(sql: "ALTER TABLE delivery ADD COLUMN addresses TEXT")
        }
        migrator.registerMigration("6 alert categories") { db in try db.execute(sql: alertCategories) }
        migrator.registerMigration("6 noise end") { db in
            try db.execute(
                sql: """
                    ALTER TABLE violation ADD COLUMN ended_at INTEGER;
                    CREATE INDEX violation_noise ON violation (site, source, opened_at);
                    """
            )
        }
        migrator.registerMigration("6 replacements") { db in try db.execute(sql: replacements) }
        migrator.registerMigration("16 program") { db in try db.execute(sql: program) }
        migrator.registerMigration("16 imports") { db in try db.execute(sql: imports) }
        migrator.registerMigration("16 quarantine shares") { db in try db.execute(sql: quarantineShares) }
        migrator.registerMigration("17 answer corrections") { db in
            try db.execute(sql: "ALTER TABLE answer ADD COLUMN corrects INTEGER")
        }
        migrator.registerMigration("17 sent messages") { db in try db.execute(sql: sentMessages) }
        migrator.registerMigration("17 plan boundary") { db in
            try db.execute(sql: "ALTER TABLE plan_use ADD COLUMN last_sequence_before INTEGER")
        }
        migrator.registerMigration("18 alert columns") { db in try db.execute(sql: alertColumns) }
        migrator.registerMigration("18 notification decisions") { db in
            try db.execute(sql: notificationDecisions)
        }
        migrator.registerMigration("18 further levels") { db in try furtherLevels(db) }
        migrator.registerMigration("18 rejected by whom") { db in
            try db.execute(
                sql: "ALTER TABLE rejected ADD COLUMN decoder TEXT; ALTER TABLE rejected ADD COLUMN shift INTEGER"
            )
        }
        return migrator
    }

    /// Readings lie in order of arrival, and their identity is ordered by time first, so that the rows of a batch stand
    /// side by side in both trees. Levels in hundredths of a decibel (`ReadingStatement.bind`), times in milliseconds.
    private static let journal = """
        CREATE TABLE arrival (
            id INTEGER PRIMARY KEY,
            received_at INTEGER NOT NULL,
            way TEXT NOT NULL CHECK (way IN ('mqtt', 'file'))
        );
        CREATE TABLE sensor (
            key INTEGER PRIMARY KEY,
            site TEXT NOT NULL,
            sensor TEXT NOT NULL,
            UNIQUE (site, sensor)
        );
        CREATE TABLE reading (
            sequence INTEGER PRIMARY KEY,
            arrival INTEGER NOT NULL,
            sensor INTEGER NOT NULL,
            start INTEGER NOT NULL,
            duration INTEGER NOT NULL CHECK (duration > 0),
            LAeq INTEGER NOT NULL CHECK (LAeq BETWEEN 0 AND 16000),
            mark INTEGER NOT NULL,
            historical INTEGER NOT NULL,
            LAFmax INTEGER,
            LAFmin INTEGER,
            LCeq INTEGER,
            LAIeq INTEGER,
            LCpeak INTEGER,
            L5 INTEGER,
            L10 INTEGER,
            L50 INTEGER,
            L90 INTEGER,
            L95 INTEGER,
            wind INTEGER,
            rain INTEGER,
            measured INTEGER
        );
        CREATE UNIQUE INDEX reading_identity ON reading (start, sensor, duration);
        CREATE TABLE rejected (
            id INTEGER PRIMARY KEY,
            arrival INTEGER NOT NULL,
            topic TEXT NOT NULL,
            payload BLOB NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        """

    private static let verdicts = """
        CREATE TABLE evaluation (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            cursor INTEGER NOT NULL,
            state BLOB
        );
        INSERT INTO evaluation (id, cursor) VALUES (1, 0);
        CREATE TABLE violation (
            id TEXT PRIMARY KEY,
            site TEXT NOT NULL,
            source TEXT NOT NULL,
            kind TEXT NOT NULL,
            opened_at INTEGER NOT NULL,
            closed_at INTEGER,
            worst TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX violation_opened ON violation (opened_at);
        CREATE TABLE violation_change (
            violation TEXT NOT NULL REFERENCES violation (id),
            number INTEGER NOT NULL,
            step TEXT NOT NULL,
            at INTEGER NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (violation, number)
        ) WITHOUT ROWID;
        CREATE TABLE answer (
            id INTEGER PRIMARY KEY,
            violation TEXT NOT NULL REFERENCES violation (id),
            act TEXT NOT NULL,
            by TEXT NOT NULL,
            at INTEGER NOT NULL,
            note TEXT NOT NULL
        );
        CREATE INDEX answer_violation ON answer (violation);
        CREATE TABLE alert (
            id TEXT PRIMARY KEY,
            violation TEXT,
            subject TEXT NOT NULL,
            authority TEXT NOT NULL,
            channel TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            next_attempt_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX alert_due ON alert (channel, next_attempt_at) WHERE state = 'pending';
        CREATE INDEX alert_violation ON alert (violation);
        CREATE TABLE delivery (
            alert TEXT NOT NULL REFERENCES alert (id),
            attempt INTEGER NOT NULL,
            at INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            detail TEXT NOT NULL,
            PRIMARY KEY (alert, attempt)
        ) WITHOUT ROWID;
        """

    /// The same table, whose ids are never given a second time: what was retried or has expired leaves them.
    private static let quarantine = """
        CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            arrival INTEGER NOT NULL,
            topic TEXT NOT NULL,
            payload BLOB NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        INSERT INTO quarantine (id, arrival, topic, payload, reason, detail)
            SELECT id, arrival, topic, payload, reason, detail FROM rejected ORDER BY id;
        DROP TABLE rejected;
        ALTER TABLE quarantine RENAME TO rejected;
        """

    /// The judge's state in pieces, so that a commit writes what has changed and not all of it; `evaluation.state` is
    /// not used any more.
    private static let judgeMemory = """
        CREATE TABLE judge_memory (
            kind TEXT NOT NULL CHECK (kind IN ('violation', 'track', 'silence', 'untold')),
            key TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (kind, key)
        ) WITHOUT ROWID;
        INSERT INTO judge_memory SELECT 'violation', (value ->> '$.subject.site') || '/'
            || (value ->> '$.subject.source') || '/' || (value ->> '$.subject.kind'), value
            FROM evaluation, json_each(CAST(state AS TEXT), '$.cases') WHERE state IS NOT NULL;
        INSERT INTO judge_memory SELECT 'track', (value ->> '$.sensor.site') || '/' || (value ->> '$.sensor.sensor')
            || '/' || (value ->> '$.rule'), value
            FROM evaluation, json_each(CAST(state AS TEXT), '$.tracks') WHERE state IS NOT NULL;
        INSERT INTO judge_memory SELECT 'silence', (value ->> '$.sensor.site') || '/' || (value ->> '$.sensor.sensor'),
            value FROM evaluation, json_each(CAST(state AS TEXT), '$.silent') WHERE state IS NOT NULL;
        UPDATE evaluation SET state = NULL;
        """

    /// The judge learns to remember new kinds of things without a migration for each.
    private static let anyMemory = """
        CREATE TABLE memory (
            kind TEXT NOT NULL CHECK (kind <> ''),
            key TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (kind, key)
        ) WITHOUT ROWID;
        INSERT INTO memory (kind, key, body) SELECT kind, key, body FROM judge_memory;
        DROP TABLE judge_memory;
        ALTER TABLE memory RENAME TO judge_memory;
        """

    /// What is open and what waits is asked often, and is few rows of many.
    private static let health = """
        CREATE INDEX violation_open ON violation (site, source) WHERE closed_at IS NULL;
        CREATE INDEX alert_pending ON alert (channel, created_at) WHERE state = 'pending';
        """
}
