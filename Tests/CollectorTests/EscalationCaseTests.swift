import Acoustics
import Collector
import EventTime
import ExamCalendar
import Foundation
import Logging
import NoiseRules
import Notifications
import Plans
import Records
import Running
import SQLiteStore
import Sites
import StorePorts
import Synchronization
import TestSupport
import Testing

/// Folders with a plan, what happens by the clock, and who must be told of it.
///
/// `timeline.txt` has one line for each thing that happens, at UTC+8 on 2026-06-08 unless a date is given: `15:01:00
/// opened A school/gate construction listening`, `15:04:00 acknowledged A by Li Na`, `15:09:00 closed A`, `15:05:00
/// mute until 15:30:00`, `15:10:00 level 45` (it is loud otherwise), `15:20:00 silent`, `15:30:00 end`. An opening may
/// name its kind at the end (`prohibitedActivity`). `told.txt` has the alerts as they were put into the outbox.
@Suite("Escalations and rosters") struct EscalationCaseTests {
    static let folder = repositoryPath("Tests/CollectorTests/Escalations")

    static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test("everybody is told who must be, and nobody else", arguments: names)
    func told(name: String) throws {
        let directory = "\(Self.folder)/\(name)"
        let script = try EscalationScript(plan: PlanDocument.load(path: "\(directory)/plan.yaml").get())
        for line in try lines(of: "\(directory)/timeline.txt") { try script.play(line) }
        let told = try script.told()
        #expect(told == (try lines(of: "\(directory)/told.txt")), "\(told.joined(separator: "\n"))")
    }

    @Test("there are cases to try")
    func present() {
        #expect(Self.names.count >= 6)
    }

    private func lines(of path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
    }
}

/// A store that is looked after as often as the service would, by a clock that the script moves; at each full minute
/// another service takes over, as after a restart.
private final class EscalationScript {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let plan: Plan
    private let routing: AlertRouting
    private let time = ManualTime()
    private let noise = ScriptedNoise()
    private var service: FollowUpService
    private var changes: [String: ViolationChange] = [:]

