extension Migrations {
    /// An answer tells how it came and what was found. Rows from before came by command at the time they tell.
    static let answers = """
        ALTER TABLE answer ADD COLUMN recorded_at INTEGER;
        ALTER TABLE answer ADD COLUMN found TEXT NOT NULL DEFAULT '';
        ALTER TABLE answer ADD COLUMN done TEXT NOT NULL DEFAULT '';
        ALTER TABLE answer ADD COLUMN confirming INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE answer ADD COLUMN via TEXT NOT NULL DEFAULT 'command';
        ALTER TABLE answer ADD COLUMN alert TEXT;
        """
}
