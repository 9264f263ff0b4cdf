import Dispatch
package import EventTime
import Synchronization

/// Wakes a thread; carries nothing, for what there is to do stands in the store.
///
/// Signals while nobody waits are remembered as one. Waits by the monotonic clock, so that a clock that is set back
/// does not lengthen them. Safe from any thread.
package final class WakeSignal: Sendable {
    private let isSet = Atomic(false)
    private let semaphore = DispatchSemaphore(value: 0)
    private let others = Mutex<[WakeSignal]>([])

    package init() {}

    package func signal() {
        for other in others.withLock({ $0 }) { other.signal() }
        guard !isSet.exchange(true, ordering: .acquiringAndReleasing) else { return }
        semaphore.signal()
    }

    /// Blocks the calling thread until a signal, at most `limit`. For one waiting thread; where several are to be
    /// woken, each has a signal of its own, and ``forward(to:)`` joins them.
    package func wait(atMost limit: TimeSpan) {
        guard semaphore.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds))) == .success else { return }
        isSet.store(false, ordering: .releasing)
    }

    /// From now on these are signalled as well, in place of those of before.
    package func forward(to signals: [WakeSignal]) {
        others.withLock { $0 = signals }
    }
}
