import EventTime
import Synchronization

/// A clock that runs from a given instant, faster than the machine's if wanted, and that a test puts forward.
final class RunningClock: Sendable {
    private let start: Instant
    private let speed: Int64
    private let began = ContinuousClock.now
    private let added = Mutex(TimeSpan.zero)

    init(at start: Instant, speed: Int) {
        self.start = start
        self.speed = Int64(speed)
    }

    var now: Instant { start + monotonic }

    /// Since the start; what the clock is put forward by passes here too.
    var monotonic: TimeSpan {
        let (seconds, attoseconds) = began.duration(to: .now).components
        let real = TimeSpan.milliseconds((seconds * 1000 + attoseconds / 1_000_000_000_000_000) * speed)
        return real + added.withLock { $0 }
    }

    /// Lets time pass until `instant`; nothing when it is over.
    func pass(until instant: Instant) {
        let missing = instant - now
        if missing > .zero { added.withLock { $0 = $0 + missing } }
    }
}
