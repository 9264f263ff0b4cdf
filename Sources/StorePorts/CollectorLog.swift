package import Records

/// Where changes of the collector itself are kept. Safe from any thread; calls block.
package protocol CollectorLog: Sendable {
    /// Keeps a change and the alerts about it together.
    func record(_ change: CollectorChange, alerts: [Alert]) throws
    /// What is so now: the latest change of each matter and what it is about, as far as it is on, oldest first.
    func collectorTroubles() throws -> [CollectorChange]
}
