import Acoustics
import EventTime
import ExamCalendar
import Foundation
import Health
import Ingest
package import Logging
import Machine
import Mosquitto
import Records
import Running
import SensorPayloads
import ServiceLifecycle
package import ServiceSettings
import StorePorts
import UnixSignals

/// The whole service: settings in, running stages out.
///
/// ```
/// broker ─▶ IngestService ─▶ journal ─▶ EvaluationService ─▶ outbox ─▶ DeliveryService ─▶ authority
///                               └── wake ──┘                    └── wake ──┘
/// ```
/// Stages know the store and a wake signal, never one another. They start from the far end and stop from the near end, so
/// that nothing is put where nobody takes it away. Those that follow from the plan (``PlanStages``) are replaced when it is
/// read again.
package struct CollectorService {
    private let settingsPath: String
    private let configuration: Configuration
    private let environment: [String: String]
    private let log: Logger

    /// `configuration` is what `settingsPath` says, which is read again on SIGHUP; `environment` says whether systemd wants to be
    /// notified, and has what settings name.
    package init(
        settingsPath: String,
        configuration: Configuration,
        environment: [String: String] = [:],
        log: Logger
    ) {
        self.settingsPath = settingsPath
        self.configuration = configuration
        self.environment = environment
        self.log = log
    }

    /// Runs until SIGTERM or SIGINT. When it does not stop within ``ServiceEnding/endsAfter``, the process ends.
    ///
    /// - Throws: When the store cannot be opened and waiting does not help, or another instance runs on it.
    package func run() async throws {
        let ending = ServiceEnding(log: log)
        defer { ending.limit.isOver() }
        try await run(ending)
    }

    private func run(_ ending: ServiceEnding) async throws {
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
        let parts = ServiceParts(store: store, now: { serviceClock.now() }, log: log)
        let first = try PlanStages(configuration, parts)
        let inUse = PlanInUse(first)
        let places = PlanReload.Places(
            evaluation: ReplaceableStage(first.evaluation, log: log),
            delivery: ReplaceableStage(first.delivery, log: log),
            followUps: ReplaceableStage(first.followUps, log: log)
        )
        let newSensors = SensorExchange()
        let strangeTopics = StrangeTopics()
        let topicWatch = TopicWatch(
            connection: configuration.broker.connection,
            password: configuration.broker.password,
            topics: strangeTopics,
            isDeclared: { topic in
                inUse.stages.plan.decoders.contains { $0.topics.contains { $0.matches(topic) } }
            },
            keep: { _ = try store.append(Arrival(receivedAt: $0.receivedAt, way: .mqtt, rejected: [$0])) },
            now: parts.now,
            log: log
        )
        let ingest = try ingest(parts, serviceClock, newSensors)
        let reload = PlanReload(
            settingsPath: settingsPath,
            environment: environment,
            parts: parts,
            inUse: inUse,
            places: places,
            newSensors: { newSensors.replace(with: $0) },
            statusFile: statusFile()
        )
        let monitor = CollectorMonitor(
            CollectorMonitor.Sources(
                broker: configuration.broker,
                ingest: ingest.statistics,
                clock: serviceClock,
                inUse: inUse
            ),
            store: store,
            log: log
        )
        let supervision = try Supervision(environment: environment)
        let liveness = Liveness(
            heartbeats: [parts.ingestHeartbeat, parts.evaluationHeartbeat],
            limit: SystemdNotifier.limit(watchdog: supervision.watchdog)
        )
        let health = ServiceHealth(
            ingest: ingest.statistics,
            strangeTopics: strangeTopics,
            evaluation: parts.evaluated,
            delivery: parts.delivered,
            liveness: liveness,
            sampler: StoreSampler(store: store, place: StorePlace(configuration.storePath)),
            inUse: inUse,
            listeners: [("health", parts.healthListener), ("answers", parts.answerListener)],
            broker: configuration.broker.connection.address,
            clock: { serviceClock.status },
            troubles: { monitor.troubles },
            startedAt: parts.now(),
            now: parts.now
        )
        let start = StartupLogEntry(configuration: configuration, channels: first.channels)
        log.notice("started", metadata: start.metadata(at: parts.now()))
        let housekeeping = Housekeeping(
            quarantine: store,
            space: store,
            limits: configuration.quarantine,
            planKeeping: parts.planKeeping,
            time: TimeSource(now: parts.now),
            log: log
        )
        let answers = AnswerAssembly(configuration: configuration, store: store, now: parts.now, log: log)
            .services(inUse, parts.answerListener)
        let storeWatch = StoreWatch(store: store, log: log)
        ending.watch(storeWatch, liveness)
        let part = ending.parts.part
        let stages: [any Service] =
            [
                part("store watch", storeWatch), part("delivery", places.delivery),
                part("follow-ups", places.followUps), part("evaluation", places.evaluation),
                part("housekeeping", housekeeping), part("collector monitor", monitor),
                part("topic watch", topicWatch), part("ingest", ingest),
                part("plan reload", reload), part("answer notes", AnswerNotes(store: store, log: log)),
            ] + answers.map { part("answers", $0) }
        let services = try health.services(
            around: stages,
            supervision,
            listen: configuration.listen,
            part: part,
            log: log
        )
        // The last is the first that hears of the stop.
        try await run(services + [ending.limit])
        ending.partsHaveEnded()
        log.notice("stopped")
    }

    private func ingest(
        _ parts: ServiceParts,
        _ serviceClock: ServiceClock,
        _ newSensors: SensorExchange
    ) throws -> IngestService {
        let (store, connection, journalGrew) = (parts.store, configuration.broker.connection, parts.journalGrew)
        return try IngestService(
            settings: configuration.broker,
            intake: SensorIntake(configuration.plan),
            journal: store,
            sessionLog: store,
            expectsSession: try store.hasReceived(),
            wakeSignal: { journalGrew.signal() },
            watermark: parts.watermark,
            reception: parts.reception,
            clock: ClockIntake(
                take: { serviceClock.take($0) },
                awaitsSensors: { serviceClock.awaitsSensors }
            ),
            explain: { BrokerCertificate.explain($0, connection, now: ServiceClock.wall) },
            newSensors: newSensors,
            recall: { try $0.recall(from: store) },
            time: TimeSource(now: parts.now),
            heartbeat: parts.ingestHeartbeat,
            logger: log
        )
    }

    /// Nil on file systems where the lock cannot be had twice; then nobody can ask the service to reload but by the signal.
    private func statusFile() -> InstanceStatusFile? {
        do {
            return try InstanceStatusFile(store: configuration.storePath)
        } catch {
            log.warning("commands will not see this service; SIGHUP reloads it", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func run(_ services: [any Service]) async throws {
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
        // Then all are asked at once, those too whose turn had not come.
        group.maximumGracefulShutdownDuration = ServiceEnding.cancelsAfter
        try await ServiceGroup(configuration: group).run()
    }
}
