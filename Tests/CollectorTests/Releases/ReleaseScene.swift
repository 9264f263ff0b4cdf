import Acoustics
import Answering
import Collector
import Evaluation
import EventTime
import ExamCalendar
import Foundation
import Listening
import Logging
import NoiseRules
import Notifications
import Records
import Reports
import SQLiteStore
import SensorPayloads
import ServiceSettings
import Settings
import Synchronization
import TestSupport
import Testing

/// The morning of 2027-06-07 at four exam sites, played through the program's own services by a clock that the scene
/// moves.
///
/// Readings come every ten seconds from 08:00 on, are judged, told, delivered and answered. At 10:00:00 a level has
/// been over a limit for ten seconds, one violation waits for its first answer and another has passed all tiers, mutes
/// hold, a sensor is silent, late readings wait to be judged again, and alerts wait for delivery. The readings go on
/// until whenever they are asked for, so that a store that was closed at 10:00:00 continues.
final class ReleaseScene {
    static let key = "0123456789abcdef0123456789abcdef"
    static let frozenAt = "10:00:00"

    let folder: String
    let configuration: Configuration
    let store: SQLiteStore
    let links: AnswerLinks
    let clock = SceneClock()
    let post: ScenePost
    let routing: AlertRouting
    let followUps: FollowUpService
    private var evaluator: Evaluator?
    let logger = Logger(label: "quiethours")

    var plan: Plan { configuration.plan }

    /// Over the store of `folder`, which has `quiethours.yaml` and `plan.yaml`.
    init(folder: String) throws {
        self.folder = folder
        configuration = try Configuration.load(path: folder + "/quiethours.yaml", environment: [:]).get()
        store = try SQLiteStore(path: configuration.storePath)
        links = AnswerLinks(key: Secret(Self.key), url: "https://noise.example", validity: .hours(24))
        routing = AlertRouting(
            plan: configuration.plan,
            channels: [.mail, .webhook("bureau"), .webhook("city"), .jsonl, .mqtt],
            expiry: .minutes(30)
        )
        post = ScenePost(store: store, plan: configuration.plan, clock: clock)
        followUps = Self.followUps(configuration.plan, store, routing)
    }

    static func at(_ time: String, on date: String = "2027-06-07") throws -> Instant {
        try #require(RFC3339.parse("\(date)T\(time)+08:00"))
    }

    // MARK: the scene

    /// From the eve to the frozen moment.
    func play() async throws {
        try store.keep(PlanUse(since: Self.at("09:00:00", on: "2027-06-01"), files: earlierPlan()))
        try store.keep(PlanUse(since: Self.at("17:00:00", on: "2027-06-06"), files: configuration.planFiles))
        try ordersOfTheEve()
        clock.set(try Self.at("18:00:00", on: "2027-06-06"))
        _ = followUps.look(at: clock.now)
        try await post.deliver()
        clock.set(try Self.at("18:20:00", on: "2027-06-06"))
        let drill = try alert("drill-20270607-eve.bureau.mail")
        _ = try await answer(token(links.address(for: drill)), "act=acknowledged&by=%E7%8E%8B%E8%8A%B3")
        clock.set(try Self.at("08:00:00"))
        try await run(until: Self.frozenAt)
    }

    /// From where the clock stands, in steps of ten seconds.
    func run(until time: String) async throws {
        let end = try Self.at(time)
        while clock.now < end {
            clock.set(clock.now + .seconds(10))
            try hear()
            try before()
            try judge()
            _ = followUps.look(at: clock.now)
            try await post.deliver()
            try await after()
        }
    }

    /// Ends what runs in the background.
    func end() async { await post.end() }

    private func judge() throws {
        let now = clock.now
        var evaluator = try evaluator ?? Self.evaluator(plan, store, routing, now, configuration.planFiles)
        _ = try evaluator.obey(now: now)
        while try !evaluator.step(now: now, watermark: now).isCaughtUp {}
        _ = try evaluator.tick(now: now, watermark: now)
        while try evaluator.review(now: now, watermark: now).isGoing {}
        self.evaluator = evaluator
    }
}
