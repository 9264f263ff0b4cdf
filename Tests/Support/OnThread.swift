import Foundation

/// Runs what blocks on a thread of its own: the few threads of the concurrency pool belong to the tests that run
/// beside.
package func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try body() }) }.start()
    }
}
