import Acoustics
import Curl
import Evaluation
import EventTime
import ExamCalendar
import Foundation
import Health
import Ingest
package import Logging
import Machine
import Mosquitto
import Notifications
import Records
import Reports
import SQLiteStore
import SensorPayloads
import ServiceLifecycle
import UnixSignals

/// The whole service: settings in, running stages out.
///
/// ```
/// broker ─▶ IngestService ─▶ journal ─▶ EvaluationService ─▶ outbox ─▶ DeliveryService ─▶ authority
///                               └─ doorbell ─┘                  └─ doorbell ─┘
/// ```
/// Stages know the store and a doorbell, never one another. They start from the far end and stop from the near end, so
/// that nothing is put where nobody takes it away.
package struct CollectorService {
    private let configuration: Configuration
    private let environment: [String: String]
    private let log: Logger

    /// `environment` says whether systemd wants to be told.
    package init(configuration: Configuration, environment: [String: String] = [:], log: Logger) {
        self.configuration = configuration
        self.environment = environment
        self.log = log
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: When the store cannot be opened and waiting does not help, or another instance runs on it.
    package func run() async throws {
        let plan = configuration.plan
        let opening = StoreOpening(path: configuration.storePath, rejected: configuration.quarantine, log: log)
        let lock = try opening.lock()
        let fileLock = try opening.lockFile()
        let store = try await opening.open()
        // A file that was made just now could not be locked before.
        let newFileLock = try fileLock == nil ? opening.lockFile() : nil
        defer { withExtendedLifetime((lock, fileLock, newFileLock)) {} }
        let serviceClock = ServiceClock(
            stored: try store.lastReceivedAt(),
            // As close as arrivals are to the ends of readings whose clock is held to be right.
            trusted: try store.punctualSensors(lag: .seconds(-30)...(.seconds(60))),
            log: log
        )
        let clock: @Sendable () -> Instant = { serviceClock.now() }
        let planKeeping = PlanKeeping(
            archive: store,
            use: PlanUse(since: clock(), files: configuration.planFiles),
            log: log
        )
        planKeeping.attempt()
        let journalGrew = Doorbell()
        let heardUntil = HeardUntil()
        let reception = Reception()
        let (outboxBell, outboxGrew) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let reporters = configuration.reporters
        let assembly = ChannelAssembly(configuration: configuration, store: store, now: clock, log: log)
        let channels = try assembly.channels()
        let supervision = try Supervision(environment: environment)
        let pulses = (ingest: Pulse("ingest"), evaluation: Pulse("evaluation"))
        let routing = AlertRouting(
            plan: plan,
            channels: channels.map(\.name),
            expiry: reporters.expiry
        )

        let amended = AmendedExams(plan: plan, orders: store)
        let pictures = LevelPictures(plan: plan, journal: store, log: log)
        let delivery = DeliveryService(
            outbox: store,
            plan: plan,
            channels: channels,
            retry: RetryPolicy(reporters),
            grouping: reporters.grouping,
            doorbell: outboxBell,
            clock: DeliveryClock(now: clock),
            logger: log,
            composer: assembly.composer,
            exams: { amended.exams },
            waiting: try store.waitingChannels(),
            picture: { pictures.picture(for: $0, at: $1) }
        )
        let evaluated = EvaluationStatistics()
        let followUps = FollowUpService(
            plan: plan,
            store: store,
            routing: routing,
            mutes: { Mutes(try store.orders()) },
            exams: { amended.exams },
            noise: pictures,
            isCurrent: { evaluated.counts.isCurrent },
            told: { outboxGrew.yield() },
            clock: DeliveryClock(now: clock),
            logger: log
        )
        let evaluation = EvaluationService(
            plan: plan,
            journal: store,
            store: store,
            routing: { routing.alerts(for: $0, createdAt: $1) },
            wake: journalGrew,
            heardUntil: heardUntil,
            reception: reception,
            told: { outboxGrew.yield() },
            clock: clock,
            statistics: evaluated,
            pulse: pulses.evaluation,
            log: log,
            orders: store
        )
        let connection = configuration.broker.connection
        let ingest = try IngestService(
            settings: configuration.broker,
            filters: ["noise/1/+/+/obs"],
            decoder: NativeDecoder(),
            sensors: SensorConditioners(plan.sensors.map { ($0.id, $0.instrumentLimits) }),
            journal: store,
            sessionLog: store,
            expectsSession: try store.hasReceived(),
            doorbell: { journalGrew.ring() },
            heardUntil: heardUntil,
            reception: reception,
            clock: ClockIntake(
                take: { serviceClock.take($0) },
                awaitsSensors: { serviceClock.awaitsSensors }
            ),
            explain: { BrokerCertificate.explain($0, connection, now: ServiceClock.wall) },
            recall: { try $0.recall(from: store) },
            now: clock,
            pulse: pulses.ingest,
            logger: log
        )
        let monitor = CollectorMonitor(
            CollectorMonitor.Sources(
                broker: configuration.broker,
                ingest: ingest.statistics,
                clock: serviceClock,
                certificates: configuration.watchedCertificates,
                exams: { amended.exams }
            ),
            store: store,
            routing: routing,
            notified: { outboxGrew.yield() },
            log: log
        )
        let health = ServiceHealth(
            ingest: ingest.statistics,
            evaluation: evaluation.statistics,
            delivery: delivery.statistics,
            liveness: Liveness(
                pulses: [pulses.ingest, pulses.evaluation],
                limit: SystemdNotifier.limit(watchdog: supervision.watchdog)
            ),
            sampler: StoreSampler(store: store, place: StorePlace(configuration.storePath)),
            plan: plan,
            channels: channels.map(\.name),
            broker: configuration.broker.connection.address,
            clock: { serviceClock.standing },
            troubles: { monitor.troubles },
            startedAt: clock(),
            now: clock
        )
        let start = StartLine(configuration: configuration, channels: channels.map(\.name))
        log.notice("started", metadata: start.metadata(at: clock()))
        let housekeeping = Housekeeping(
            quarantine: store,
            space: store,
            limits: configuration.quarantine,
            planKeeping: planKeeping,
            now: clock,
            log: log
        )
        let answers = AnswerAssembly(configuration: configuration, store: store, now: clock, log: log)
            .services(composer: { assembly.composer.knowing(amended.exams) }, pictures: pictures)
        let storeWatch = StoreWatch(store: store, log: log)
        let stages: [any Service] =
            [storeWatch, delivery, followUps, evaluation, housekeeping, monitor, ingest] + answers
        let services = try health.services(around: stages, supervision, listen: configuration.listen, log: log)
        var group = ServiceGroupConfiguration(
            // One that fails has the others end as on SIGTERM: what was read is committed or stays with the broker.
            services: services.map {
                ServiceGroupConfiguration.ServiceConfiguration(
                    service: $0,
                    failureTerminationBehavior: .gracefullyShutdownGroup
                )
            },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: log
        )
        // A commit that hangs on a broken disk must not keep the process for ever.
        group.maximumGracefulShutdownDuration = .seconds(30)
        try await ServiceGroup(configuration: group).run()
        log.notice("stopped")
    }
}
