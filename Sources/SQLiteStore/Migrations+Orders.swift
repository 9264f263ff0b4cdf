extension Migrations {
    /// Only ever appended to.
    static let orders = """
        CREATE TABLE orders (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            why TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind <> ''),
            body TEXT NOT NULL CHECK (json_valid(body))
        );
        CREATE TRIGGER orders_unchanged BEFORE UPDATE ON orders
            BEGIN SELECT RAISE(ABORT, 'an order is never changed'); END;
        CREATE TRIGGER orders_kept BEFORE DELETE ON orders
            BEGIN SELECT RAISE(ABORT, 'an order is never removed'); END;
        """
}
