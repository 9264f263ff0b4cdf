import Glibc

/// What systemd asks of a service through its environment (sd_notify(3), sd_watchdog_enabled(3)).
package struct Supervision: Hashable, Sendable {
    /// `NOTIFY_SOCKET`; nil when nobody wants to be told.
    package var socketPath: String?
    /// `WATCHDOG_USEC`: silent for longer, the service is killed and started again; nil when there is no watchdog.
    package var watchdog: Duration?

    /// `process` is this process's id: with another one in `WATCHDOG_PID`, the watchdog is not ours. Without a socket
    /// there is no watchdog.
    package init(environment: [String: String], process: Int32 = getpid()) throws(MachineError) {
        guard let socketPath = environment["NOTIFY_SOCKET"], !socketPath.isEmpty else { return }
        self.socketPath = socketPath
        guard let text = environment["WATCHDOG_USEC"] else { return }
        if let owner = environment["WATCHDOG_PID"] {
            guard let owner = Int32(owner), owner > 0 else {
                throw MachineError("WATCHDOG_PID: '\(owner)' is no process id", errorNumber: EINVAL)
            }
            guard owner == process else { return }
        }
        guard let microseconds = Int64(text), microseconds > 0 else {
            throw MachineError("WATCHDOG_USEC: '\(text)' is no time in microseconds", errorNumber: EINVAL)
        }
        watchdog = .microseconds(microseconds)
    }
}
