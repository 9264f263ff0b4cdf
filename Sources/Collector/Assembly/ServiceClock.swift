import Acoustics
import EventTime
import Foundation
import Logging
import Machine
import Records
import Sites
import StorePorts
import Synchronization

/// The service's time of day: `SteadyClock` on this machine's clocks. Says once when the machine's clock is not
/// followed, once when it is held to be wrong, and once how that ended. Safe from any thread.
final class ServiceClock: Sendable {
    /// How this machine's clock stands to the time that the service goes by.
    struct Status: Hashable, Sendable {
        /// Why the machine's clock is held to be wrong; nil while it is right or on trial.
        var fault: ClockEvidence?
        /// The machine's clock less ours while it is not followed.
        var offset: TimeSpan?
        /// Our own time is a guess until sensors are heard.
        var isGuess: Bool
    }

    private struct State {
        var clock: SteadyClock<SensorID>
        /// What the log has said last.
        var logged = Status(fault: nil, offset: nil, isGuess: false)
        /// Whether the kernel's clock was kept right when it was asked last, and when that was.
        var isDisciplined = false
        var askedKernelAt: TimeSpan?
    }

    private let start = ContinuousClock.now
    private let state: Mutex<State>
    private let log: Logger

    /// How long the kernel's own word on its clock holds.
    private static let kernelEvery = TimeSpan.minutes(1)

    /// `stored` is the newest arrival in the store, and `trusted` are the sensors whose clocks agreed with ours then.
    init(stored: Instant?, trusted: Set<SensorID>, log: Logger) {
        state = Mutex(
            State(
                clock: SteadyClock(
                    wall: ServiceClock.wall,
                    monotonic: .zero,
                    released: Version.released,
                    stored: stored,
                    trusted: trusted
                )
            )
        )
        self.log = log
    }

    /// A clock that goes on from what the store says of the last run.
    convenience init(goingOnFrom store: any Store, log: Logger) throws {
        self.init(
            stored: try store.lastReceivedAt(),
            // As close as arrivals are to the ends of readings whose clock is held to be right.
            trusted: try store.punctualSensors(lag: .seconds(-30)...(.seconds(60))),
            log: log
        )
    }

    func now() -> Instant {
        state.withLock { state in
            let instant = state.clock.now(wall: ServiceClock.wall, monotonic: monotonic)
            report(&state, at: instant)
            return instant
        }
    }

    /// Takes the ends of the newest readings of sensors that were just heard, by their own clocks.
    func take(_ ends: [SensorID: Instant]) {
        state.withLock { state in
            let monotonic = monotonic
            if state.askedKernelAt.map({ monotonic - $0 > ServiceClock.kernelEvery }) ?? true {
                state.askedKernelAt = monotonic
                state.isDisciplined = (try? KernelClock.now().isSynchronised) ?? false
            }
            state.clock.take(
                ends,
                wall: ServiceClock.wall,
                monotonic: monotonic,
                isDisciplined: state.isDisciplined
            )
        }
    }

    /// Whether the next readings may change our time, so that they are to be taken before anything is dated by it.
    var awaitsSensors: Bool { state.withLock { $0.clock.awaitsSensors } }

    var status: Status { state.withLock { $0.clock.status } }

    private func report(_ state: inout State, at now: Instant) {
        let status = state.clock.status
        let logged = state.logged
        guard
            status.fault != logged.fault || (status.offset == nil) != (logged.offset == nil)
                || status.isGuess != logged.isGuess
        else { return }
        state.logged = status
        guard let offset = status.offset else {
            log.notice("the machine's clock and ours agree again")
            return
        }
        let metadata: Logger.Metadata = [
            "seconds": "\(offset.seconds)", "machine": "\(RFC3339.format(now + offset, offset: 0))",
            "used": "\(RFC3339.format(now, offset: 0))",
        ]
        guard let fault = status.fault else {
            log.warning(
                "the machine's clock has jumped; it is followed when the sensors agree with it, or when none is heard",
                metadata: metadata
            )
            return
        }
        let used = status.isGuess ? "the time used is a guess until sensors are heard" : "the sensors' time is used"
        log.error("\(fault.words); \(used)", metadata: metadata)
    }

    /// What this machine's clock shows.
    static var wall: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
    private var monotonic: TimeSpan {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return .milliseconds(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

extension SteadyClock {
    fileprivate var status: ServiceClock.Status {
        ServiceClock.Status(fault: fault, offset: doubt, isGuess: isGuess)
    }
}

extension ClockEvidence {
    /// For the log, the health pages and the doctor.
    var words: String {
        switch self {
        case .sensors: "this machine's clock disagrees with the sensors' clocks, which agree with one another"
        case .newestArrival: "this machine's clock is earlier than the newest arrival in the store"
        case .release: "this machine's clock is earlier than this version of the program"
        }
    }
}
