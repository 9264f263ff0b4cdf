package import EventTime
package import Records

/// What people have ordered. Safe from any thread; calls block.
package protocol OrderStore: Sendable {
    /// Keeps an order under the next id; it is never changed or removed.
    func append(_ matter: Order.Matter, at: Instant, by: String, why: String) throws -> Order
    /// All of them, by their id.
    func orders() throws -> [Order]
    /// The id of the newest one, 0 when there is none; asked at every turn.
    func lastOrderID() throws -> Int64
}
