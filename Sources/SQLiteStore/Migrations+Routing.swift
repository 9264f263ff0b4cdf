extension Migrations {
    /// An alert may go to a person of an authority.
    static let routing = """
        ALTER TABLE alert ADD COLUMN officer TEXT;
        """
}
