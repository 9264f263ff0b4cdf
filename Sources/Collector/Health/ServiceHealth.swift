import Evaluation
import EventTime
import Health
import Ingest
import Listening
import Logging
import Machine
import Notifications
import Records
import ServiceLifecycle
import ServiceSettings
import StorePorts

/// The running service as seen from outside: its stages' statistics and pulses, and what the store says.
struct ServiceHealth: Sendable {
    var ingest: IngestStatistics
    var strangeTopics: StrangeTopics
    var evaluation: EvaluationStatistics
    var delivery: DeliveryStatistics
    var liveness: Liveness
    var sampler: StoreSampler
    var inUse: PlanInUse
    /// The first is that of the pages of this.
    var listeners: [(name: String, statistics: ListenStatistics)]
    /// "127.0.0.1:1883".
    var broker: String
    var clock: @Sendable () -> ServiceClock.Status
    /// What is wrong with the collector itself, as operators were notified.
    var troubles: @Sendable () -> [CollectorChange]
    var startedAt: Instant
    var now: @Sendable () -> Instant

    var readiness: Readiness {
        let (received, judged) = (ingest.counts, evaluation.counts)
        return Readiness(
            isSubscribed: received.isSubscribed,
            lastCommitFailed: received.lastCommitFailed,
            isCaughtUp: judged.isCaughtUp,
            evaluationFails: judged.lastTurnFailed,
            broker: broker,
            notReceivingSince: received.isSubscribed ? nil : received.lastHeardAt,
            notReceivingWhy: received.isSubscribed ? nil : received.trouble,
            clockFault: clockFault
        )
    }

    private var clockFault: String? {
        let status = clock()
        return status.fault.map { fault in
            let now = now()
            let shown = status.offset.map { "; it shows \(RFC3339.format(now + $0, offset: 0))" } ?? ""
            return "\(fault.words)\(shown), and the time used is \(RFC3339.format(now, offset: 0))"
        }
    }

    func metrics() async -> ServiceMetrics {
        let sample = await sampler.sample()
        let stages = inUse.stages
        return ServiceMetrics(
            ingest: ingest.counts,
            strangeTopics: strangeTopics.counts,
            evaluation: evaluation.counts,
            delivery: delivery.counts,
            channels: stages.channels,
            store: sample,
            residentMemory: try? residentMemory(),
            plan: stages.plan,
            troubles: troubles(),
            turnedAway: listeners.map { ($0.name, $0.statistics.counts) },
            clockOffset: clock().offset,
            logLinesLost: LogOutput.standardError.lost,
            startedAt: startedAt,
            now: now()
        )
    }

    var pages: HealthPages {
        HealthPages(
            liveness: { liveness.reasons },
            readiness: { readiness.reasons },
            metrics: { await metrics().families }
        )
    }
}

extension ServiceHealth {
    /// `stages` with what tells of them: it starts before them and ends after them.
    func services(
        around stages: [any Service],
        _ supervision: Supervision,
        listen: ListenSettings,
        part: (String, any Service) -> any Service,
        log: Logger
    ) throws -> [any Service] {
        var services = stages
        if let address = listen.health {
            let pages = pages
            let listener = HTTPListener(
                "the health pages",
                at: address,
                hosts: HostNames(listen.healthHosts),
                statistics: listeners.first?.statistics ?? ListenStatistics(),
                log: log
            ) {
                await pages.page(method: $0.method, path: $0.path)
            }
            services.insert(part("health pages", listener), at: 0)
        }
        if let path = supervision.socketPath {
            let socket = try NotifySocket(path: path)
            let notifier = SystemdNotifier(socket: socket, watchdog: supervision.watchdog, health: self, log: log)
            services.insert(part("systemd notifier", notifier), at: 0)
            services.append(StopAnnouncer(socket: socket))
        }
        return services
    }
}
