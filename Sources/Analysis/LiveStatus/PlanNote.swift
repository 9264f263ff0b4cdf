package import EventTime
package import Records

/// Which plan a table of live status goes by.
package struct PlanNote: Hashable, Sendable {
    /// Digest of the plan's own file.
    package var sha256: Fingerprint
    /// Since when the running service has used it; nil when no service is known to use it.
    package var since: Instant?
    /// The files are another plan than the running service uses.
    package var isEdited: Bool

    package init(sha256: Fingerprint, since: Instant?, isEdited: Bool) {
        (self.sha256, self.since, self.isEdited) = (sha256, since, isEdited)
    }
}
