import Acoustics
package import EventTime
import ExamCalendar
package import NoiseRules
import Records
package import Sites
import StorePorts
import StoredForms

extension Evaluator {
    /// What a piece of reviewing led to.
    package struct ReviewOutcome: Sendable {
        package var corrections: [ViolationChange] = []
        /// There is more to do at once.
        package var isGoing = false
        /// Spans that were not judged again, because the site was judged by another plan then.
        package var passedOver: [(site: SiteID, range: TimeRange)] = []
    }

    /// Judges again, a slice at a time, what came late, and corrects the record where that changes a violation.
    ///
    /// Only when caught up. Nothing is raised by it: whoever was told of a violation is told when it is withdrawn or
    /// another one by more than a meter's guard band. A span from before the plan was changed is passed over: it would
    /// be judged by rules that did not hold.
    package mutating func review(now: Instant, watermark: Instant) throws -> ReviewOutcome {
        let horizon = min(now - Evaluator.grace, watermark)
        var outcome = ReviewOutcome()
        if review == nil { review = try nextReview(now: now, horizon: horizon, &outcome) }
        guard var current = review else { return outcome }
        review = nil
        // Put back only when a step has succeeded: one that failed halfway has read what it would read again.
        let site = current.site
        let record: SiteReview.Record = { [store] in try store.violations(atSite: site, touching: $0) }
        switch try current.step(journal, cursor: cursor, horizon: horizon, record: record) {
        case .going:
            review = current
            outcome.isGoing = true
        case .earlier(let from):
            // It began before the span in the new judgement: judged from there on, it keeps its opening and its id.
            pending.putOff(from: from)
            outcome.isGoing = true
        case .postponed:
            // Something is open there that may still change it; a few seconds later it is looked at again.
            pending.putOff()
            pending.rest(site, at: now)
        case .done:
            pending.end()
            outcome.corrections = try settle(current, try record(current.range), now: now)
        }
        return outcome
    }

    private mutating func nextReview(
        now: Instant,
        horizon: Instant,
        _ outcome: inout ReviewOutcome
    ) throws -> SiteReview? {
        for (site, entry) in pending.due(at: now) {
            let record: SiteReview.Record = { [store] in try store.violations(atSite: site, touching: $0) }
            let review = try SiteReview(
                entry,
                site: site,
                plan: plan,
                live: judge,
                keys: keys,
                horizon: horizon,
                record: record
            )
            guard let review else {
                pending.rest(site, at: now)
                continue
            }
            guard judgedBy.holds(atSite: site, since: review.range.start) else {
                pending.remove(entry, atSite: site)
                outcome.passedOver.append((site, entry.range))
                continue
            }
            pending.begin(entry, before: review.cause.end, atSite: site)
            return review
        }
        // What was passed over must not come back with the next start.
        if pending.isChanged {
            var batch = VerdictBatch(cursor: cursor)
            try commit(&batch)
        }
        return nil
    }

    private mutating func settle(
        _ review: SiteReview,
        _ record: [ViolationRecord],
        now: Instant
    ) throws -> [ViolationChange] {
        judge.takeBackground(from: review.judge, in: review.range)
        var batch = VerdictBatch(cursor: cursor)
        for var change in review.corrections(of: record, decidedAt: now) {
            // Asked for each: a mute may be for one violation only.
            let mute = overlay.mute(of: change, at: now)
            var decision = try NotificationPolicy.decide(
                correction: change.correction,
                wasNotified: { try store.isTold(change.violation) },
                isMuted: { mute != nil }
            )
            if decision == .suppress(.muted) { change.muted = mute }
            if decision.isNotified { decision = batch.notify(change, decision, routing(.violation(change), now)) }
            batch.decisions[ChangeID(change)] = decision
            batch.changes.append(change)
        }
        let corrections = batch.changes
        try commit(&batch)
        return corrections
    }
}
