package import EventTime

/// What changed in the record of a violation when it was judged again, with what stood there before.
package struct Correction: Hashable, Sendable {
    /// As it stood; nil for a violation that only the new judgement has.
    package var before: ViolationOutcome?
    /// Number of the violation's change that was the last one then; nil when there was none.
    package var supersedes: Int?
    /// As it stands now; nil when nothing is left of it.
    package var after: ViolationOutcome?
    /// The violation that it was part of, or has become part of.
    package var other: ViolationID?
    /// The span that gave cause: of what came late, or of what an order changed.
    package var from: Instant
    package var to: Instant
    /// When the record was corrected, by the service's clock.
    package var decidedAt: Instant

    package init(
        before: ViolationOutcome?,
        supersedes: Int? = nil,
        after: ViolationOutcome?,
        other: ViolationID? = nil,
        cause: TimeRange,
        decidedAt: Instant
    ) {
        self.before = before
        self.supersedes = supersedes
        self.after = after
        self.other = other
        from = cause.start
        to = cause.end
        self.decidedAt = decidedAt
    }

    /// Whether whoever was told of the violation must hear of it: nothing is left of it, its excess is another by 1 dB
    /// or more (the guard band of a meter), or it began or ended at another minute.
    package var isMaterial: Bool {
        guard let before else { return false }
        guard let after else { return true }
        let excess = abs((after.worst.exceedanceTenths ?? 0) - (before.worst.exceedanceTenths ?? 0))
        let edges = [
            (before.openedAt, after.openedAt), (before.closedAt ?? .distantFuture, after.closedAt ?? .distantFuture),
        ]
        return excess >= 10 || edges.contains { abs(($0 - $1).milliseconds) >= 60_000 }
    }
}
