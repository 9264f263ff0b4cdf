package import EventTime
package import Records

/// When a deferred alert is tried again, and when it is given up. Pure: time and jitter come in as values.
package struct RetryPolicy: Hashable, Sendable {
    package var first: TimeSpan
    package var longest: TimeSpan

    /// After so many attempts that failed, a second channel is used as well.
    static let attemptsAlone = 3

    package init(first: TimeSpan, longest: TimeSpan) {
        self.first = first
        self.longest = longest
    }

    package init(_ settings: ReporterSettings) {
        self.init(first: settings.firstRetry, longest: settings.longestRetry)
    }

    /// The wait after attempt number `attempt` (1 or more): `first`, doubled with each further attempt, spread by a
    /// fifth either way so that many alerts do not come back together, never over `longest`.
    ///
    /// `jitter` lies in 0..<1; 0.5 spreads nothing.
    package func wait(afterAttempt attempt: Int, jitter: Double) -> TimeSpan {
        // 2^40 ms are 34 years: the shift stays within its 64 bits.
        let doublings = min(max(0, attempt - 1), 40)
        let (doubled, overflow) = first.milliseconds.multipliedReportingOverflow(by: 1 << doublings)
        let base = overflow ? longest.milliseconds : min(doubled, longest.milliseconds)
        let spread = Double(base) * (0.8 + 0.4 * min(max(jitter, 0), 1))
        return TimeSpan(milliseconds: min(Int64(spread), longest.milliseconds))
    }

    private func wait(afterAttempt attempt: Int, jitter: Double, _ retryAfter: TimeSpan?) -> TimeSpan {
        let own = wait(afterAttempt: attempt, jitter: jitter)
        return retryAfter.map { max(own, min($0, longest)) } ?? own
    }

    /// What becomes of an alert after an attempt at `now`.
    ///
    /// A deferred alert falls due again at its expiry at the latest, so that giving it up is recorded then. A receiver
    /// that asks to be left alone for `retryAfter` is, but for no longer than the longest wait.
    package func fate(
        of alert: Alert,
        after outcome: Delivery.Outcome,
        at now: Instant,
        jitter: Double,
        retryAfter: TimeSpan? = nil
    ) -> (state: Alert.State, nextAttemptAt: Instant) {
        switch outcome {
        case .accepted: (.delivered, now)
        case .refused: (.failed, now)
        case .deferred, .partial:
            // At its expiry it is looked at once more, so that giving it up is recorded.
            (.pending, min(alert.expiresAt, now + wait(afterAttempt: alert.attempts + 1, jitter: jitter, retryAfter)))
        }
    }
}
