import Acoustics
package import EventTime
import ExamCalendar
import NoiseRules
package import Records

/// Judges readings in event time by plans that follow one another, each from its instant on.
///
/// Where one follows, the windows of the rules to come are filled first and what is open goes on, as in the service when it takes up
/// an edited plan.
struct SuccessiveJudge {
    /// A judge of one plan, and where each key's sensor is in it.
    private struct Stage {
        var judge: EventTimeJudge
        var sensors: [SensorKey: Int]
        var from: Instant
        /// From here on its windows are filled.
        var recallsFrom: Instant
        var recalled: Judge
    }

    private var current: Stage
    private var successors: ArraySlice<Stage>
    private var verdictsBefore: [Verdict] = []

    /// `plans` are in order of time, at least one; the first holds from the first reading on. `keys` are the sensors of the store.
    init?(_ plans: [PlanStretch], start: Instant, keys: [SensorID: SensorKey], background: JudgeSnapshot) {
        let stages = plans.enumerated().map { number, stretch in
            let memory = stretch.plan.rules.map(\.memory).max() ?? .zero
            let begins = number == 0 ? start : max(start, stretch.from - memory - .hours(1) - .minutes(10))
            var judge = stretch.plan.judge(start: begins)
            judge.adoptBackground(of: background, before: begins)
            var sensors: [SensorKey: Int] = [:]
            for sensor in stretch.plan.sensors {
                if let key = keys[sensor.id], let index = judge.index(of: sensor.id) { sensors[key] = index }
            }
            return Stage(
                judge: EventTimeJudge(judge),
                sensors: sensors,
                from: stretch.from,
                recallsFrom: begins,
                recalled: judge
            )
        }
        guard let first = stages.first else { return nil }
        current = first
        successors = stages.dropFirst()
    }

    /// Of all plans.
    var sensors: Set<SensorKey> {
        Set(current.sensors.keys).union(successors.flatMap(\.sensors.keys))
    }

    var isAtRest: Bool { successors.isEmpty && current.judge.judge.isAtRest }
    var verdicts: [Verdict] { verdictsBefore + current.judge.verdicts }

    /// Takes the next reading in order of the ends.
    mutating func take(_ reading: Reading, of sensor: SensorKey) {
        while let next = successors.first, next.from < reading.end { pass(to: next) }
        if let index = current.sensors[sensor] { current.judge.take(reading, of: index) }
        for number in successors.indices where reading.end > successors[number].recallsFrom {
            if let index = successors[number].sensors[sensor] { successors[number].recalled.recall(reading, of: index) }
        }
    }

    /// Judges what was taken, and lets time pass up to `end`.
    mutating func finish(at end: Instant) {
        while let next = successors.first, next.from <= end { pass(to: next) }
        current.judge.finish(at: end)
    }

    private mutating func pass(to next: Stage) {
        current.judge.finish(at: next.from)
        verdictsBefore += current.judge.verdicts
        var stage = next
        stage.recalled.takeOver(from: current.judge.judge, now: next.from, verdicts: &verdictsBefore)
        stage.judge = EventTimeJudge(stage.recalled)
        current = stage
        successors.removeFirst()
    }
}

/// A plan, and from when on it is judged by.
package struct PlanStretch: Sendable {
    package var from: Instant
    package var plan: Plan

    package init(from: Instant, plan: Plan) {
        (self.from, self.plan) = (from, plan)
    }
}
