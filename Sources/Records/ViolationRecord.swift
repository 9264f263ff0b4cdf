package import EventTime
package import NoiseRules

/// A violation as the store keeps it: its changes in order, and what people answered.
package struct ViolationRecord: Hashable, Sendable {
    package var id: ViolationID
    package var subject: ViolationSubject
    package var openedAt: Instant
    /// Nil while the noise goes on.
    package var closedAt: Instant?
    /// When it was judged again and nothing was left of it; nil while it stands.
    package var withdrawnAt: Instant?
    package var worst: Finding
    /// By number; empty in listings.
    package var changes: [ViolationChange]
    /// In the order in which they were recorded.
    package var answers: [Answer]

    package init(
        id: ViolationID,
        subject: ViolationSubject,
        openedAt: Instant,
        closedAt: Instant?,
        withdrawnAt: Instant? = nil,
        worst: Finding,
        changes: [ViolationChange] = [],
        answers: [Answer] = []
    ) {
        self.id = id
        self.subject = subject
        self.openedAt = openedAt
        self.closedAt = closedAt
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
        return ViolationOutcome(id: id, subject: subject, openedAt: openedAt, closedAt: closedAt, worst: worst)
    }
}
