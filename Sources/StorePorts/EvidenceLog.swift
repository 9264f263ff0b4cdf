package import EventTime
package import NoiseRules
package import Records

/// The chain of bundles that were made from a store. Safe from any thread; calls block.
package protocol EvidenceLog: Sendable {
    /// All of them, in the order in which they were made.
    func bundles() throws -> [BundleEntry]

    /// Appends a bundle to the chain. `seal` is given the newest manifest (nil when there is none), writes the bundle
    /// and gives its own; nobody else appends meanwhile. When it throws, or the commit does, nothing is appended.
    func append(
        bundleOf violation: ViolationID,
        at: Instant,
        by: String,
        seal: (_ previous: Fingerprint?) throws -> Fingerprint
    ) throws -> BundleEntry
}
