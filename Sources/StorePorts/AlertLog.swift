package import Records

/// Alerts as people look them up.
package protocol AlertLog: Sendable {
    /// Newest first, with their deliveries.
    func alerts(_ filter: AlertFilter, limit: Int) throws -> [(Alert, [Delivery])]
    func alert(_ id: AlertID) throws -> (Alert, [Delivery])?
}
