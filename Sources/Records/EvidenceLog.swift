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
    /// The last reading of the journal that was judged by the plan before; nil where that is not known.
    package var lastSequenceBefore: Int64?
    /// The plan itself first.
    package var files: [PlanFile]

    package init(since: Instant, lastSequenceBefore: Int64? = nil, files: [PlanFile]) {
        self.since = since
        self.lastSequenceBefore = lastSequenceBefore
        self.files = files
    }
}
