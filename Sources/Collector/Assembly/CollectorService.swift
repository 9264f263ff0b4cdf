import Acoustics
import EventTime
import Evaluation
import Foundation
import Ingest
package import Logging
import Notifications
import Records
import ServiceLifecycle
import SQLiteStore
import SensorPayloads

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
    private let log: Logger

    package init(configuration: Configuration, log: Logger) {
        self.configuration = configuration
        self.log = log
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: When the store cannot be opened.
    package func run() async throws {
        let plan = configuration.plan
        let store = try SQLiteStore(path: configuration.storePath)
        let clock: @Sendable () -> Instant = { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
        let journalGrew = Doorbell()
        let outboxGrew = Doorbell()
        let routing = AlertRouting(
            authorities: plan.authorities,
            channels: configuration.reporters.channels,
            expiry: configuration.reporters.expiry
        )

        let delivery = DeliveryService(
            plan: plan,
            outbox: store,
            settings: configuration.reporters,
            doorbell: outboxGrew,
            clock: clock,
            log: log
        )
        let evaluation = EvaluationService(
            plan: plan,
            journal: store,
            store: store,
            routing: { routing.alerts(about: $0, at: $1) },
            wake: journalGrew,
            told: { outboxGrew.ring() },
            clock: clock,
            log: log
        )
        let ingest = try IngestService(
            settings: configuration.broker,
            filters: ["noise/1/+/+/obs"],
            decoder: NativeDecoder(),
            sensors: Set(plan.sensors.map(\.id)),
            journal: store,
            doorbell: { journalGrew.ring() },
            now: clock,
            logger: log
        )
        tellStart(plan, at: clock())
        var group = ServiceGroupConfiguration(
            services: [delivery, evaluation, ingest].map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: log
        )
        // A commit that hangs on a broken disk must not keep the process for ever.
        group.maximumGracefulShutdownDuration = .seconds(30)
        try await ServiceGroup(configuration: group).run()
        log.notice("stopped")
    }

    private func tellStart(_ plan: Plan, at now: Instant) {
        let sessions = plan.exams.flatMap(\.sessions)
        let next = sessions.filter { $0.range.end > now }.min { $0.range.start < $1.range.start }
        log.notice(
            "started",
            metadata: [
                "broker": "\(configuration.broker.connection.host):\(configuration.broker.connection.port)",
                "store": "\(configuration.storePath)",
                "sites": "\(plan.sites.count)",
                "sensors": "\(plan.sensors.count)",
                "sessions ahead": "\(sessions.filter { $0.range.start > now }.count)",
                "next session": "\(next.map { RFC3339.format($0.range.start, offset: 0) } ?? "none")",
            ]
        )
    }
}
