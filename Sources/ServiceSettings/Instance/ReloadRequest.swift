import EventTime
import Foundation
package import Machine

/// Asks the service that runs on a store to read its files again, and waits for what becomes of it.
package struct ReloadRequest {
    package enum Failure: Error, Hashable, CustomStringConvertible {
        case notRunning(store: String)
        case noSignal(MachineError)
        /// It did not answer in time.
        case noAnswer(seconds: Int)

        package var description: String {
            switch self {
            case .notRunning(let store):
                "\(store): no service runs on this store, or it belongs to another user; the files are used when it starts"
            case .noSignal(let error): "\(error)"
            case .noAnswer(let seconds):
                "the service did not answer within \(seconds) s; its log says what it does, and watch what it goes by"
            }
        }
    }

    private let store: String
    private let seconds: Int
    private static let pause = 0.05

    /// `store` is the store's path; it is waited for so many `seconds`.
    package init(store: String, seconds: Int) {
        self.store = store
        self.seconds = seconds
    }

    /// Blocks.
    package func outcome() throws(Failure) -> InstanceStatus.Outcome {
        guard let before = InstanceStatus.running(onStore: store) else { throw .notRunning(store: store) }
        do {
            try HangUp.send(to: before.process)
        } catch {
            throw .noSignal(error)
        }
        // One that had begun by now may have read the files as they were before.
        let answered = max(before.begun ?? 0, before.reloads)
        let end = ContinuousClock.now + .seconds(seconds)
        while .now < end {
            Thread.sleep(forTimeInterval: ReloadRequest.pause)
            guard let status = InstanceStatus.running(onStore: store) else { continue }
            if status.process == before.process, status.reloads > answered, let outcome = status.outcome {
                return outcome
            }
        }
        throw .noAnswer(seconds: seconds)
    }
}
