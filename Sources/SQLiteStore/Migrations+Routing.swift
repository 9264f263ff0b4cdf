extension Migrations {
    /// An alert may go to a person of an authority, and several may leave in one message.
    static let routing = """
        ALTER TABLE alert ADD COLUMN officer TEXT;
        ALTER TABLE delivery ADD COLUMN message TEXT;
        CREATE INDEX delivery_accepted ON delivery (at) WHERE outcome = 'accepted';
        CREATE INDEX violation_closed ON violation (closed_at) WHERE closed_at IS NOT NULL;
        """
}
