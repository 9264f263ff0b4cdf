package import EventTime
import Foundation
import Machine
import ServiceLifecycle
import Synchronization

/// Ends the process when a shutdown takes too long: a call that blocks for ever cannot be ended in any other way.
///
/// It counts on a thread of its own, so that it depends on nothing that may hang. A service of the group that comes
/// last in it, and so hears of the shutdown first.
package final class ShutdownLimit: Service {
    private let limit: TimeSpan
    private let isExcused: @Sendable () -> Bool
    private let exceeded: @Sendable () -> Void
    private let ended = WakeSignal()
    private let state = Mutex(State())

    private struct State {
        var hasBegun = false
        var isOver = false
    }

    /// `exceeded` is called on the counting thread after `limit`, and ends the process; while `isExcused`, it waits on.
    package init(
        _ limit: TimeSpan,
        isExcused: @escaping @Sendable () -> Bool = { false },
        exceeded: @escaping @Sendable () -> Void
    ) {
        self.limit = limit
        self.isExcused = isExcused
        self.exceeded = exceeded
    }

    /// Waits for the shutdown, begins to count, and returns, so that the others are asked to stop.
    package func run() async throws {
        try? await gracefulShutdown()
        begin()
    }

    /// Everything has ended: the limit does nothing more.
    package func isOver() {
        state.withLock { $0.isOver = true }
        ended.signal()
    }

    private func begin() {
        let isFirst = state.withLock { state in
            defer { state.hasBegun = true }
            return !state.hasBegun && !state.isOver
        }
        guard isFirst else { return }
        let thread = Thread { [self] in
            ThreadName.set("shutdown limit")
            count()
        }
        thread.start()
    }

    private func count() {
        ended.wait(atMost: limit)
        while !state.withLock({ $0.isOver }), isExcused() { ended.wait(atMost: .seconds(1)) }
        guard !state.withLock({ $0.isOver }) else { return }
        exceeded()
    }
}
