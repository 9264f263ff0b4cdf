import Acoustics
import Collector
import Evaluation
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Notifications
import Plans
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import StorePorts
import TestSupport
import Testing

/// Folders with a plan, what happens by the clock, and what must be told and recorded.
///
/// `timeline.txt` has one line for each thing that happens, at UTC+8:
/// `09:00:00 hear school/gate 1s 600 LAeq=75` (so many readings from then on, each arriving as it ends),
/// `12:00:00 card school/gate 09:00:00 1s 60 LAeq=75` (a memory card with readings from then on is read now),
/// `09:10:00 mute until 09:40:00`, `11:20:00 extend gaokao 09:00:00 by 10min`, `13:00:00 end`.
/// `record.txt` has what was told by the log as it was told, and then the violations as they stand at the end.
@Suite("Live cases")
struct LiveCaseTests {
    static let folder = repositoryPath("Tests/CollectorTests/LiveCases")

    static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test("what happens is told and recorded as it is written down", arguments: names, [10, 37])
    func record(name: String, step: Int64) throws {
        let directory = "\(Self.folder)/\(name)"
        let run = try LiveRun(plan: PlanDocument.load(path: "\(directory)/plan.yaml").get(), step: step)
        for line in try lines(of: "\(directory)/timeline.txt") { try run.schedule(line) }
        let told = try run.run()
        let wanted = try lines(of: "\(directory)/record.txt")
        #expect(told == wanted, "\(told.joined(separator: "\n"))")
    }

    @Test("there are cases to try")
    func present() {
        #expect(Self.names.count >= 5)
    }

    /// Without what is only said for people.
    private func lines(of path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
    }
}

/// A store with an evaluator that takes a turn every few seconds, as the service does.
private final class LiveRun {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let plan: Plan
    private let step: TimeSpan
    private var evaluator: Evaluator
    private var arriving: [(at: Instant, origin: Arrival.Origin, message: SensorMessage)] = []
    private var orders: [(at: Instant, matter: Order.Matter)] = []
    private var end = Instant.distantPast

    init(plan: Plan, step: Int64) throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.path("quiethours.db"))
        self.plan = plan
        self.step = .seconds(step)
        let routing = AlertRouting(plan: plan, channels: [.log], expiry: .hours(1))
        evaluator = try Evaluator(
            inputs: EvaluationInputs(
                plan: plan,
                journal: store,
                store: store,
                routing: { routing.alerts(for: $0, createdAt: $1) },
                orders: store
            ),
            now: try LiveRun.instant("00:00:00")
        )
    }

    private static func instant(_ text: some StringProtocol) throws -> Instant {
        try #require(RFC3339.parse("2026-06-07T\(text)+08:00"))
    }

    private static func clock(_ instant: Instant) -> String {
        String(RFC3339.format(instant, offset: 8 * 3600).dropFirst(11).prefix(8))
    }

    func schedule(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let at = try Self.instant(words[0])
        switch words[1] {
        case "hear":
            for reading in try readings(from: at, words.dropFirst(3)) {
                arriving.append((reading.end, .mqtt, SensorMessage(sensor: try sensor(words[2]), readings: [reading])))
            }
        case "card":
            let readings = try readings(from: Self.instant(words[3]), words.dropFirst(4))
            arriving.append((at, .file, SensorMessage(sensor: try sensor(words[2]), readings: readings)))
        case "mute":
            orders.append((at, .mute(Mute(from: at, until: try Self.instant(words[3])))))
        case "extend":
            let session = ExamExtension(
                exam: ExamID(words[2]),
                start: try Self.instant(words[3]),
                kind: .written,
                extent: .by(.minutes(try #require(Int64(words[5].dropLast(3)))))
            )
            orders.append((at, .extend(session)))
        case "end":
            end = at
        default:
            Issue.record("nothing is known of \(words[1])")
        }
    }

    private func sensor(_ text: String) throws -> SensorID {
        let parts = text.split(separator: "/").map(String.init)
        return SensorID(site: SiteID(try #require(parts.first)), sensor: try #require(parts.last))
    }

    private func readings(from start: Instant, _ words: ArraySlice<String>) throws -> [Reading] {
        let words = Array(words)
        let seconds = try #require(Int64(words[0].dropLast()))
        let decibels = try #require(Double(words[2].dropFirst("LAeq=".count)))
        let level = try #require(Level(decibels: decibels))
        let count = try #require(Int64(words[1]))
        return (0..<count).map { number in
            Reading(start: start + .seconds(number * seconds), duration: .seconds(seconds), LAeq: level)
        }
    }

    /// What was told and what stands at the end.
    func run() throws -> [String] {
        arriving.sort { $0.at < $1.at }
        orders.sort { $0.at < $1.at }
        let beginnings = [arriving.first?.at, orders.first?.at].compactMap { $0 }
        var now = try #require(beginnings.min())
        var (next, given) = (0, 0)
        while now <= end {
            for way in [Arrival.Origin.mqtt, .file] {
                let due = arriving[next...].prefix { $0.at <= now }.filter { $0.origin == way }.map(\.message)
                if !due.isEmpty { _ = try store.append(Arrival(receivedAt: now, origin: way, messages: due)) }
            }
            next += arriving[next...].prefix { $0.at <= now }.count
            try turn(at: now)
            while given < orders.count, orders[given].at <= now {
                _ = try store.append(orders[given].matter, at: orders[given].at, by: "Wang Fang", why: "agreed")
                given += 1
            }
            try turn(at: now)
            now = min(now + step, given < orders.count ? orders[given].at : .distantFuture)
        }
        return try told() + record()
    }

    private func turn(at now: Instant) throws {
        _ = try evaluator.obey(now: now)
        while try !evaluator.step(now: now).isCaughtUp {}
        _ = try evaluator.tick(now: now, watermark: now)
        while try evaluator.review(now: now, watermark: now).isGoing {}
    }

    private func told() throws -> [String] {
        try store.dueAlerts(at: .distantFuture, channel: .log, limit: 1000).compactMap { alert in
            guard case .violation(let change) = alert.subject else { return nil }
            return "told \(change.step.rawValue) (\(change.reason.rawValue)) \(change.subject.source.rawValue)"
        }
    }

    private func record() throws -> [String] {
        try store.violations(openOnly: false, limit: 1000).sorted { $0.openedAt < $1.openedAt }.flatMap { listed in
            let record = try #require(try store.violation(listed.id))
            let span = "\(Self.clock(record.openedAt)) to \(record.closedAt.map(Self.clock) ?? "now")"
            let head =
                "\(record.state) \(record.subject.source.rawValue) \(record.subject.kind.rawValue) \(span) "
                + "worst \(record.worst.level?.text ?? "none") over \(record.worst.limit.level.text)"
            return [head]
                + record.changes.map { change in
                    let late = change.correction.map { correction in
                        let before = correction.before.map {
                            "\(Self.clock($0.openedAt)) to "
                                + "\($0.closedAt.map(Self.clock) ?? "now") worst \($0.worst.level?.text ?? "none")"
                        }
                        return before.map { " again, before \($0)" } ?? " again, nothing before"
                    }
                    let muted = change.muted.map { ", muted by \($0.by)" } ?? ""
                    return "  \(change.number) \(change.step.rawValue) (\(change.reason.rawValue))\(late ?? "")\(muted)"
                }
        }
    }
}
