package import EventTime
import Synchronization

/// When the collector could receive, so that no sensor is held to be silent while nobody listened: written by ingest,
/// read by evaluation. Safe from any thread.
///
/// What cannot be told from silence does not count as receiving: a connection on which the broker says nothing any more
/// has ended with its last byte, however late that is noticed.
package final class Reception: Sendable {
    private struct State {
        var heardAt: Instant?
        var isReceiving: Bool
        /// Times in which nothing could be received, in order; of the one that lasts, `heardAt` is the beginning.
        var interruptions: [TimeRange] = []
    }

    /// The oldest are forgotten: silence of sensors is shorter than what so many last.
    private static let most = 1000
    private let state: Mutex<State>

    /// Without ingest everything is received as it comes.
    package init() {
        state = Mutex(State(heardAt: nil, isReceiving: true))
    }

    /// Nothing is received from `instant` on, or from the last byte before.
    package func interrupted(at instant: Instant) {
        state.withLock { state in
            guard state.isReceiving else { return }
            state.heardAt = state.heardAt ?? instant
            state.isReceiving = false
        }
    }

    /// The broker sends what it has, from `instant` on.
    package func resumed(at instant: Instant) {
        state.withLock { state in
            defer { (state.heardAt, state.isReceiving) = (instant, true) }
            guard !state.isReceiving, let start = state.heardAt, start < instant else { return }
            if state.interruptions.count == Reception.most { state.interruptions.removeFirst() }
            state.interruptions.append(TimeRange(start: start, end: instant))
        }
    }

    /// The broker has sent something.
    package func heard(at instant: Instant) {
        state.withLock { state in
            guard state.isReceiving else { return }
            state.heardAt = instant
        }
    }

    /// Until when it is known that what a sensor sent has come; nil when nothing is known of any broker.
    package var knownUntil: Instant? { state.withLock { $0.heardAt } }

    /// The times that ended behind `instant` in which nothing could be received, in order.
    package func interruptions(since instant: Instant) -> [TimeRange] {
        state.withLock { $0.interruptions.filter { $0.end > instant } }
    }
}
