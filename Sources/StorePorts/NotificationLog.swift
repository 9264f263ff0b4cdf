package import NoiseRules
package import Records

/// What became of deliveries, and who was notified. Safe from any thread; calls block.
package protocol NotificationLog: Sendable {
    /// Which of an alert's addresses have taken it, and which have refused it.
    func addressOutcomes(of alert: AlertID) throws -> AddressOutcomes
    func toldViolation(_ id: ViolationID) throws -> NotifiedViolation?
}
