import Acoustics
import EventTime
import ExamCalendar
import Foundation
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
/// Stages know the store and a wake signal, never one another. They start from the far end and stop from the near end,
/// so that nothing is put where nobody takes it away. Those that follow from the plan (``PlanStages``) are replaced
/// when it is read again.
package struct CollectorService {
    private let settingsPath: String
    private let configuration: Configuration
    private let environment: [String: String]
    private let log: Logger

    /// `configuration` is what `settingsPath` says, which is read again on SIGHUP; `environment` says whether systemd
    /// wants to be notified, and has what settings name.
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
        let (store, locks) = try await opening.hold()
        // The locks go last, after everything that writes to the store.
        defer { withExtendedLifetime(locks) {} }
        let clock = try ServiceClock(goingOnFrom: store, log: log)
        let parts = ServiceParts(store: store, now: { clock.now() }, log: log)
        let newSensors = SensorExchange()
        let plan = try RunningPlan(
            settingsPath: settingsPath,
            configuration: configuration,
            environment: environment,
            parts: parts,
            newSensors: { newSensors.replace(with: $0) }
        )
        let ingest = try ingest(parts, clock, newSensors)
        let oversight = try ServiceOversight(
            configuration,
            supervision: Supervision(environment: environment),
            parts: parts,
            ingest: ingest.statistics,
            clock: clock,
            inUse: plan.inUse
        )
        let start = StartupLogEntry(configuration: configuration, channels: plan.inUse.stages.channels)
        log.notice("started", metadata: start.metadata(at: parts.now()))
        ending.watch(oversight.storeWatch, oversight.liveness)
        let services = try oversight.health.services(
            around: stages(plan, ingest, oversight, parts, ending),
            oversight.supervision,
            listen: configuration.listen,
            part: ending.parts.part,
            log: log
        )
        // The last is the first that hears of the stop.
        try await run(services + [ending.limit])
        ending.partsHaveEnded()
        log.notice("stopped")
    }

    /// In the order in which they start; they stop in the opposite one, so that what takes comes before what gives.
    private func stages(
        _ plan: RunningPlan,
        _ ingest: IngestService,
        _ oversight: ServiceOversight,
        _ parts: ServiceParts,
        _ ending: ServiceEnding
    ) -> [any Service] {
        let part = ending.parts.part
        let answers = AnswerAssembly(configuration: configuration, store: parts.store, now: parts.now, log: log)
            .services(plan.inUse, parts.answerListener)
        return [
            part("store watch", oversight.storeWatch), part("delivery", plan.places.delivery),
            part("follow-ups", plan.places.followUps), part("evaluation", plan.places.evaluation),
            part("housekeeping", oversight.housekeeping), part("collector monitor", oversight.monitor),
            part("topic watch", oversight.topicWatch), part("ingest", ingest),
            part("plan reload", plan.reload), part("answer notes", AnswerNotes(store: parts.store, log: log)),
        ] + answers.map { part("answers", $0) }
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