    init(plan: Plan) throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.path("quiethours.db"))
        self.plan = plan
        let channels: [ChannelName] = [.mail, .webhook("li"), .webhook("wang")]
        routing = AlertRouting(plan: plan, channels: channels, expiry: .hours(24))
        service = EscalationScript.service(plan, store, routing, noise)
    }

    private static func service(
        _ plan: Plan,
        _ store: SQLiteStore,
        _ routing: AlertRouting,
        _ noise: ScriptedNoise
    ) -> FollowUpService {
        FollowUpService(
            plan: plan,
            store: store,
            routing: routing,
            orders: OrdersInEffect(mutes: { Mutes(try store.orders()) }, exams: { plan.exams }),
            noise: noise,
            notified: {},
            time: .system,
            logger: Logger(label: "quiethours")
        )
    }

    private static func instant(_ text: String) throws -> Instant {
        try #require(RFC3339.parse("\(text.contains("T") ? "" : "2026-06-08T")\(text)+08:00"))
    }

    func play(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let at = try Self.instant(words[0])
        advance(to: at)
        switch words[1] {
        case "begin", "end":
            break
        case "opened":
            try commit(opening(words, at))
        case "closed":
            var change = try #require(changes[words[2]])
            (change.step, change.reason, change.at, change.number) = (.closed, .quiet, at, change.number + 1)
            try commit(change)
        case "acknowledged":
            let by = words[4...].joined(separator: " ")
            try store.record(
                Answer(violation: ViolationID("20260608-\(words[2])"), act: .acknowledged, by: by, at: at)
            )
        case "level":
            noise.set(.level(try #require(Double(words[2]))))
        case "silent":
            noise.set(.silent(since: at))
        case "mute":
            _ = try store.append(
                .mute(Mute(from: at, until: try Self.instant(words[3]))),
                at: at,
                by: "Wang",
                why: "agreed"
            )
        default:
            Issue.record("nothing is known of \(words[1])")
        }
        _ = service.look(at: at)
    }

    private func advance(to end: Instant) {
        guard let now = time.now else { return time.now = end }
        var t = now
        while t < end {
            t = min(end, t + service.look(at: t))
            if t.milliseconds % 60_000 == 0 { service = Self.service(plan, store, routing, noise) }
        }
        time.now = end
    }

    private func opening(_ words: [String], _ at: Instant) throws -> ViolationChange {
        let place = words[3].split(separator: "/").map(String.init)
        let level = try #require(Level(decibels: 78.4))
        let limit = try #require(Level(decibels: 70))
        let kind = words.count > 5 ? SessionKind(rawValue: words[5]) : nil
        let session = plan.exams.first?.sessions.first { $0.kind == kind }
        let finding = Finding(
            sensor: place[1],
            rule: "boundary",
            limit: Limit(level: limit, quantity: .LAeq, standard: "GB 12523-2025", clause: "4.1", verified: true),
            level: level,
            LAFmax: nil,
            window: .minutes(1),
            coverage: 1,
            session: session.map(SessionNote.init)
        )
        return ViolationChange(
            violation: ViolationID("20260608-\(words[2])"),
            subject: ViolationSubject(
                site: SiteID(place[0]),
                source: try #require(NoiseSource(rawValue: words[4])),
                kind: words.last.flatMap(ViolationKind.init(rawValue:)) ?? .limitExceeded
            ),
            number: 1,
            step: .opened,
            at: at,
            openedAt: at,
            reason: .overLimit,
            finding: finding,
            worst: finding
        )
    }

    private func commit(_ change: ViolationChange) throws {
        changes[String(change.violation.text.dropFirst("20260608-".count))] = change
        let alerts = routing.alerts(for: .violation(change), createdAt: change.at)
        try store.commit(VerdictBatch(cursor: 0, changes: [change], alerts: alerts))
    }

    func told() throws -> [String] {
        try store.alerts(AlertFilter(), limit: 10_000).map(\.0)
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
            .map { alert in
                let clock = RFC3339.format(alert.createdAt, offset: 8 * 3600).dropFirst(11).prefix(8)
                return "\(clock) \(what(alert.subject)) -> \(alert.recipient) by \(alert.channel.rawValue)"
            }
    }

    /// Nothing while it is loud.
    private func how(_ noise: PresentNoise?) -> String {
        guard let noise, noise.level != nil else { return ", no data" }
        return noise.isBelow ? ", below the limit" : ""
    }

    private func what(_ subject: AlertSubject) -> String {
        let name = subject.violation.map { String($0.violation.text.dropFirst("20260608-".count)) } ?? ""
        switch subject {
        case .violation(let change): return "\(name) \(change.step.rawValue)"
        case .unanswered(let escalation):
            return "\(name) unanswered, now tier \(escalation.tier): \(escalation.next.joined(separator: ", "))"
                + how(escalation.present)
        case .reminder(let reminder):
            return "\(name) still on (\(reminder.answeredBy ?? "nobody"))\(how(reminder.present))"
        case .dutyGap(let gap):
            let clock = [gap.from, gap.until].map { at in
                at.map { RFC3339.format($0, offset: 8 * 3600).dropFirst(11).prefix(5) } ?? "the end"
            }
            return "nobody on duty \(clock[0]) to \(clock[1])"
        case .drill(let drill): return "drill \(drill.id) (\(drill.routes.joined(separator: "; ")))"
        case .sensor(let change): return "sensor \(change.step.rawValue)"
        case .collector(let change): return "collector \(change.matter.rawValue) \(change.isOn ? "on" : "off")"
        }
    }
}

/// How loud it is by the script: loud unless it says otherwise.
private final class ScriptedNoise: PresentNoiseSource {
    enum Now: Sendable {
        case level(Double)
        case silent(since: Instant)
    }

    private let now = Mutex(Now.level(78.4))

    func set(_ new: Now) { now.withLock { $0 = new } }

    func presentNoise(of change: ViolationChange, at instant: Instant) -> PresentNoise? {
        var noise = PresentNoise(
            sensor: change.finding.sensor,
            limit: change.finding.limit.level,
            level: nil,
            lastMinute: nil,
            lastReading: instant
        )
        switch now.withLock({ $0 }) {
        case .level(let decibels):
            guard let level = Level(decibels: decibels) else { return nil }
            noise.level = PresentLevel(level: level, over: .seconds(10), at: instant)
            noise.lastMinute = level
        case .silent(let since):
            noise.lastReading = since
        }
        return noise
    }
}

private final class ManualTime {
    var now: Instant?
}
