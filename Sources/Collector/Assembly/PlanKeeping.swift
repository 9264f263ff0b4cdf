package import Logging
package import Records
package import StorePorts
import Synchronization

/// Archives the plan that the service runs by. Safe from any thread; blocks.
///
/// A store that cannot take it does not stop the service: it is logged once, and tried again.
package final class PlanKeeping: Sendable {
    private struct State {
        var use: PlanUse?
        var isKept = false
        var isLogged = false
    }

    private let archive: any PlanArchive
    private let log: Logger
    private let state: Mutex<State>

    package init(archive: any PlanArchive, log: Logger) {
        self.archive = archive
        self.log = log
        state = Mutex(State())
    }

    /// Archives `use` in the place of what was in use until now.
    package func take(_ use: PlanUse) {
        attempt()
        state.withLock { $0 = State(use: use) }
        attempt()
    }

    /// Does nothing once it is done, and before there is a plan in use.
    package func attempt() {
        state.withLock { state in
            guard !state.isKept, let use = state.use else { return }
            do {
                if try archive.keep(use) {
                    log.notice("archived the plan", metadata: ["files": "\(use.files.count)"])
                }
                state.isKept = true
            } catch {
                if !state.isLogged {
                    log.error(
                        "the plan cannot be archived; tried again every hour, until then evidence bundles have the plan of their day",
                        metadata: ["error": "\(error)"]
                    )
                }
                state.isLogged = true
            }
        }
    }
}
