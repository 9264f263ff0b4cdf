import Synchronization

/// Hands the sensors of a new plan to the ingest thread, which goes on receiving meanwhile. Safe from any thread.
package final class SensorExchange: Sendable {
    private let waiting = Mutex<SensorIntake?>(nil)

    package init() {}

    /// From the next batch on only the messages of `intake` are those of the plan.
    package func replace(with intake: SensorIntake) {
        waiting.withLock { $0 = intake }
    }

    /// Nil when there was no new plan since the last call.
    func take() -> SensorIntake? {
        waiting.withLock { $0.take() }
    }
}
