package import EventTime

/// A violation as its verdicts leave it: from when to when, and how bad at worst.
package struct ViolationOutcome: Hashable, Sendable {
    package var id: ViolationID
    package var subject: ViolationSubject
    package var openedAt: Instant
    /// Nil while it is open.
    package var closedAt: Instant?
    /// The last instant above the limit. Nil while it is open, and in records of releases before 0.4.0.
    package var endedAt: Instant?
    package var worst: Finding

    package init(
        id: ViolationID,
        subject: ViolationSubject,
        openedAt: Instant,
        closedAt: Instant?,
        endedAt: Instant? = nil,
        worst: Finding
    ) {
        self.id = id
        self.subject = subject
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.endedAt = endedAt
        self.worst = worst
    }

    /// The same span and the same excess; of equally loud findings it does not matter which was taken down.
    package func says(sameAs other: ViolationOutcome) -> Bool {
        subject == other.subject && openedAt == other.openedAt && closedAt == other.closedAt
            && worst.exceedanceTenths == other.worst.exceedanceTenths
    }

    /// The same as far as is known at `end`, where it is given: of two that are open then, that is their opening.
    func says(sameAs other: ViolationOutcome, until end: Instant?) -> Bool {
        guard let end else { return says(sameAs: other) }
        func isOpen(_ outcome: ViolationOutcome) -> Bool { outcome.closedAt.map { $0 > end } ?? true }
        if isOpen(self), isOpen(other) { return subject == other.subject && openedAt == other.openedAt }
        return says(sameAs: other)
    }

    /// How long both were open at the same time; negative by as much as they lie apart.
    func overlap(_ other: ViolationOutcome) -> TimeSpan {
        min(closedAt ?? .distantFuture, other.closedAt ?? .distantFuture) - max(openedAt, other.openedAt)
    }
}

extension ViolationOutcome {
    /// What the changes among `verdicts`, in their order, amount to; in order of the opening.
    package static func outcomes(of verdicts: [Verdict]) -> [ViolationOutcome] {
        var known: [ViolationID: ViolationOutcome] = [:]
        for case .violation(let change) in verdicts {
            known[change.violation] = ViolationOutcome(
                id: change.violation,
                subject: change.subject,
                openedAt: change.openedAt,
                closedAt: change.step == .closed ? change.at : nil,
                endedAt: change.step == .closed ? change.endedAt : nil,
                worst: change.worst
            )
        }
        return known.values.sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
    }
}
