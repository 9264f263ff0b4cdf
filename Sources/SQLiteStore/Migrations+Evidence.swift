extension Migrations {
    /// A chain without a fork: each bundle names the newest before it. Only ever appended to.
    static let evidenceBundles = """
        CREATE TABLE evidence_bundle (
            number INTEGER PRIMARY KEY,
            manifest TEXT NOT NULL UNIQUE CHECK (length(manifest) = 64),
            violation TEXT NOT NULL,
            made_at INTEGER NOT NULL,
            made_by TEXT NOT NULL CHECK (made_by <> ''),
            previous TEXT
        );
        CREATE TRIGGER evidence_bundle_chained BEFORE INSERT ON evidence_bundle
            WHEN NEW.previous IS NOT (SELECT manifest FROM evidence_bundle ORDER BY number DESC LIMIT 1)
            BEGIN SELECT RAISE(ABORT, 'a bundle names the newest before it'); END;
        CREATE TRIGGER evidence_bundle_unchanged BEFORE UPDATE ON evidence_bundle
            BEGIN SELECT RAISE(ABORT, 'a bundle in the chain is never changed'); END;
        CREATE TRIGGER evidence_bundle_kept BEFORE DELETE ON evidence_bundle
            BEGIN SELECT RAISE(ABORT, 'a bundle in the chain is never removed'); END;
        """

    /// Files of plans by their SHA-256, each once, and which of them were in use from when on: a list of `name` and
    /// `sha256`, the plan itself first. Only ever appended to.
    static let planArchive = """
        CREATE TABLE plan_archive (
            sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
            bytes BLOB NOT NULL
        );
        CREATE TABLE plan_use (
            id INTEGER PRIMARY KEY,
            since INTEGER NOT NULL,
            files TEXT NOT NULL CHECK (json_valid(files))
        );
        CREATE INDEX plan_use_since ON plan_use (since);
        CREATE TRIGGER plan_archive_unchanged BEFORE UPDATE ON plan_archive
            BEGIN SELECT RAISE(ABORT, 'an archived plan is never changed'); END;
        CREATE TRIGGER plan_archive_kept BEFORE DELETE ON plan_archive
            BEGIN SELECT RAISE(ABORT, 'an archived plan is never removed'); END;
        CREATE TRIGGER plan_use_unchanged BEFORE UPDATE ON plan_use
            BEGIN SELECT RAISE(ABORT, 'the use of a plan is never changed'); END;
        CREATE TRIGGER plan_use_kept BEFORE DELETE ON plan_use
            BEGIN SELECT RAISE(ABORT, 'the use of a plan is never removed'); END;
        """
}
