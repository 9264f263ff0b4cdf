package import EventTime
import Synchronization

/// The sign of life of one loop, given by the loop's own turns; a loop that hangs gives none. Safe from any thread.
///
/// A turn that fails is a turn: a restart does not mend a full disk. Times are of a clock that stands still while the
/// machine sleeps, as systemd's watchdog does.
package final class Heartbeat: Sendable {
    package let name: String
    private let now: @Sendable () -> Duration
    private let state: Mutex<State>

    private struct State {
        var lastBeat: Duration
        var excusedUntil: Duration?
        var hasBegun = false
        var hasEnded = false
    }

    private static let start = SuspendingClock.now

    /// `name` is what people call the loop. `now` is the time since any fixed moment.
    package init(
        _ name: String,
        now: @escaping @Sendable () -> Duration = { Heartbeat.start.duration(to: .now) }
    ) {
        self.name = name
        self.now = now
        state = Mutex(State(lastBeat: now()))
    }

    /// The loop turns.
    package func beat() {
        let now = now()
        state.withLock { state in
            state.lastBeat = now
            state.excusedUntil = nil
            state.hasBegun = true
            state.hasEnded = false
        }
    }

    /// The loop turns, and says that its next turn may be this far away: it sleeps, or calls what cannot be
    /// interrupted.
    package func beat(awayFor span: TimeSpan) {
        let now = now()
        state.withLock { state in
            state.lastBeat = now
            state.excusedUntil = now + .milliseconds(span.milliseconds)
            state.hasBegun = true
            state.hasEnded = false
        }
    }

    /// The loop has ended as it should; until another takes its place its silence means nothing.
    package func end() {
        state.withLock { $0.hasEnded = true }
    }

    /// Whether the loop has turned at all.
    package var hasBegun: Bool { state.withLock { $0.hasBegun } }

    /// How long the loop has been silent; zero while it may be away and when it has ended.
    package var silence: TimeSpan {
        let now = now()
        let since = state.withLock { state in
            state.hasEnded ? now : max(state.lastBeat, state.excusedUntil ?? state.lastBeat)
        }
        let (seconds, attoseconds) = max(.zero, now - since).components
        return .seconds(seconds) + .milliseconds(attoseconds / 1_000_000_000_000_000)
    }
}
