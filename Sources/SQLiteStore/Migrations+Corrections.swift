extension Migrations {
    /// Judged again, nothing may be left of a violation, and what a site had in a span is asked for by site and time.
    static let corrections = """
        ALTER TABLE violation ADD COLUMN withdrawn_at INTEGER;
        CREATE INDEX violation_site ON violation (site, opened_at);
        """
}
