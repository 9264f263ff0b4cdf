package import EventTime

/// A plan, and from when on it is judged by.
package struct PlanStretch: Sendable {
    package var from: Instant
    /// The last reading of the journal that was judged by the plan before. Nil where that is not known: then it is
    /// judged by it what ends at `from` or before.
    package var lastSequenceBefore: Int64?
    package var plan: Plan

    package init(from: Instant, lastSequenceBefore: Int64? = nil, plan: Plan) {
        (self.from, self.lastSequenceBefore, self.plan) = (from, lastSequenceBefore, plan)
    }
}
