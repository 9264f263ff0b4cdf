import Foundation
import Machine
package import ServiceLifecycle

/// A service whose work blocks: it has a thread of its own, so that none of the few threads of the concurrency pool
/// waits for a disk or a server.
///
/// Graceful shutdown and cancellation both end it; an error of ``work(_:)`` ends the service and reaches its group.
package protocol ThreadedService: Service {
    /// The thread's, as `top -H` and debuggers show it: 15 bytes of it.
    var threadName: String { get }
    /// What wakes the thread; signalled at the stop too.
    var wake: WakeSignal { get }

    /// On the thread. Returns soon after ``ThreadLifetime/isStopping``; waits by ``ThreadLifetime/wait(atMost:by:)``.
    func work(_ lifetime: ThreadLifetime) throws
}

extension ThreadedService {
    package func run() async throws {
        try await ThreadLifetime(wake: wake).run(threadName) { try work($0) }
    }
}

/// Makes one call that blocks, on a thread of its own. It is not interrupted.
package func onOwnThread<Value: Sendable>(_ name: String, _ call: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { done in
        let thread = Thread {
            ThreadName.set(name)
            done.resume(returning: call())
        }
        thread.start()
    }
}
