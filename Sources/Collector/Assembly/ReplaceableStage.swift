import Logging
import ServiceLifecycle
import Synchronization

/// A place for a stage that can be taken by another one while the service runs: the old one ends as at a stop, with
/// what it has begun, and only then the new one starts.
final class ReplaceableStage: Service {
    private struct State {
        var next: (any Service)?
        var running: ServiceGroup?
    }

    private let state: Mutex<State>
    private let log: Logger

    init(_ first: any Service, log: Logger) {
        state = Mutex(State(next: first))
        self.log = log
    }

    /// Returns at once. Of several that are waiting the last one runs.
    func replace(with next: any Service) async {
        let running = state.withLock { state in
            state.next = next
            return state.running
        }
        await running?.triggerGracefulShutdown()
    }

    /// Until graceful shutdown, or until a stage ends that was not replaced.
    func run() async throws {
        while !Task.isShuttingDownGracefully, let group = nextGroup() {
            try await group.run()
        }
    }

    private func nextGroup() -> ServiceGroup? {
        state.withLock { state in
            guard let service = state.next.take() else { return nil }
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [
                        ServiceGroupConfiguration.ServiceConfiguration(
                            service: service,
                            successTerminationBehavior: .gracefullyShutdownGroup
                        )
                    ],
                    logger: log
                )
            )
            state.running = group
            return group
        }
    }
}
