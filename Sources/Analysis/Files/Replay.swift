import Acoustics
import EventTime
import ExamCalendar
package import NoiseRules
package import Readings
package import Records
package import Sites

/// The same engine over readings that are all there, in event time; sends nothing.
package struct Replay {
    private let plan: Plan
    private let indexes: [SensorID: Int]
    private var judge: EventTimeJudge?

    package init(plan: Plan) {
        self.plan = plan
        indexes = Dictionary(uniqueKeysWithValues: plan.sensors.enumerated().map { ($1.id, $0) })
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

    /// The same over a file, which is held in memory only when it is not in order of time. Of sensors that the file
    /// does not have nothing is said: it may be about others.
    package static func verdicts(plan: Plan, file: ReadingsFile) throws -> [Verdict] {
        var replay = Replay(plan: plan)
        var isInOrder = true
        var there: Set<SensorID> = []
        try file.forEachReading { sensor, reading in
            there.insert(sensor)
            if isInOrder { isInOrder = replay.take(reading, of: sensor) }
        }
        let verdicts = isInOrder ? replay.finish() : verdicts(plan: plan, readings: try file.readings())
        return verdicts.filter { verdict in
            guard case .sensor(let change) = verdict else { return true }
            return there.contains(change.sensor)
        }
    }

    /// False, without taking it, for a reading that ends before one that was judged.
    @discardableResult
    package mutating func take(_ reading: Reading, of sensor: SensorID) -> Bool {
        guard let index = indexes[sensor] else { return true }
        if judge == nil { judge = EventTimeJudge(plan.judge(start: reading.start)) }
        return judge?.take(reading, of: index) ?? true
    }

    package mutating func finish() -> [Verdict] {
        judge?.finish()
        return judge?.verdicts ?? []
    }
}
