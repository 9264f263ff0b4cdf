import EventTime

/// Whether a broker that brings nothing has nothing: absence is no proof right after a subscription or between two
/// messages of a backlog.
///
/// Times are of a monotonic clock.
struct QuietTime {
    /// Nothing has come for so long, of which several polls were made.
    static let afterMessage = TimeSpan.seconds(3)
    /// A new session has no backlog but retained messages.
    static let afterBegin = TimeSpan.seconds(5)
    /// A broker may have to read what it kept for us.
    static let afterResumption = TimeSpan.seconds(15)
    /// What was published longer ago has come, however busy the broker: a backlog of more drains while it lasts.
    /// Readings that come later all the same are late, and are judged again.
    static let longest = TimeSpan.minutes(10)

    private var subscribedAt: TimeSpan?
    private var quietFrom = TimeSpan.zero

    /// The broker granted the subscription; `isResumed` says that it had kept the session.
    mutating func subscribed(isResumed: Bool, at now: TimeSpan) {
        subscribedAt = now
        quietFrom = now + (isResumed ? QuietTime.afterResumption : QuietTime.afterBegin)
    }

    mutating func received(at now: TimeSpan) {
        // Never earlier: right after a subscription a first message proves nothing of the rest.
        quietFrom = max(quietFrom, now + QuietTime.afterMessage)
    }

    /// Nothing that was published before now waits at the broker.
    func isProof(at now: TimeSpan) -> Bool { subscribedAt != nil && now >= quietFrom }

    /// How long ago something must have been published to have come by now; nil when that cannot be said yet.
    func bound(at now: TimeSpan) -> TimeSpan? {
        guard let subscribedAt, now - subscribedAt >= QuietTime.longest else { return nil }
        return QuietTime.longest
    }
}

/// Notices that our own clock was set.
struct ClockStep {
    /// Less is what two clocks differ by when they are read one after the other.
    private static let least = TimeSpan.seconds(5)

    private var last: (wall: Instant, monotonic: TimeSpan)?

    /// By how much the clock was set forward since the last call; nil when it was not.
    mutating func taken(wall: Instant, monotonic: TimeSpan) -> TimeSpan? {
        defer { last = (wall, monotonic) }
        guard let last else { return nil }
        // Against the monotonic clock: a loop that was slow is no step.
        let step = (wall - last.wall) - (monotonic - last.monotonic)
        return abs(step.milliseconds) >= ClockStep.least.milliseconds ? step : nil
    }
}
