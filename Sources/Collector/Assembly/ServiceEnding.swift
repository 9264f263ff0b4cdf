import EventTime
import Health
import Logging
import Machine
import Running
import Synchronization

/// How the service ends, and what becomes of it when a part of it does not: a call that blocks for ever, as on a disk
/// that does not answer, can be ended by nothing but the end of the process. Nothing that is not committed was
/// acknowledged, so that the broker sends it again.
final class ServiceEnding: Sendable {
    /// After so long, the parts that are left are cancelled: an attempt to deliver has had its time by then.
    static let cancelsAfter = Duration.seconds(30)
    /// After so long the process ends. Less than systemd waits (TimeoutStopSec of the unit), so that the reason is in
    /// the log.
    static let endsAfter = TimeSpan.seconds(40)
    /// EX_UNAVAILABLE of sysexits.h.
    private static let exitCode: Int32 = 69

    private struct Watched {
        var storeWatch: StoreWatch
        var liveness: Liveness
    }

    let parts: RunningParts
    let limit: ShutdownLimit
    private let watched: Shared

    private final class Shared: Sendable {
        let value = Mutex<Watched?>(nil)
    }

    init(log: Logger) {
        let (parts, watched) = (RunningParts(), Shared())
        self.parts = parts
        self.watched = watched
        limit = ShutdownLimit(
            ServiceEnding.endsAfter,
            isExcused: { watched.value.withLock { $0?.storeWatch.isRescuing ?? false } },
            exceeded: {
                let running = parts.running
                var metadata: Logger.Metadata = [
                    // After the last of the parts the store is closed.
                    "parts": "\(running.isEmpty ? "store" : running.joined(separator: ", "))"
                ]
                let hanging = watched.value.withLock { $0?.liveness.reasons ?? [] }
                if !hanging.isEmpty { metadata["loops"] = "\(hanging.joined(separator: "; "))" }
                log.critical(
                    """
                    the service did not stop within \(ServiceEnding.endsAfter.milliseconds / 1000) s; the process ends with \
                    \(ServiceEnding.exitCode), nothing is lost that was acknowledged
                    """,
                    metadata: metadata
                )
                ProcessEnd.immediately(ServiceEnding.exitCode)
            }
        )
    }

    /// What is asked when the limit is exceeded: whether something is being saved that must not be cut off, and which
    /// loops hang.
    func watch(_ storeWatch: StoreWatch, _ liveness: Liveness) {
        watched.value.withLock { $0 = Watched(storeWatch: storeWatch, liveness: liveness) }
    }

    /// The parts have ended; the store closes.
    func partsHaveEnded() {
        watched.value.withLock { $0 = nil }
    }
}
