package import Acoustics
import Synchronization

/// Hands the sensors of a new plan to the ingest thread, which goes on receiving meanwhile. Safe from any thread.
package final class SensorExchange: Sendable {
    private let waiting = Mutex<[(id: SensorID, limits: InstrumentLimits)]?>(nil)

    package init() {}

    /// From the next batch on only these are sensors of the plan; `sensors` with what each can measure.
    package func replace(with sensors: [(id: SensorID, limits: InstrumentLimits)]) {
        waiting.withLock { $0 = sensors }
    }

    /// Nil when there was no new plan since the last call.
    func take() -> [(id: SensorID, limits: InstrumentLimits)]? {
        waiting.withLock { $0.take() }
    }
}
