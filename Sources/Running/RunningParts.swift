package import ServiceLifecycle
import Synchronization

/// Which parts of a service run, by the names that people call them. Safe from any thread.
package final class RunningParts: Sendable {
    private let names = Mutex<[String]>([])

    package init() {}

    /// In the order in which they began.
    package var running: [String] { names.withLock { $0 } }

    /// The service, listed under `name` while it runs.
    package func part(_ name: String, _ service: any Service) -> any Service {
        Part(name: name, service: service, parts: self)
    }

    private struct Part: Service {
        let name: String
        let service: any Service
        let parts: RunningParts

        func run() async throws {
            parts.names.withLock { $0.append(name) }
            defer {
                parts.names.withLock { names in
                    if let index = names.firstIndex(of: name) { names.remove(at: index) }
                }
            }
            try await service.run()
        }
    }
}
