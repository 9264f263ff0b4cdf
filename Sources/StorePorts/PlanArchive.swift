package import EventTime
package import Records

/// The plans that a service ran by, as they were. Safe from any thread; calls block.
package protocol PlanArchive: Sendable {
    /// Keeps the files that are in use from now on; nothing when they are those of the newest use. True when they are
    /// new.
    @discardableResult
    func keep(_ use: PlanUse) throws -> Bool

    /// What was in use at an instant; nil before the first use.
    func planInUse(at instant: Instant) throws -> PlanUse?

    /// What was in use at the beginning of `range`, if anything, and what came into use within it, in order of time.
    func plansInUse(in range: TimeRange) throws -> [PlanUse]
}

extension PlanArchive {
    /// Since when `files` have been in use; nil when others are, or none.
    package func since(inUse files: [PlanFile]) throws -> Instant? {
        guard let newest = try planInUse(at: .distantFuture), newest.files == files else { return nil }
        return newest.since
    }
}
