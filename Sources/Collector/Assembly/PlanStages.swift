import Evaluation
import EventTime
import EvidenceBundles
import Logging
import Notifications
import Preflight
import Records
import Reports
import Running
import ServiceSettings
import StorePorts

/// What follows from one plan and the reporters' settings: the stages that judge, notify and follow up, and what others
/// ask of them. A reload makes new ones.
struct PlanStages: Sendable {
    let configuration: Configuration
    let channels: [ChannelName]
    let routing: AlertRouting
    let amended: AmendedExams
    let pictures: LevelPictures
    let composer: AlertComposer
    let evaluation: EvaluationService
    let delivery: DeliveryService
    let followUps: FollowUpService
    let certificates: [WatchedCertificate]
    /// Says that the outbox has grown.
    let notified: @Sendable () -> Void

    var plan: Plan { configuration.plan }

    /// Blocks on the store.
    ///
    /// - Throws: When a channel cannot be made, or the store cannot be read.
    init(_ configuration: Configuration, _ parts: ServiceParts) throws {
        self.configuration = configuration
        certificates = configuration.watchedCertificates
        let (plan, store, log, now) = (configuration.plan, parts.store, parts.log, parts.now)
        let reporters = configuration.reporters
        let assembly = ChannelAssembly(configuration: configuration, store: store, now: now, log: log)
        let channels = try assembly.channels()
        self.channels = channels.map(\.name)
        let outboxGrew = WakeSignal()
        let notified: @Sendable () -> Void = { outboxGrew.signal() }
        self.notified = notified
        let routing = AlertRouting(plan: plan, channels: self.channels, expiry: reporters.expiry)
        self.routing = routing
        let amended = AmendedExams(plan: plan, orders: store)
        self.amended = amended
        let pictures = LevelPictures(plan: plan, journal: store, exams: { amended.exams }, log: log)
        self.pictures = pictures
        let composer = assembly.composer(for: channels)
        self.composer = composer
        delivery = DeliveryService(
            outbox: store,
            content: MessageContent(
                plan: plan,
                composer: composer,
                exams: { amended.exams },
                picture: { pictures.picture(for: $0, at: $1) }
            ),
            channels: channels,
            waiting: try store.waitingChannels(),
            policy: DeliveryPolicy(retry: RetryPolicy(reporters), grouping: reporters.grouping),
            wake: outboxGrew,
            time: TimeSource(now: now),
            statistics: parts.delivered,
            logger: log
        )
        let evaluated = parts.evaluated
        followUps = FollowUpService(
            plan: plan,
            store: store,
            routing: routing,
            orders: OrdersInEffect(mutes: { Mutes(try store.orders()) }, exams: { amended.exams }),
            noise: pictures,
            isCurrent: { evaluated.counts.isCurrent },
            notified: notified,
            time: TimeSource(now: now),
            logger: log
        )
        evaluation = PlanStages.evaluation(configuration, parts, routing, notified)
    }

    private static func evaluation(
        _ configuration: Configuration,
        _ parts: ServiceParts,
        _ routing: AlertRouting,
        _ notified: @escaping @Sendable () -> Void
    ) -> EvaluationService {
        let (store, now, planKeeping, files) = (parts.store, parts.now, parts.planKeeping, configuration.planFiles)
        return EvaluationService(
            inputs: EvaluationInputs(
                plan: configuration.plan,
                journal: store,
                store: store,
                routing: { routing.alerts(for: $0, createdAt: $1) },
                orders: store,
                planSince: { try store.since(inUse: files) }
            ),
            intake: EvaluationIntake(wake: parts.journalGrew, watermark: parts.watermark, reception: parts.reception),
            notified: notified,
            time: TimeSource(now: now),
            statistics: parts.evaluated,
            heartbeat: parts.evaluationHeartbeat,
            log: parts.log,
            began: { cursor in
                planKeeping.take(PlanUse(since: now(), lastSequenceBefore: cursor, files: files))
            }
        )
    }
}
