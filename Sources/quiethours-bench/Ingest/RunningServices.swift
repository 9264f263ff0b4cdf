import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Services at work beside the thread that made them.
final class RunningServices: Sendable {
    private let group: ServiceGroup
    private let ended = DispatchSemaphore(value: 0)
    private let error = Mutex<(any Error)?>(nil)

    init(_ services: [any Service], log: Logger) {
        let services = services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }
        group = ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: log))
        Task { [self] in
            do {
                try await group.run()
            } catch {
                self.error.withLock { $0 = error }
            }
            ended.signal()
        }
    }

    /// Why they have ended by themselves; nil while they run.
    var failure: (any Error)? { error.withLock { $0 } }

    /// Ends them gracefully, which takes at most about 2 s.
    func stop() {
        Task { [group] in await group.triggerGracefulShutdown() }
        _ = ended.wait(timeout: .now() + 10)
    }
}
