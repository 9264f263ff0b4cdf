import EventTime
import Foundation
import Logging
import Synchronization

/// The service's time of day: `SteadyClock` on this machine's clocks. Says once when the machine's clock has jumped, and
/// once how it ended. Safe from any thread.
final class ServiceClock: Sendable {
    private struct State {
        var clock: SteadyClock
        var isTold = false
    }

    private let start = ContinuousClock.now
    private let state: Mutex<State>
    private let log: Logger

    init(log: Logger) {
        state = Mutex(State(clock: SteadyClock(wall: ServiceClock.wall, monotonic: .zero)))
        self.log = log
    }

    func now() -> Instant {
        state.withLock { state in
            let instant = state.clock.now(wall: ServiceClock.wall, monotonic: monotonic)
            if state.isTold != (state.clock.doubt != nil) {
                state.isTold.toggle()
                tell(state.clock.doubt)
            }
            return instant
        }
    }

    /// Takes the time that readings give which just arrived.
    func witness(_ time: Instant) {
        state.withLock { $0.clock.witness(time, wall: ServiceClock.wall, monotonic: monotonic) }
    }

    private func tell(_ doubt: EventTime.Span?) {
        guard let doubt else {
            log.notice("the machine's clock and ours agree again")
            return
        }
        log.warning(
            "the machine's clock has jumped; it is followed when the sensors agree with it, or when none is heard",
            metadata: ["seconds": "\(doubt.seconds)"]
        )
    }

    private static var wall: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
    private var monotonic: EventTime.Span {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return .milliseconds(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
