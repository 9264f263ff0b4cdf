import Acoustics
import Evaluation
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport

/// One way of the product to judge a case, compared with the independent judge.
enum Comparison: String, CaseIterable {
    /// In event time, as `replay` does.
    case replay
    /// Live, with a real store, delays, batches and restarts, after the record was corrected.
    case record
    /// Live, everything in order and without delay: change by change.
    case live

    /// What differs, one line each with times in seconds from the start, and how many violations there should be.
    func outcome(_ scenario: Scenario) throws -> (differences: [String], violations: Int) {
        let expected = IndependentJudge.rulings(
            scenario.plan,
            scenario.readings,
            span: TimeRange(start: scenario.start, end: scenario.end)
        )
        var wanted = RuledViolation.all(of: expected)
        // A record of outcomes does not have it.
        for index in wanted.indices { wanted[index].endedAt = nil }
        let differences =
            switch self {
            case .replay: Comparison.lines(Comparison.replay(scenario), expected, from: scenario.start)
            case .live: try Comparison.lines(LiveRun(scenario).changes(), expected, from: scenario.start)
            case .record:
                try Comparison.lines(LiveRun(scenario).record(), wanted) { $0.text(from: scenario.start) }
            }
        return (differences, wanted.count)
    }

    static func replay(_ scenario: Scenario) -> [Ruling] {
        var judge = EventTimeJudge(scenario.plan.judge(start: scenario.start))
        for (sensor, reading) in scenario.inOrder {
            guard let index = judge.judge.index(of: sensor) else { continue }
            judge.take(reading, of: index)
        }
        judge.finish(at: scenario.end)
        return judge.verdicts.compactMap { verdict in
            if case .violation(let change) = verdict { Ruling(change) } else { nil }
        }
    }

    /// Change by change for each subject; in which order those of two subjects were decided at one instant is left
    /// open.
    private static func lines(_ found: [Ruling], _ expected: [Ruling], from start: Instant) -> [String] {
        let subjects = Set((found + expected).map(\.subject)).sorted {
            ($0.site, $0.source.rawValue, $0.kind.rawValue) < ($1.site, $1.source.rawValue, $1.kind.rawValue)
        }
        return subjects.flatMap { subject in
            lines(found.filter { $0.subject == subject }, expected.filter { $0.subject == subject }) {
                $0.text(from: start)
            }
        }
    }

    /// The first of each that is not the other's; what follows a difference follows from it.
    private static func lines<Element: Equatable>(
        _ found: [Element],
        _ expected: [Element],
        _ text: (Element) -> String
    ) -> [String] {
        guard found != expected else { return [] }
        let same = zip(found, expected).prefix { $0 == $1 }.count
        func line(_ elements: [Element]) -> String { same < elements.count ? text(elements[same]) : "nothing more" }
        return ["product: \(line(found))", "tests:   \(line(expected))"]
    }
}

/// The service's judging of a case with a real store: appends, steps, ticks, reviews and restarts.
struct LiveRun {
    private let store: SQLiteStore
    private let directory: TemporaryDirectory

    init(_ scenario: Scenario) throws {
        directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path("quiethours.db"))
        self.store = store
        func made(at now: Instant) throws -> Evaluator {
            try Evaluator(
                inputs: EvaluationInputs(plan: scenario.plan, journal: store, store: store, routing: { _, _ in [] }),
                now: now
            )
        }
        var evaluator = try made(at: scenario.start)
        var next = 0
        for now in scenario.turns + LiveRun.rest(scenario) {
            var messages: [SensorMessage] = []
            while next < scenario.arrivals.count, scenario.arrivals[next].at <= now {
                let arriving = scenario.arrivals[next]
                messages.append(SensorMessage(sensor: arriving.sensor, readings: [arriving.reading]))
                next += 1
            }
            if !messages.isEmpty { _ = try store.append(Arrival(receivedAt: now, origin: .mqtt, messages: messages)) }
            if scenario.restarts.contains(now) { evaluator = try made(at: now) }
            try LiveRun.turn(&evaluator, at: now)
        }
    }

    private static func turn(_ evaluator: inout Evaluator, at now: Instant) throws {
        while try !evaluator.step(now: now, watermark: now).isCaughtUp {}
        _ = try evaluator.tick(now: now, watermark: now)
        while try evaluator.review(now: now, watermark: now).isGoing {}
    }

    /// Minutes in which nothing comes any more, so that everything ends and is judged again.
    private static func rest(_ scenario: Scenario) -> [Instant] {
        var rest: [Instant] = []
        var now = scenario.turns.last ?? scenario.start
        let last = max(scenario.end, now + .hours(1))
        while now < last {
            now = now + .minutes(2)
            rest.append(now)
        }
        return rest
    }

    /// Everything that was decided, in order.
    func changes() throws -> [Ruling] {
        try store.violations(openOnly: false, limit: 10_000)
            .compactMap { try store.violation($0.id) }
            .flatMap(\.changes)
            .sorted { ($0.openedAt, $0.at, $0.number) < ($1.openedAt, $1.at, $1.number) }
            .map { Ruling($0) }
    }

    /// What the record says in the end.
    func record() throws -> [RuledViolation] {
        let outcomes = try store.violations(openOnly: false, limit: 10_000).compactMap(\.outcome)
        return RuledViolation.inOrder(
            outcomes.map { outcome in
                RuledViolation(
                    subject: outcome.subject,
                    openedAt: outcome.openedAt,
                    closedAt: outcome.closedAt,
                    endedAt: nil,
                    worst: outcome.worst.exceedanceTenths ?? 0
                )
            }
        )
    }
}
