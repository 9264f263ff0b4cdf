package import EventTime
package import Records

/// What was told and may have to be told again. Safe from any thread; calls block.
package protocol FollowUpStore: Sendable {
    /// Violations of which somebody was told that are open, or were closed since `instant`.
    func notifiedViolations(closedSince instant: Instant) throws -> [NotifiedViolation]
    /// Puts alerts into the outbox; those that are there already are left as they are. Returns how many are new.
    func put(_ alerts: [Alert]) throws -> Int
    /// All alerts of a drill with their deliveries, by their id.
    func alerts(ofDrill id: String) throws -> [(Alert, [Delivery])]
}
