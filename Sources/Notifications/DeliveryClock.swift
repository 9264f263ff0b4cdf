package import EventTime
import Foundation

/// The time by which alerts fall due, how to wait for it, and the chance that spreads retries.
package struct DeliveryClock: Sendable {
    package var now: @Sendable () -> EventTime.Instant
    /// Returns early when the task is cancelled.
    package var sleep: @Sendable (TimeSpan) async -> Void
    /// Evenly in 0..<1.
    package var jitter: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> EventTime.Instant,
        sleep: @escaping @Sendable (TimeSpan) async -> Void,
        jitter: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.jitter = jitter
    }

    /// Sleeps by the monotonic clock, and the chance is the system's.
    package init(now: @escaping @Sendable () -> EventTime.Instant) {
        self.init(
            now: now,
            sleep: { try? await Task.sleep(for: .milliseconds($0.milliseconds)) },
            jitter: { Double.random(in: 0..<1) }
        )
    }

    /// The machine's own.
    package static let system = DeliveryClock(
        now: { EventTime.Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) }
    )
}
