import Records
import Synchronization

/// The plan that the service runs by now, with what follows from it, and why an edited one was not taken up. Safe from
/// any thread.
final class PlanInUse: Sendable {
    /// A plan that was not taken up.
    struct Refusal: Hashable, Sendable {
        /// The settings file.
        var path: String
        /// The first problem, and how many more there are.
        var why: String
    }

    private struct State {
        var stages: PlanStages
        var refusal: Refusal?
    }

    private let state: Mutex<State>

    init(_ stages: PlanStages) {
        state = Mutex(State(stages: stages))
    }

    var stages: PlanStages { state.withLock { $0.stages } }

    /// Nil while the files are as they were, or have been taken up.
    var refusal: Refusal? { state.withLock { $0.refusal } }

    func take(_ stages: PlanStages) {
        state.withLock { $0 = State(stages: stages) }
    }

    func refuse(_ refusal: Refusal) {
        state.withLock { $0.refusal = refusal }
    }
}
