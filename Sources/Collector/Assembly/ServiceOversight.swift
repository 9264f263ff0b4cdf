import EventTime
import Health
import Ingest
import Machine
import Mosquitto
import Readings
import Records
import Running
import SensorPayloads
import ServiceSettings
import StorePorts

/// What looks after the service while it runs, and what shows how it stands.
struct ServiceOversight {
    let storeWatch: StoreWatch
    let housekeeping: Housekeeping
    let monitor: CollectorMonitor
    let topicWatch: TopicWatch
    let supervision: Supervision
    let liveness: Liveness
    let health: ServiceHealth

    init(
        _ configuration: Configuration,
        supervision: Supervision,
        parts: ServiceParts,
        ingest: IngestStatistics,
        clock: ServiceClock,
        inUse: PlanInUse
    ) {
        self.supervision = supervision
        let (store, log) = (parts.store, parts.log)
        storeWatch = StoreWatch(store: store, log: log)
        housekeeping = Housekeeping(
            quarantine: store,
            space: store,
            limits: configuration.quarantine,
            planKeeping: parts.planKeeping,
            time: TimeSource(now: parts.now),
            log: log
        )
        let broker = configuration.broker
        let monitor = CollectorMonitor(
            CollectorMonitor.Sources(broker: broker, ingest: ingest, clock: clock, inUse: inUse),
            store: store,
            log: log
        )
        self.monitor = monitor
        let strangeTopics = StrangeTopics()
        topicWatch = TopicWatch(
            connection: broker.connection,
            password: broker.password,
            topics: strangeTopics,
            isDeclared: { topic in
                (try? SensorIntake(inUse.stages.plan))?.table.isDeclared(topic) ?? false
            },
            keep: { _ = try store.append(Arrival(receivedAt: $0.receivedAt, origin: .mqtt, rejected: [$0])) },
            now: parts.now,
            log: log
        )
        liveness = Liveness(
            heartbeats: [parts.ingestHeartbeat, parts.evaluationHeartbeat],
            limit: SystemdNotifier.limit(watchdog: supervision.watchdog)
        )
        health = ServiceHealth(
            ingest: ingest,
            strangeTopics: strangeTopics,
            evaluation: parts.evaluated,
            delivery: parts.delivered,
            liveness: liveness,
            sampler: StoreSampler(store: store, place: StorePlace(configuration.storePath)),
            inUse: inUse,
            listeners: [("health", parts.healthListener), ("answers", parts.answerListener)],
            broker: broker.connection.address,
            clock: { clock.status },
            troubles: { monitor.troubles },
            startedAt: parts.now(),
            now: parts.now
        )
    }
}
