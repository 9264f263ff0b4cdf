import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Sites

/// Judges readings in event time by plans that follow one another, each from its instant on.
///
/// Where one follows, the windows of the rules to come are filled first and what is open goes on, as in the service
/// when it takes up an edited plan.
struct SuccessiveJudge {
    /// A plan that is still to come.
    private struct Successor {
        /// Its windows are filled with what ends behind `recallsFrom`.
        var judge: Judge
        /// Where each key's sensor is in the plan.
        var sensors: [SensorKey: Int]
        var from: Instant
        var lastSequenceBefore: Int64?
        var recallsFrom: Instant
        /// Its readings that came before the plan before has all of its own.
        var held: [(reading: Reading, sensor: SensorKey)] = []

        /// Readings that end so much before or behind the change may have been judged by either plan.
        static let doubt = Judge.lateAfter

        /// Whether it judged the reading, rather than the plan before.
        func judges(_ reading: Reading, sequence: Int64) -> Bool {
            guard let lastSequenceBefore, reading.end > from - Successor.doubt, reading.end <= from + Successor.doubt
            else {
                return reading.end > from
            }
            return sequence > lastSequenceBefore
        }
    }

    private var current: EventTimeJudge
    private var currentSensors: [SensorKey: Int]
    private var successors: ArraySlice<Successor>
    private var verdictsBefore: [Verdict] = []

    /// `plans` are in order of time, at least one; the first holds from the first reading on. `keys` are the sensors of
    /// the store.
    init?(_ plans: [PlanStretch], start: Instant, keys: [SensorID: SensorKey], background: JudgeSnapshot) {
        let all = plans.enumerated().map { number, stretch in
            let begins = number == 0 ? start : max(start, stretch.from - stretch.plan.readAgain)
            var judge = stretch.plan.judge(start: begins)
            judge.adoptBackground(of: background, before: begins)
            var sensors: [SensorKey: Int] = [:]
            for sensor in stretch.plan.sensors {
                if let key = keys[sensor.id], let index = judge.index(of: sensor.id) { sensors[key] = index }
            }
            return Successor(
                judge: judge,
                sensors: sensors,
                from: stretch.from,
                lastSequenceBefore: stretch.lastSequenceBefore,
                recallsFrom: begins
            )
        }
        guard let first = all.first else { return nil }
        current = EventTimeJudge(first.judge)
        currentSensors = first.sensors
        successors = all.dropFirst()
    }

    /// Of all plans.
    var sensors: Set<SensorKey> {
        Set(currentSensors.keys).union(successors.flatMap(\.sensors.keys))
    }

    var isAtRest: Bool { successors.isEmpty && current.judge.isAtRest }
    var verdicts: [Verdict] { verdictsBefore + current.verdicts }

    /// Takes the next reading in order of the ends; `sequence` is that of its entry.
    mutating func take(_ reading: Reading, of sensor: SensorKey, sequence: Int64) {
        while let next = successors.first, next.from + Successor.doubt < reading.end { pass(to: next) }
        guard let number = successors.lastIndex(where: { $0.judges(reading, sequence: sequence) }) else {
            return judge(reading, of: sensor)
        }
        successors[number].held.append((reading, sensor))
    }

    /// Judges what was taken, and lets time pass up to `end`.
    mutating func finish(at end: Instant) {
        while let next = successors.first, next.from <= end { pass(to: next) }
        current.finish(at: end)
    }

    private mutating func judge(_ reading: Reading, of sensor: SensorKey) {
        if let index = currentSensors[sensor] { current.take(reading, of: index) }
        for number in successors.indices where reading.end > successors[number].recallsFrom {
            if let index = successors[number].sensors[sensor] { successors[number].judge.recall(reading, of: index) }
        }
    }

    private mutating func pass(to next: Successor) {
        // Where the service says which reading was its last, it had passed no edge of the last seconds.
        current.finish(at: next.lastSequenceBefore == nil ? next.from : next.from - Evaluator.grace)
        verdictsBefore += current.verdicts
        var judge = next.judge
        judge.takeOver(from: current.judge, now: next.from, verdicts: &verdictsBefore)
        current = EventTimeJudge(judge)
        currentSensors = next.sensors
        successors.removeFirst()
        for (reading, sensor) in next.held { self.judge(reading, of: sensor) }
    }
}

extension Plan {
    /// How much is read before an instant, so that there windows are full and the hour in progress is known.
    var readAgain: TimeSpan { (rules.map(\.memory).max() ?? .zero) + .hours(1) + .minutes(10) }
}
