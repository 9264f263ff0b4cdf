import Answering
import Collector
import Evaluation
import EventTime
import EvidenceBundles
import ExamCalendar
import Foundation
import Listening
import Logging
import NoiseRules
import Notifications
import Records
import Reports
import Running
import SQLiteStore
import ServiceSettings
import Sites
import StorePorts
import Testing

extension ReleaseScene {
    var timeOfDay: String { String(RFC3339.format(clock.now, offset: 8 * 3600).dropFirst(11).prefix(8)) }

    /// The first violation of a site that began after a time of day.
    func violation(_ site: SiteID, _ source: NoiseSource? = nil, after time: String) throws -> ViolationRecord {
        let listed = try store.violations(openOnly: false, limit: 1000)
            .filter { $0.subject.site == site && (source ?? $0.subject.source) == $0.subject.source }
            .filter { try $0.openedAt > Self.at(time) }
            .min { $0.openedAt < $1.openedAt }
        let id = try #require(listed, "no violation at \(site) after \(time)").id
        return try #require(try store.violation(id))
    }

    func alert(_ id: String) throws -> Alert { try #require(try store.alert(AlertID(id)), "no alert \(id)").0 }

    func token(_ address: String) -> String { String(address.dropFirst("https://noise.example/a/".count)) }

    /// Sends the form of a link's page; nil asks for the page.
    func answer(_ token: String, _ parser: String?) async throws -> PageReply {
        let request = PageRequest(
            method: parser == nil ? "GET" : "POST",
            path: "/a/\(token)",
            contentType: parser == nil ? nil : "application/x-www-form-urlencoded"
        ) { _ in Data((parser ?? "").utf8) }
        return await Self.handler(links, store, plan, clock, logger).reply(to: request)
    }

    func bundle(of record: ViolationRecord, _ name: String, by: String) throws {
        let plan = plan.amended(by: try store.orders())
        let bundle = Self.bundle(configuration, plan, store)
        _ = try bundle.write(record, to: BundleFolder("\(folder)/\(name)"), by: by, at: clock.now)
    }

    /// The plan as it was before somebody else took over at the school's fence.
    func earlierPlan() -> [PlanFile] {
        configuration.planFiles.map { file in
            let text = String(decoding: file.bytes, as: UTF8.self)
            guard file.name.hasSuffix("plan.yaml") else { return file }
            let bytes = Array(text.replacing("张工", with: "李工").utf8)
            return PlanFile(name: file.name, bytes: bytes, sha256: Fingerprint(of: Data(bytes)))
        }
    }
}

/// The program's own services, as the scene sets them up.
extension ReleaseScene {
    static func evaluator(
        _ plan: Plan,
        _ store: SQLiteStore,
        _ routing: AlertRouting,
        _ now: Instant,
        _ files: [PlanFile]
    ) throws
        -> Evaluator
    {
        try Evaluator(
            inputs: EvaluationInputs(
                plan: plan,
                journal: store,
                store: store,
                routing: { routing.alerts(for: $0, createdAt: $1) },
                orders: store,
                planSince: { try store.since(inUse: files) }
            ),
            now: now
        )
    }

    static func followUps(_ plan: Plan, _ store: SQLiteStore, _ routing: AlertRouting) -> FollowUpService {
        FollowUpService(
            plan: plan,
            store: store,
            routing: routing,
            orders: OrdersInEffect(mutes: { Mutes(try store.orders()) }, exams: { plan.exams }),
            noise: LevelPictures(plan: plan, journal: store, log: Logger(label: "quiethours")),
            notified: {},
            time: .system,
            logger: Logger(label: "quiethours")
        )
    }

    static func delivery(
        _ store: SQLiteStore,
        _ plan: Plan,
        _ channels: [SceneChannel],
        _ wakeSignal: WakeSignal,
        _ clock: SceneClock
    ) -> DeliveryService {
        DeliveryService(
            outbox: store,
            content: MessageContent(plan: plan),
            channels: channels,
            policy: DeliveryPolicy(
                retry: RetryPolicy(first: .seconds(30), longest: .minutes(10)),
                grouping: Grouping(most: 4, period: .minutes(10), digestEvery: .minutes(5), gather: .seconds(5))
            ),
            wake: wakeSignal,
            time: TimeSource(
                now: { clock.now },
                wait: { signal, _ in signal.wait(atMost: .hours(24)) },
                random: { 0.5 }
            ),
            logger: Logger(label: "quiethours")
        )
    }

    static func handler(
        _ links: AnswerLinks,
        _ store: SQLiteStore,
        _ plan: Plan,
        _ clock: SceneClock,
        _ logger: Logger
    ) -> AnswerHandler {
        AnswerHandler(
            links: links,
            store: store,
            composer: { AlertComposer(plan: plan) },
            picture: { _, _ in nil },
            now: { clock.now },
            log: logger
        )
    }

    static func bundle(_ configuration: Configuration, _ plan: Plan, _ store: SQLiteStore) -> EvidenceBundle {
        EvidenceBundle(configuration: configuration.local, plan: plan, store: store)
    }
}
