package import EventTime
import Foundation
import Machine
import ServiceLifecycle
import Synchronization

/// One run of a service's thread, seen from both sides: the thread asks whether it is to stop and waits here; the
/// service group asks it to stop and waits for its end. Safe from any thread.
package final class ThreadLifetime: Sendable {
    private struct State {
        /// The thread is inside a call that cannot be interrupted, and holds nothing that could be lost.
        var isAbandonable = false
        var result: Result<Void, any Error>?
        var waiter: CheckedContinuation<Void, any Error>?
    }

    private let state = Mutex(State())
    private let stopping = Atomic(false)
    /// Wakes the thread; signalled at the stop too.
    package let wake: WakeSignal

    /// Bytes; the judge's recursion and SQLite need more than some systems give a thread.
    private static let stackSize = 4 << 20

    package init(wake: WakeSignal = WakeSignal()) {
        self.wake = wake
    }

    // MARK: On the thread

    package var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Blocks until somebody signals, at most for `limit`; true when the thread is to stop.
    @discardableResult
    package func wait(atMost limit: TimeSpan, by time: TimeSource = .system) -> Bool {
        guard !isStopping else { return true }
        time.wait(wake, limit)
        return isStopping
    }

    /// Blocks for the whole time, whoever signals; true when the thread is to stop, which ends it early.
    package func sleep(seconds: Double) -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while !isStopping {
            let left = (end - .now) / .milliseconds(1)
            guard left > 0 else { break }
            wake.wait(atMost: .milliseconds(Int64(left.rounded(.up))))
        }
        return isStopping
    }

    /// Makes a call that cannot be interrupted and holds nothing that could be lost, such as an attempt to connect. The
    /// service ends without waiting for it; false when the stop came before it or during it, and the thread must end at
    /// once.
    package func abandonable(_ call: () throws -> Void) throws -> Bool {
        state.withLock { $0.isAbandonable = true }
        // Asked after the mark was set: a stop from here on sees it.
        if isStopping {
            state.withLock { $0.isAbandonable = false }
            return false
        }
        let result = Result { try call() }
        state.withLock { $0.isAbandonable = false }
        guard !isStopping else { return false }
        try result.get()
        return true
    }

    // MARK: From outside

    /// Runs `work` on a thread of its own until it returns. Graceful shutdown and cancellation both ask it to stop;
    /// what it throws is thrown here. Once for each lifetime.
    package func run(_ name: String, _ work: @escaping @Sendable (ThreadLifetime) throws -> Void) async throws {
        try await withTaskCancellationOrGracefulShutdownHandler {
            let thread = Thread { [self] in
                ThreadName.set(name)
                finish(Result { try work(self) })
            }
            thread.stackSize = ThreadLifetime.stackSize
            thread.start()
            try await end()
        } onCancelOrGracefulShutdown: { [self] in
            requestStop()
        }
    }

    /// Returns at once.
    package func requestStop() {
        stopping.store(true, ordering: .releasing)
        wake.signal()
        if state.withLock({ $0.isAbandonable }) { finish(.success(())) }
    }

    private func end() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let result = state.withLock { state in
                if state.result == nil { state.waiter = continuation }
                return state.result
            }
            if let result { continuation.resume(with: result) }
        }
    }

    private func finish(_ result: Result<Void, any Error>) {
        let waiter = state.withLock { state in
            if state.result == nil { state.result = result }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(with: result)
    }
}
