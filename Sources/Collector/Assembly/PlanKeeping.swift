package import Logging
package import Records
import Synchronization

/// Archives the plan that the service runs by. Safe from any thread; blocks.
///
/// A store that cannot take it keeps nobody from being guarded: it is said once, and tried again.
package final class PlanKeeping: Sendable {
    private enum State {
        case due, told, done
    }

    private let archive: any PlanArchive
    private let use: PlanUse
    private let log: Logger
    private let state = Mutex(State.due)

    package init(archive: any PlanArchive, use: PlanUse, log: Logger) {
        self.archive = archive
        self.use = use
        self.log = log
    }

    /// Does nothing once it is done.
    package func attempt() {
        state.withLock { state in
            guard state != .done else { return }
            do {
                if try archive.keep(use) {
                    log.notice("archived the plan", metadata: ["files": "\(use.files.count)"])
                }
                state = .done
            } catch {
                if state == .due {
                    log.error(
                        "the plan cannot be archived; tried again every hour, until then evidence bundles have the plan of their day",
                        metadata: ["error": "\(error)"]
                    )
                }
                state = .told
            }
        }
    }
}
