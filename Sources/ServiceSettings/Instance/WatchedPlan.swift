package import Analysis
package import EventTime
import Plans
package import Records
package import StorePorts

/// The plan that the table goes by: the one that the running service uses, else that of the files.
package struct WatchedPlan: Sendable {
    package let plan: Plan
    package let note: PlanNote?

    /// `status` is that of the service that runs on the store, nil when none does; blocks on the store's archive.
    package init(
        _ configuration: LocalConfiguration,
        store: any Store,
        status: InstanceStatus?,
        now: Instant
    ) throws {
        guard let status, status.differs(from: configuration) else {
            plan = configuration.plan
            note = configuration.planFiles.first.map {
                PlanNote(sha256: $0.sha256, since: status.flatMap { RFC3339.parse($0.since) }, isEdited: false)
            }
            return
        }
        if let use = try store.planInUse(at: now), use.files.map(InstanceStatus.File.init) == status.plan,
            let used = try? PlanHistory.read(use), let file = use.files.first
        {
            plan = used
            note = PlanNote(sha256: file.sha256, since: RFC3339.parse(status.since), isEdited: true)
        } else {
            plan = configuration.plan
            note = configuration.planFiles.first.map { PlanNote(sha256: $0.sha256, since: nil, isEdited: true) }
        }
    }
}
