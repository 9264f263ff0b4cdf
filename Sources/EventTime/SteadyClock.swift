/// The time of day for a service that must not follow every hand on the machine's clock: it runs on the monotonic clock,
/// follows the wall clock in small corrections at once, and a larger step only when the sensors' own clocks agree with it.
///
/// A value; both clocks come in. `monotonic` counts from any moment and never jumps.
package struct SteadyClock: Sendable {
    /// A correction up to this is followed at once: time servers correct by fractions of a second.
    package static let followed = Span.seconds(60)
    /// Votes of sensors that decide whether a step is right.
    package static let votes = 15
    /// Without that many votes for this long a step is taken: somebody has set the clock.
    package static let patience = Span.minutes(2)

    /// Wall clock minus monotonic clock, as we go by it.
    private var offset: Span
    private var trial: Trial?

    /// A step that is not followed yet.
    private struct Trial {
        var since: Span
        var forWall = 0
        var forOwn = 0
    }

    package init(wall: Instant, monotonic: Span) {
        offset = Span(milliseconds: wall.milliseconds) - monotonic
    }

    /// What the wall clock is ahead of us while its step is not followed; nil when both agree.
    package private(set) var doubt: Span?

    package mutating func now(wall: Instant, monotonic: Span) -> Instant {
        let own = Instant(milliseconds: 0) + offset + monotonic
        let step = wall - own
        guard step > SteadyClock.followed || step < SteadyClock.followed * -1 else {
            return follow(wall, monotonic)
        }
        doubt = step
        let trial = self.trial ?? Trial(since: monotonic)
        self.trial = trial
        guard trial.forWall + trial.forOwn < SteadyClock.votes else {
            guard trial.forWall > trial.forOwn else {
                self.trial = Trial(since: monotonic)
                return own
            }
            return follow(wall, monotonic)
        }
        let isUnheard = trial.forOwn == 0 && monotonic - trial.since > SteadyClock.patience
        return isUnheard ? follow(wall, monotonic) : own
    }

    private mutating func follow(_ wall: Instant, _ monotonic: Span) -> Instant {
        offset = Span(milliseconds: wall.milliseconds) - monotonic
        trial = nil
        doubt = nil
        return wall
    }

    /// Takes the time that readings give which just arrived; says nothing while the clocks agree.
    package mutating func witness(_ time: Instant, wall: Instant, monotonic: Span) {
        guard var trial else { return }
        let own = Instant(milliseconds: 0) + offset + monotonic
        if abs((wall - time).milliseconds) < abs((own - time).milliseconds) {
            trial.forWall += 1
        } else {
            trial.forOwn += 1
        }
        self.trial = trial
    }
}
