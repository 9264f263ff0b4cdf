package import Acoustics
import EventTime
package import NoiseRules
package import Records

/// The same engine over readings that are all there, in event time; sends nothing.
package enum Replay {
    /// Verdicts in order of time. Readings may come in any order; those of sensors that the plan does not have are not
    /// judged.
    package static func verdicts(plan: Plan, readings: [(sensor: SensorID, reading: Reading)]) -> [Verdict] {
        let ordered = readings.sorted { a, b in
            (a.reading.end, a.sensor, a.reading.duration) < (b.reading.end, b.sensor, b.reading.duration)
        }
        guard let first = ordered.first?.reading.start else { return [] }
        var judge = Judge(
            sites: plan.sites,
            sensors: plan.sensors,
            exams: plan.exams,
            notices: plan.notices,
            rules: plan.rules,
            start: first,
            silenceFrom: first
        )
        var verdicts: [Verdict] = []
        var ticked = first
        for (sensor, reading) in ordered {
            if reading.end - ticked >= .seconds(1) {
                ticked = reading.end
                judge.advance(to: ticked - .milliseconds(1), verdicts: &verdicts)
            }
            guard let index = judge.index(of: sensor) else { continue }
            judge.observe(reading, of: index, verdicts: &verdicts)
        }
        return verdicts
    }
}
