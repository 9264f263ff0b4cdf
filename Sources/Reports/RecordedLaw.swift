import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// Cites the law of a plan for its violations.
struct RecordedLaw: Sendable {
    private let plan: Plan

    init(plan: Plan) {
        self.plan = plan
    }

    /// By the local date of the opening; nothing for a site outside mainland China, or one that the plan does not have.
    func citations(for subject: ViolationSubject, findings: [Finding], opened: Instant) -> Citations {
        guard let site = plan.site(subject.site), ChineseSite.contains(site.timeZone) else { return Citations() }
        return plan.tables.law.citations(
            for: subject,
            findings: findings,
            on: site.timeZone.localDate(at: opened),
            at: site
        )
    }

    func citations(for change: ViolationChange) -> Citations {
        citations(for: change.subject, findings: [change.worst, change.finding], opened: change.openedAt)
    }

    func citations(for record: ViolationRecord) -> Citations {
        citations(
            for: record.subject,
            findings: [record.worst] + record.changes.map(\.finding),
            opened: record.openedAt
        )
    }
}
