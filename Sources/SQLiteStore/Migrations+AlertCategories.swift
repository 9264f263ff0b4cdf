extension Migrations {
    /// Violations, sensors and operation are sent apart: each looks for its own among what is due.
    static let alertCategories = """
        ALTER TABLE alert ADD COLUMN category TEXT NOT NULL DEFAULT 'operation';
        UPDATE alert SET category = CASE WHEN violation IS NOT NULL THEN 'violation'
            WHEN subject ->> '$.sensor' IS NOT NULL THEN 'sensor' ELSE 'operation' END;
        DROP INDEX alert_due;
        CREATE INDEX alert_due ON alert (channel, category, next_attempt_at) WHERE state = 'pending';
        """
}
