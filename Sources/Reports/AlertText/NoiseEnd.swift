import EventTime
import NoiseRules
import Records

/// When the noise of a violation ended, and when and why its record was closed: clear time and gaps are no noise.
struct NoiseEnd {
    let begin: Instant
    /// The last instant above the limit; of a record of a release before 0.4.0 when it was closed.
    let ended: Instant
    let closed: Instant
    /// Nil where the record does not say.
    let reason: ViolationChange.Reason?
    /// `ended` was recorded.
    let isKnown: Bool

    /// Nil while it is open, as of the change.
    init?(_ change: ViolationChange) {
        guard let closed = change.closedAt else { return nil }
        self.init(
            begin: change.openedAt,
            ended: change.noiseEndedAt,
            closed: closed,
            reason: change.step == .closed ? change.reason : nil
        )
    }

    /// Nil while it is open.
    init?(_ record: ViolationRecord) {
        guard let closed = record.closedAt else { return nil }
        self.init(
            begin: record.openedAt,
            ended: record.endedAt,
            closed: closed,
            reason: record.changes.last { $0.step == .closed }?.reason
        )
    }

    /// Nil while it is open.
    init?(_ outcome: ViolationOutcome) {
        guard let closed = outcome.closedAt else { return nil }
        self.init(begin: outcome.openedAt, ended: outcome.endedAt, closed: closed, reason: nil)
    }

    private init(begin: Instant, ended: Instant?, closed: Instant, reason: ViolationChange.Reason?) {
        self.begin = begin
        self.ended = ended.map { max(begin, min($0, closed)) } ?? closed
        self.closed = closed
        self.reason = reason
        isKnown = ended != nil
    }

    var lasted: TimeSpan { ended - begin }

    /// It may have gone on: nobody heard, or nobody judged, what came after.
    var isAtLeast: Bool { reason == .noData || reason == .ruleEnded }

    /// Since when there was no data, where that closed it.
    var noDataSince: Instant? { reason == .noData ? max(ended, closed - Judge.noDataAfter) : nil }

    /// The end and the closing, to the second; only the end where they are one.
    func closingRows(_ clock: SiteClock, _ phrases: any Phrases) -> [(AlertLabel, String)] {
        guard isKnown else { return [(.end, clock.moment(ended))] }
        let end: (AlertLabel, String) = (isAtLeast ? .lastAbove : .end, clock.moment(ended))
        let isApart = closed - ended >= .seconds(1) || reason == .noData
        return [end] + (isApart ? [(.closed, closing(clock, phrases))] : [])
    }

    private func closing(_ clock: SiteClock, _ phrases: any Phrases) -> String {
        let at = clock.until(closed, from: ended, seconds: true)
        if let since = noDataSince {
            return phrases.closed(at, noDataSince: clock.until(since, from: ended, seconds: true))
        }
        return reason == .quiet ? phrases.closed(at, quietSince: clock.time(ended, seconds: true)) : at
    }
}
