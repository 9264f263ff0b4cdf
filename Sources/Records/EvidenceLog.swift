package import EventTime
package import NoiseRules

/// An evidence bundle that was made from a store.
package struct BundleEntry: Hashable, Sendable {
    /// Counts up from 1 in a store.
    package var number: Int64
    /// The SHA-256 of its manifest.
    package var manifest: Fingerprint
    package var violation: ViolationID
    package var madeAt: Instant
    package var madeBy: String
    /// The manifest of the bundle made before; nil for the first.
    package var previous: Fingerprint?

    package init(
        number: Int64,
        manifest: Fingerprint,
        violation: ViolationID,
        madeAt: Instant,
        madeBy: String,
        previous: Fingerprint?
    ) {
        self.number = number
        self.manifest = manifest
        self.violation = violation
        self.madeAt = madeAt
        self.madeBy = madeBy
        self.previous = previous
    }
}

/// The chain of bundles that were made from a store. Safe from any thread; calls block.
package protocol EvidenceLog: Sendable {
    /// All of them, in the order in which they were made.
    func bundles() throws -> [BundleEntry]

    /// Appends a bundle to the chain. `seal` is given the newest manifest (nil when there is none), writes the bundle and gives
    /// its own; nobody else appends meanwhile. When it throws, or the commit does, nothing is appended.
    func append(
        bundleOf violation: ViolationID,
        at: Instant,
        by: String,
        seal: (_ previous: Fingerprint?) throws -> Fingerprint
    ) throws -> BundleEntry
}

/// One of the files that a plan is made of, as it was read.
package struct PlanFile: Hashable, Sendable {
    /// Its path in the plan's folder, with `/` between names; the name alone of a file from elsewhere.
    package var name: String
    package var bytes: [UInt8]
    package var sha256: Fingerprint

    package init(name: String, bytes: [UInt8], sha256: Fingerprint) {
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// The files of a plan that the service ran by from an instant on.
package struct PlanUse: Hashable, Sendable {
    package var since: Instant
    /// The plan itself first.
    package var files: [PlanFile]

    package init(since: Instant, files: [PlanFile]) {
        self.since = since
        self.files = files
    }
}

/// The plans that a service ran by, as they were. Safe from any thread; calls block.
package protocol PlanArchive: Sendable {
    /// Keeps the files that are in use from now on; nothing when they are those of the newest use. True when they are new.
    @discardableResult
    func keep(_ use: PlanUse) throws -> Bool

    /// What was in use at an instant; nil before the first use.
    func planInUse(at instant: Instant) throws -> PlanUse?

    /// What was in use at the beginning of `range`, if anything, and what came into use within it, in order of time.
    func plansInUse(in range: TimeRange) throws -> [PlanUse]
}

extension PlanArchive {
    /// Since when `files` have been in use; nil when others are, or none.
    package func since(inUse files: [PlanFile]) throws -> Instant? {
        guard let newest = try planInUse(at: .distantFuture), newest.files == files else { return nil }
        return newest.since
    }
}
