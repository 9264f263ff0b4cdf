import Synchronization

/// Counts of clients that a listener turned away since the start, by reason; written by the listener and read by
/// anyone.
package final class ListenStatistics: Sendable {
    private let state = Mutex<[TurnedAway.Reason: Int]>([:])

    package init() {}

    /// Every reason by its name in metrics, in a fixed order.
    package var counts: [(reason: String, count: Int)] {
        let counts = state.withLock { $0 }
        return TurnedAway.Reason.allCases.map { ($0.label, counts[$0] ?? 0) }
    }

    func note(_ reason: TurnedAway.Reason) {
        state.withLock { $0[reason, default: 0] += 1 }
    }
}
