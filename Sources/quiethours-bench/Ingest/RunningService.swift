import Foundation
import Ingest
import Synchronization

/// The ingest service at work beside the thread that made it.
final class RunningService: Sendable {
    let service: IngestService
    private let ended = DispatchSemaphore(value: 0)
    private let error = Mutex<(any Error)?>(nil)
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ service: IngestService) {
        self.service = service
        let running = Task { [self] in
            do {
                try await service.run()
            } catch {
                self.error.withLock { $0 = error }
            }
            ended.signal()
        }
        task.withLock { $0 = running }
    }

    /// Why it has ended by itself; nil while it runs.
    var failure: (any Error)? { error.withLock { $0 } }

    /// Ends it gracefully, which takes at most about 2 s.
    func stop() {
        task.withLock { $0?.cancel() }
        _ = ended.wait(timeout: .now() + 10)
    }
}
