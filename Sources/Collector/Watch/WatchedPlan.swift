package import EventTime
package import Records
package import StorePorts

/// The plan that the table goes by: the one that the running service uses, else that of the files.
package struct WatchedPlan: Sendable {
    /// What the table says of it.
    package struct Note: Hashable, Sendable {
        /// Digest of the plan's own file.
        package var sha256: Fingerprint
        /// Since when the running service has used it; nil when no service is known to use it.
        package var since: EventTime.Instant?
        /// The files are another plan than the running service uses.
        package var isEdited: Bool

        package init(sha256: Fingerprint, since: EventTime.Instant?, isEdited: Bool) {
            (self.sha256, self.since, self.isEdited) = (sha256, since, isEdited)
        }
    }

    package let plan: Plan
    package let note: Note?

    /// `status` is that of the service that runs on the store, nil when none does; blocks on the store's archive.
    package init(
        _ configuration: LocalConfiguration,
        store: any Store,
        status: InstanceStatus?,
        now: EventTime.Instant
    ) throws {
        guard let status, status.differs(from: configuration) else {
            plan = configuration.plan
            note = configuration.planFiles.first.map {
                Note(sha256: $0.sha256, since: status.flatMap { RFC3339.parse($0.since) }, isEdited: false)
            }
            return
        }
        if let use = try store.planInUse(at: now), use.files.map(InstanceStatus.File.init) == status.plan,
            let used = try? PlanHistory.read(use), let file = use.files.first
        {
            plan = used
            note = Note(sha256: file.sha256, since: RFC3339.parse(status.since), isEdited: true)
        } else {
            plan = configuration.plan
            note = configuration.planFiles.first.map { Note(sha256: $0.sha256, since: nil, isEdited: true) }
        }
    }
}
