import EventTime
import NoiseRules
import Records
import Sites
import StoredForms

/// Since when each site is judged by the plan of today, so that late readings correct no verdict of another plan.
struct JudgedBy {
    private var entries: [SiteID: PlanPeriod] = [:]
    private var changes: [JudgeMemory: [UInt8]?] = [:]

    init() {}

    /// What is remembered of a plan that is not the one of today is replaced as of `now`. Where an earlier release has
    /// taken the digest, which cannot be compared, the plan is that of today since its files came into use
    /// (`inUseSince`, nil where others were in use until now).
    init(
        _ plan: Plan,
        _ memory: [JudgeMemory: [UInt8]],
        isNew: Bool,
        now: Instant,
        inUseSince: () throws -> Instant?
    ) throws {
        var inUse: Instant?
        for (site, digest) in PlanDigest.digests(of: plan) {
            let piece = JudgeMemory(kind: .plan, key: site.text)
            let known = try memory[piece].map { try piece.read(PlanPeriodForm.self, $0) }
            if let known, known.digest == digest {
                entries[site] = known
                continue
            }
            var entry = PlanPeriod(digest: digest, since: known == nil && isNew ? nil : now)
            if let known, !PlanDigest.isComparable(known.digest) {
                inUse = try inUse ?? inUseSince() ?? now
                // The later of the two: until then another plan held.
                entry.since = [inUse, known.since].compactMap(\.self).max()
            }
            entries[site] = entry
            changes.updateValue(PlanPeriodForm.encode(entry), forKey: piece)
        }
    }

    /// What has changed since the last call and must be kept.
    mutating func takeChanges() -> [JudgeMemory: [UInt8]?] {
        defer { changes = [:] }
        return changes
    }

    func holds(atSite site: SiteID, since instant: Instant) -> Bool {
        guard let entry = entries[site] else { return false }
        // Nil: by this plan since the store was made.
        return entry.since.map { $0 <= instant } ?? true
    }
}
