extension Migrations {
    /// What an alert is about, in columns: what is asked for is not looked for in its subject.
    ///
    /// `kind` is violation, sensor, unanswered, stillOn, dutyGap, drill or collector. `tier` is of unanswered,
    /// `reminder` of stillOn, `drill` of drill, and `change` the number of a violation's change.
    static let alertColumns = """
        ALTER TABLE alert ADD COLUMN kind TEXT NOT NULL DEFAULT '';
        ALTER TABLE alert ADD COLUMN tier INTEGER;
        ALTER TABLE alert ADD COLUMN reminder INTEGER;
        ALTER TABLE alert ADD COLUMN drill TEXT;
        ALTER TABLE alert ADD COLUMN change INTEGER;
        UPDATE alert SET kind = (SELECT key FROM json_each(subject) LIMIT 1),
            tier = subject ->> '$.unanswered._0.tier',
            reminder = subject ->> '$.stillOn._0.number',
            drill = subject ->> '$.drill._0.id',
            change = subject ->> '$.violation._0.number'
            WHERE json_valid(subject);
        CREATE INDEX alert_drill ON alert (drill) WHERE drill IS NOT NULL;
        """
}
