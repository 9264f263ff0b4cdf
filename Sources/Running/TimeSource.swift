package import EventTime
import Foundation

/// The time by which a service works, how its threads wait, and the chance that spreads its attempts. Tests give one of
/// their own.
package struct TimeSource: Sendable {
    /// What time it is.
    package var now: @Sendable () -> EventTime.Instant
    /// Counts from any moment and never jumps.
    package var monotonic: @Sendable () -> TimeSpan
    /// Blocks until the signal, at most for the span.
    package var wait: @Sendable (WakeSignal, TimeSpan) -> Void
    /// Evenly in 0..<1.
    package var random: @Sendable () -> Double

    /// What is not given is the machine's: a clock that counts on while the machine sleeps, and the system's chance.
    package init(
        now: @escaping @Sendable () -> EventTime.Instant,
        monotonic: @escaping @Sendable () -> TimeSpan = TimeSource.machineMonotonic,
        wait: @escaping @Sendable (WakeSignal, TimeSpan) -> Void = { $0.wait(atMost: $1) },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.now = now
        self.monotonic = monotonic
        self.wait = wait
        self.random = random
    }

    /// The machine's own.
    package static let system = TimeSource(
        now: { EventTime.Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) }
    )

    package static let machineMonotonic: @Sendable () -> TimeSpan = {
        let (seconds, attoseconds) = began.duration(to: .now).components
        return .milliseconds(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
    private static let began = ContinuousClock.now
}
