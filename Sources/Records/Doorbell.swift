package import EventTime
import Foundation

/// Wakes the next stage; carries nothing, for what there is to do stands in the store.
///
/// Rings while nobody waits are remembered as one. Safe from any thread.
package final class Doorbell: Sendable {
    private let condition = NSCondition()
    /// Guarded by `condition`.
    private nonisolated(unsafe) var rung = false

    package init() {}

    package func ring() {
        condition.withLock {
            rung = true
            condition.signal()
        }
    }

    /// Blocks the calling thread until a ring, at most `limit`.
    package func wait(atMost limit: EventTime.Span) {
        condition.withLock {
            let until = Date(timeIntervalSinceNow: limit.seconds)
            while !rung, condition.wait(until: until) {}
            rung = false
        }
    }
}
