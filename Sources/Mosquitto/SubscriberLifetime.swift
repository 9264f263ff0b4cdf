import Dispatch
import Synchronization

/// Start and end of a thread that owns a subscriber, seen from both sides.
package final class SubscriberLifetime: Sendable {
    private struct State {
        var stopRequested = false
        /// The thread is inside a connection attempt, which cannot be interrupted; it holds nothing that could be lost.
        var connecting = false
        var result: Result<Void, any Error>?
        var waiter: CheckedContinuation<Void, any Error>?
    }

    private let state = Mutex(State())
    private let stopped = DispatchSemaphore(value: 0)

    package init() {}

    package var stopRequested: Bool { state.withLock { $0.stopRequested } }

    /// Returns when the thread has ended, or will end without having anything left to do.
    package func wait() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let result = state.withLock { state in
                if state.result == nil { state.waiter = continuation }
                return state.result
            }
            if let result { continuation.resume(with: result) }
        }
    }

    package func requestStop() {
        let connecting = state.withLock { state in
            state.stopRequested = true
            return state.connecting
        }
        stopped.signal()
        if connecting { finish(.success(())) }
    }

    /// Runs a connection attempt; false when the stop came before it or during it, and the thread must end at once.
    package func connecting(_ attempt: () throws -> Void) throws -> Bool {
        let mayConnect = state.withLock { state in
            state.connecting = !state.stopRequested
            return state.connecting
        }
        guard mayConnect else { return false }
        let result = Result { try attempt() }
        let goesOn = state.withLock { state in
            state.connecting = false
            return !state.stopRequested
        }
        guard goesOn else { return false }
        try result.get()
        return true
    }

    /// True when the stop was requested before the time was over.
    package func sleep(seconds: Double) -> Bool {
        _ = stopped.wait(timeout: .now() + seconds)
        return stopRequested
    }

    package func finish(_ result: Result<Void, any Error>) {
        let waiter = state.withLock { state in
            if state.result == nil { state.result = result }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(with: result)
    }
}
