import EventTime
import Health
import Logging
import Machine
import Records
import Running
import ServiceLifecycle

/// Tells systemd that the service runs, how it is, and, as long as its loops turn, that it lives (sd_notify(3)).
///
/// Runs before the stages and ends after them. The sign of life is given by a thread of its own, so that it depends on
/// the loops' pulses and on nothing else.
struct SystemdNotifier: Service {
    private let socket: NotifySocket
    private let watchdog: Duration?
    private let health: ServiceHealth
    private let log: Logger

    private static let statusInterval = Duration.seconds(10)
    /// How often it is looked whether the stages run, before READY=1.
    private static let startInterval = TimeSpan.milliseconds(50)

    init(socket: NotifySocket, watchdog: Duration?, health: ServiceHealth, log: Logger) {
        self.socket = socket
        self.watchdog = watchdog
        self.health = health
        self.log = log
    }

    /// How long a loop may give no sign of life: half of the watchdog's time, so that the last word of a loop that
    /// hangs is not stretched far beyond it; at most the usual.
    static func limit(watchdog: Duration?) -> TimeSpan {
        guard let watchdog else { return Liveness.usualLimit }
        return min(Liveness.usualLimit, .milliseconds(Int64(watchdog.inSeconds * 500)))
    }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await ThreadLifetime().run("watchdog") { keepAlive($0) } }
            group.addTask { await cancelWhenGracefulShutdown { await tellStatus() } }
            try await group.waitForAll()
        }
    }

    private func keepAlive(_ lifetime: ThreadLifetime) {
        let third = watchdog.map { TimeSpan.milliseconds(max(1, Int64($0.inSeconds * 1000 / 3))) }
        var isReady = false
        var stuck: [String] = []
        while !lifetime.isStopping {
            if !isReady, health.liveness.hasBegun {
                isReady = true
                send(["READY=1"])
            }
            if third != nil { stuck = giveSign(wereStuck: stuck) }
            lifetime.wait(atMost: isReady ? third ?? .hours(1) : min(third ?? .hours(1), SystemdNotifier.startInterval))
        }
    }

    /// The loops that hang now.
    private func giveSign(wereStuck: [String]) -> [String] {
        let stuck = health.liveness.reasons
        if stuck.isEmpty {
            send(["WATCHDOG=1"])
            if !wereStuck.isEmpty { log.notice("every loop turns again") }
        } else if wereStuck.isEmpty {
            log.error(
                "a loop hangs; the watchdog is not fed until it turns again",
                metadata: ["loops": "\(stuck.joined(separator: "; "))"]
            )
        }
        return stuck
    }

    private func tellStatus() async {
        var line = StatusLine(at: .now)
        while !Task.isCancelled {
            let metrics = await health.metrics()
            let text = line.text(metrics, stuck: health.liveness.reasons, broker: health.broker, at: .now)
            send(["STATUS=\(text)"])
            try? await Task.sleep(for: SystemdNotifier.statusInterval)
        }
    }

    private func send(_ lines: [String]) {
        do {
            try socket.send(lines)
        } catch {
            log.warning("systemd was not told", metadata: ["error": "\(error)"])
        }
    }
}

/// Tells systemd that the stop has begun. The last of the services, which are stopped from the end.
struct StopAnnouncer: Service {
    let socket: NotifySocket

    func run() async throws {
        try await gracefulShutdown()
        try? socket.send(["STOPPING=1", "STATUS=stopping: what was read is committed"])
    }
}
