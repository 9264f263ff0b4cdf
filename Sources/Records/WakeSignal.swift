import Dispatch
package import EventTime
import Synchronization

/// Wakes the next stage; carries nothing, for what there is to do stands in the store.
///
/// Rings while nobody waits are remembered as one. Waits by the monotonic clock, so that a clock that is set back does
/// not lengthen them. Safe from any thread.
package final class WakeSignal: Sendable {
    private let rung = Atomic(false)
    private let semaphore = DispatchSemaphore(value: 0)

    package init() {}

    package func signal() {
        guard !rung.exchange(true, ordering: .acquiringAndReleasing) else { return }
        semaphore.signal()
    }

    /// Blocks the calling thread until a ring, at most `limit`. For one waiting thread.
    package func wait(atMost limit: TimeSpan) {
        guard semaphore.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds))) == .success else { return }
        rung.store(false, ordering: .releasing)
    }
}
