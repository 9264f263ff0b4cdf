package import EventTime
package import NoiseRules

/// A violation as the store keeps it: its changes in order, and what people answered.
package struct ViolationRecord: Hashable, Sendable {
    package var id: ViolationID
    package var subject: ViolationSubject
    package var openedAt: Instant
    /// When it was decided that it is over; nil while it is open.
    package var closedAt: Instant?
    /// The last instant above the limit. Nil while it is open, and in records of releases before 0.4.0.
    package var endedAt: Instant?
    /// When it was judged again and nothing was left of it; nil while it stands.
    package var withdrawnAt: Instant?
    package var worst: Finding
    /// By number; empty in listings.
    package var changes: [ViolationChange]
    /// Whether each change was notified, and why, by the change's number. Empty in listings; nothing of changes that a
    /// release before 0.4.0 recorded.
    package var notifications: [Int: NotificationRecord] = [:]
    /// In the order in which they were recorded.
    package var answers: [Answer]
    /// Responses to other violations of the same site and source that cover this one, in the order in which they began
    /// to; found by the store after the record itself.
    package var coverages: [AnswerCoverage] = []

    package init(
        id: ViolationID,
        subject: ViolationSubject,
        openedAt: Instant,
        closedAt: Instant?,
        endedAt: Instant? = nil,
        withdrawnAt: Instant? = nil,
        worst: Finding,
        changes: [ViolationChange] = [],
        answers: [Answer] = []
    ) {
        self.id = id
        self.subject = subject
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.endedAt = endedAt
        self.withdrawnAt = withdrawnAt
        self.worst = worst
        self.changes = changes
        self.answers = answers
    }
}

extension ViolationRecord {
    /// "open", "closed" or "withdrawn".
    package var state: String {
        if withdrawnAt != nil { return "withdrawn" }
        return closedAt == nil ? "open" : "closed"
    }

    /// Nil for a violation that was withdrawn.
    package var outcome: ViolationOutcome? {
        guard withdrawnAt == nil else { return nil }
        return ViolationOutcome(
            id: id,
            subject: subject,
            openedAt: openedAt,
            closedAt: closedAt,
            endedAt: endedAt,
            worst: worst
        )
    }
}

extension ViolationChange {
    /// When the violation closed, as of this change; nil while it is open.
    package var closedAt: Instant? {
        switch step {
        case .opened, .raised: nil
        case .closed: at
        case .corrected: correction?.after?.closedAt
        case .withdrawn: correction?.before?.closedAt
        }
    }

    /// When the noise of the violation ended, as of this change: the last instant above the limit. Nil while it is
    /// open, and where the record does not know it.
    package var noiseEndedAt: Instant? {
        switch step {
        case .opened, .raised: nil
        case .closed: endedAt
        case .corrected: correction?.after?.endedAt
        case .withdrawn: correction?.before?.endedAt
        }
    }
}
