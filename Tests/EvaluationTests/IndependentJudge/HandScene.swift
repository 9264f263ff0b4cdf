import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Sites

/// A scene with times in seconds from its start and levels in decibels, for what can be computed by hand.
struct HandScene {
    static let start = Bench.nine
    var sensors = [ScenarioPlan.sensor("s0")]
    var rules: [Rule]
    var sessions: [ExamSession] = []
    var notices: [ControlNotice] = []
    private(set) var readings: [(SensorID, Reading)] = []

    init(_ rules: [Rule]) { self.rules = rules }

    static func at(_ seconds: Double) -> Instant {
        start + .milliseconds(Int64((seconds * 1000).rounded()))
    }

    /// A rule that always holds, of 60 dB over ten seconds, full windows, cleared 3 dB below for 5 s.
    static func rule(
        _ id: String = "r0",
        limit: Int = 600,
        window: Int64 = 10,
        minimum: Int64 = 0,
        _ change: (inout Rule) -> Void = { _ in }
    ) -> Rule {
        var rule = Rule(
            id: RuleID(id),
            name: Name(id),
            when: .always,
            place: Rule.Place(),
            basis: .level(ScenarioPlan.level(tenths: limit), document: "Notice"),
            measurement: Rule.Measurement(window: .seconds(window), coveragePercent: 100),
            hysteresis: Rule.Hysteresis(minimumDuration: .seconds(minimum), clearAfter: .seconds(5))
        )
        change(&rule)
        return rule
    }

    /// Readings of `length` seconds one after another from `from`, one for each level.
    mutating func send(
        _ levels: [Double],
        from: Double,
        length: Double = 1,
        sensor: String = "s0",
        _ change: (inout Reading) -> Void = { _ in }
    ) {
        for (index, decibels) in levels.enumerated() {
            var reading = Reading(
                start: HandScene.at(from + Double(index) * length),
                duration: .milliseconds(Int64(length * 1000)),
                LAeq: ScenarioPlan.level(tenths: Int((decibels * 10).rounded()))
            )
            change(&reading)
            readings.append((SensorID(site: "school", sensor: sensor), reading))
        }
    }

    var plan: Plan {
        ScenarioPlan.plan(sensors: sensors, rules: rules, sessions: sessions, notices: notices)
    }

    /// "opened overLimit 10" for each change, with what else is asked for.
    func rulings(until end: Double = 3000) -> [Ruling] {
        IndependentJudge.rulings(plan, readings, span: TimeRange(start: HandScene.start, end: HandScene.at(end)))
    }

    /// One line for each change, as the judge of the tests finds it.
    func story(until end: Double = 3000) -> [String] {
        rulings(until: end).map(HandScene.line)
    }

    /// The same, in time, with the service's store: turns every second, and a restart at each of `restarts`.
    func scenario(until end: Double = 3000, restarts: [Double] = []) -> Scenario {
        let inOrder = readings.sorted { ($0.1.end, $0.0) < ($1.1.end, $1.0) }
        let last = inOrder.last?.1.end ?? HandScene.start
        var turns: [Instant] = []
        var now = HandScene.start
        while now <= last {
            now = now + .seconds(1)
            turns.append(now)
        }
        return Scenario(
            seed: 0,
            plan: plan,
            arrivals: inOrder.map { Scenario.Arriving(sensor: $0.0, reading: $0.1, at: $0.1.end) },
            turns: turns,
            restarts: Set(restarts.map(HandScene.at)),
            start: HandScene.start,
            end: HandScene.at(end),
            isPrompt: true
        )
    }

    /// The changes as the product's judge finds them.
    func found(until end: Double = 3000) -> [String] {
        Comparison.replay(scenario(until: end)).map(HandScene.line)
    }

    static func line(_ ruling: Ruling) -> String {
        func seconds(_ t: Instant) -> String {
            let value = (t - start).seconds
            return value == value.rounded() ? "\(Int(value))" : "\(value)"
        }
        var line = "\(ruling.step.rawValue) \(ruling.reason.rawValue) \(seconds(ruling.at))"
        if ruling.openedAt != ruling.at { line += " since \(seconds(ruling.openedAt))" }
        if let ended = ruling.endedAt { line += " ended \(seconds(ended))" }
        if let level = ruling.level { line += " at \(Double(level) / 10)" }
        return line + " worst \(Double(ruling.worst) / 10)"
    }
}

func levels(_ decibels: Double, _ count: Int) -> [Double] { [Double](repeating: decibels, count: count) }
