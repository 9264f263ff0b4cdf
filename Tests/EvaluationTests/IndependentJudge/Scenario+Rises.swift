import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Sites
import TestSupport

extension Scenario {
    /// A case with rules that look for a rise, with the troubles of all random cases: levels around the background,
    /// half the rise and the rise above it, pauses of about five and ten seconds, and here and there days before that
    /// say what is usual.
    static func rises(seed: UInt64, isPrompt: Bool = false) -> Scenario {
        var random = SplitMix64(seed: seed)
        let size = ScenarioSize.random(&random)
        // Now and then over the edge of the night, or of an hour.
        let hour = Bench.nine + .hours(random.pick([0, 0, 12, 13]))
        let start = random.once(in: 3) ? hour + .hours(1) - .seconds(Int64(random.pick(10...600))) : hour
        let days = random.once(in: 3) ? random.pick([[1], [2, 1], [14, 7], [21, 14, 7], [7, 1]]) : []
        var plan = plan(&random, size, from: start)
        for index in plan.rules.indices {
            plan.rules[index] = risen(plan.rules[index], &random, isFirst: index == 0, hasDays: !days.isEmpty)
        }
        var scenario = Scenario(
            seed: seed,
            plan: plan,
            arrivals: [],
            turns: [],
            restarts: [],
            start: min(start, hour) - .hours(24 * Int64(days.first ?? 0)),
            end: start + .seconds(Int64(size.length)) + .hours(2),
            isPrompt: isPrompt
        )
        for sensor in plan.sensors {
            let background = sensor.background?.day?.tenths ?? random.pick(400...520)
            for day in days {
                let before = usual(&random, over: background, in: hour - .hours(24 * Int64(day)))
                scenario.arrivals += before.map { Arriving(sensor: sensor.id, reading: $0, at: $0.end) }
            }
            let readings = risen(readings(&random, size, from: start), &random, over: background)
            scenario.arrivals += arrivals(&random, readings, of: sensor.id)
        }
        scenario.arrange(&random)
        return scenario
    }

    /// The first rule and half of the others look for a rise; the rest have limits that ask for no background.
    private static func risen(_ rule: Rule, _ random: inout SplitMix64, isFirst: Bool, hasDays: Bool) -> Rule {
        var rule = rule
        rule.measurement.correction = nil
        if isFirst || random.once(in: 2) {
            rule.basis = .rise(tenths: random.pick([100, 100, 100, 50, 75, 150]))
            rule.kind = random.pick([.prohibitedActivity, .prohibitedActivity, .advisory])
            rule.measurement.quantity = .LAeq
            rule.measurement.window = .seconds(1)
            rule.measurement.isContinuous = false
        } else if hasDays {
            // Limits of standards are found minute by minute, which takes long over weeks.
            rule.basis = .level(ScenarioPlan.level(tenths: random.pick(520...680)), document: "Notice")
        }
        return rule
    }

    /// What one sensor hears in an earlier hour, a reading a minute: all of it or about three quarters, with some noise
    /// now and then.
    private static func usual(_ random: inout SplitMix64, over background: Int, in hour: Instant) -> [Reading] {
        let lost = random.pick([0, 0, 14, 15, 16, 30])
        let base = background + random.pick(-20...20)
        let noise = random.once(in: 3) ? random.pick(0...50) : 60
        let length = random.pick([1, 5, 20])
        return (0..<(60 - lost)).map { minute in
            let isLoud = minute >= noise && minute < noise + length
            return Reading(
                start: hour + .minutes(Int64(minute)),
                duration: .minutes(1),
                LAeq: ScenarioPlan.level(tenths: base + random.pick(0...30) + (isLoud ? 170 : 0))
            )
        }
    }

    /// The readings with other levels, stretch by stretch, some of which are lost.
    private static func risen(_ readings: [Reading], _ random: inout SplitMix64, over background: Int) -> [Reading] {
        let bases = [-60...0, -60...0, 0...40, 40...60, 90...110, 100...160, 100...160, 150...300]
        var left = 0
        var base = 0
        var spread = 0
        var isLost = false
        return readings.compactMap { reading in
            if left == 0 {
                left = random.pick([1, 2, 3, 4, 5, 5, 6, 8, 9, 10, 10, 11, 12, 20, 40, 90])
                base = background + random.pick(random.pick(bases))
                spread = random.pick([0, 0, 3, 20])
                isLost = random.once(in: 12)
            }
            left -= 1
            if isLost { return nil }
            let tenths = base + random.pick(0...spread)
            var risen = reading
            risen.LAeq = ScenarioPlan.level(tenths: tenths)
            if reading.LAFmax != nil { risen.LAFmax = ScenarioPlan.level(tenths: tenths + random.pick(0...60)) }
            return risen
        }
    }
}
