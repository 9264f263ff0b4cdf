package import Acoustics
import EventTime
import ExamCalendar
package import NoiseRules
package import Records

/// The same engine over readings that are all there, in event time; sends nothing.
///
/// What it says does not depend on the order in which readings come, as long as none ends before one that was judged:
/// readings that end together are judged in the order of their sensors.
package struct Replay {
    private let plan: Plan
    private let indexes: [SensorID: Int]
    /// Place of each sensor in the order of ids.
    private let ranks: [Int]
    private var judge: Judge?
    private var ticked = Instant.distantPast
    /// Readings that end at the same instant, not judged yet.
    private var together: [(rank: Int, index: Int, reading: Reading)] = []
    private var verdicts: [Verdict] = []

    package init(plan: Plan) {
        self.plan = plan
        indexes = Dictionary(uniqueKeysWithValues: plan.sensors.enumerated().map { ($1.id, $0) })
        var ranks = [Int](repeating: 0, count: plan.sensors.count)
        let order = plan.sensors.indices.sorted { plan.sensors[$0].id < plan.sensors[$1].id }
        for (rank, index) in order.enumerated() { ranks[index] = rank }
        self.ranks = ranks
    }

    /// Verdicts in order of time. Readings may come in any order; those of sensors that the plan does not have are not
    /// judged.
    package static func verdicts(plan: Plan, readings: [(sensor: SensorID, reading: Reading)]) -> [Verdict] {
        var replay = Replay(plan: plan)
        for (sensor, reading) in readings.sorted(by: { $0.reading.end < $1.reading.end }) {
            replay.take(reading, of: sensor)
        }
        return replay.finish()
    }

    /// The same over a file, which is held in memory only when it is not in order of time.
    package static func verdicts(plan: Plan, file: ReadingsFile) throws -> [Verdict] {
        var replay = Replay(plan: plan)
        var isInOrder = true
        try file.forEachReading { sensor, reading in
            if isInOrder { isInOrder = replay.take(reading, of: sensor) }
        }
        return isInOrder ? replay.finish() : verdicts(plan: plan, readings: try file.readings())
    }

    /// False, without taking it, for a reading that ends before one that was judged.
    @discardableResult
    package mutating func take(_ reading: Reading, of sensor: SensorID) -> Bool {
        guard let index = indexes[sensor] else { return true }
        if let current = together.first?.reading.end, current != reading.end {
            guard current < reading.end else { return false }
            judgeTogether()
        }
        together.append((ranks[index], index, reading))
        return true
    }

    package mutating func finish() -> [Verdict] {
        judgeTogether()
        return verdicts
    }

    private mutating func judgeTogether() {
        together.sort { ($0.rank, $0.reading.duration) < ($1.rank, $1.reading.duration) }
        guard let first = together.first?.reading else { return }
        if judge == nil {
            judge = Judge(
                sites: plan.sites,
                sensors: plan.sensors,
                exams: plan.exams,
                notices: plan.notices,
                rules: plan.rules,
                limits: plan.limits,
                start: first.start,
                silenceFrom: first.start
            )
            ticked = first.start
        }
        if first.end - ticked >= .seconds(1) {
            ticked = first.end
            judge?.advance(to: ticked - .milliseconds(1), verdicts: &verdicts)
        }
        for (_, index, reading) in together { judge?.observe(reading, of: index, verdicts: &verdicts) }
        together.removeAll(keepingCapacity: true)
    }
}
