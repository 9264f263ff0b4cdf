extension Migrations {
    /// Why a change was notified or not (`notification` is 'notify' or 'suppress'), when it was notified after all, and
    /// why an alert was held the last time. NULL for what earlier releases decided.
    static let notificationDecisions = """
        ALTER TABLE violation_change ADD COLUMN notification TEXT;
        ALTER TABLE violation_change ADD COLUMN notification_reason TEXT;
        ALTER TABLE violation_change ADD COLUMN notified_later_at INTEGER;
        ALTER TABLE alert ADD COLUMN held_reason TEXT;
        ALTER TABLE alert ADD COLUMN held_until INTEGER;
        """
}
