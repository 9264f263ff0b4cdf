import EventTime
import NoiseRules
import Records
import Reports
import StorePorts

/// The plan's files that a violation was judged by, as far as they are archived.
struct UsedPlan {
    let files: [PlanFile]
    let standing: PlanStanding

    /// `today` are the plan's files as they are now.
    init(of file: CaseFile, store: any Store, today: [PlanFile]) throws {
        guard let use = try store.planInUse(at: UsedPlan.judged(file.record, file.alerts.map(\.0))) else {
            (files, standing) = (today, .present)
            return
        }
        files = use.files
        standing = .archived(since: use.since, isPresent: use.files == today)
    }

    /// When the opening was judged, by the service's clock as far as anything tells that: what was late was judged long
    /// after it had happened, perhaps by another plan.
    private static func judged(_ record: ViolationRecord, _ alerts: [Alert]) -> Instant {
        guard let opening = record.changes.first else { return record.openedAt }
        if let correction = opening.correction { return correction.decidedAt }
        let told = alerts.filter { alert in
            if case .violation(let change) = alert.subject { change.number == opening.number } else { false }
        }
        // What was muted is told when the mute ends.
        let first = opening.muted == nil ? told.map(\.createdAt).min() : nil
        return first ?? record.openedAt
    }
}
