import EventTime
import NoiseRules
import Records

extension SiteReview {
    /// What must be written so that the record says what the new judgement says; nothing that was written is taken
    /// away.
    func corrections(of record: [ViolationRecord], decidedAt now: Instant) -> [ViolationChange] {
        let known = Dictionary(uniqueKeysWithValues: record.map { ($0.id, $0) })
        return OutcomeDifference.between(record.compactMap(\.outcome), outcomes).flatMap {
            difference -> [ViolationChange] in
            switch difference {
            case .changes(let before, let after):
                var named = after
                named.id = before.id
                return [correction(.corrected, known[before.id], before: before, after: named, at: now)]
            case .vanishes(let before, let into):
                return [correction(.withdrawn, known[before.id], before: before, after: nil, other: into, at: now)]
            case .appears(let outcome, let whole):
                // One that was withdrawn stands again.
                if let record = known[outcome.id] {
                    return [correction(.corrected, record, before: nil, after: outcome, other: whole, at: now)]
                }
                return changes(of: outcome.id).map { change in
                    var marked = change
                    marked.correction = Correction(
                        before: nil,
                        after: outcome,
                        other: whole,
                        cause: cause,
                        decidedAt: now
                    )
                    return marked
                }
            }
        }
    }

    private func correction(
        _ step: ViolationChange.Step,
        _ record: ViolationRecord?,
        before: ViolationOutcome?,
        after: ViolationOutcome?,
        other: ViolationID? = nil,
        at now: Instant
    ) -> ViolationChange {
        guard let outcome = after ?? before else { preconditionFailure("a correction of nothing by nothing") }
        let last = record?.changes.last?.number
        var change = ViolationChange(
            violation: outcome.id,
            subject: outcome.subject,
            number: (last ?? 0) + 1,
            step: step,
            at: now,
            openedAt: outcome.openedAt,
            reason: .judgedAgain,
            finding: outcome.worst,
            worst: outcome.worst
        )
        change.correction = Correction(
            before: before,
            supersedes: last,
            after: after,
            other: other,
            cause: cause,
            decidedAt: now
        )
        return change
    }
}
