import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Sites
import TestSupport

extension Scenario {
    /// The same case for the same seed. A prompt one arrives in the order of the ends without delay.
    static func random(seed: UInt64, isPrompt: Bool = false) -> Scenario {
        var random = SplitMix64(seed: seed)
        let size = ScenarioSize.random(&random)
        // Now and then over the edge of the night.
        let isEvening = random.once(in: 4)
        let ten = Bench.nine + .hours(13)
        let start = isEvening ? ten - .seconds(Int64(random.pick(10...size.length))) : Bench.nine
        let plan = plan(&random, size, from: start)
        var scenario = Scenario(
            seed: seed,
            plan: plan,
            arrivals: [],
            turns: [],
            restarts: [],
            start: start,
            end: start + .seconds(Int64(size.length)) + .hours(2),
            isPrompt: isPrompt
        )
        for sensor in plan.sensors {
            let readings = readings(&random, size, from: start)
            scenario.arrivals += arrivals(&random, readings, of: sensor.id)
        }
        scenario.arrange(&random)
        return scenario
    }

    /// Puts the arrivals into their order and lets the service turn.
    mutating func arrange(_ random: inout SplitMix64) {
        if isPrompt {
            arrivals = inOrder.map { Arriving(sensor: $0.0, reading: $0.1, at: $0.1.end) }
        } else {
            let inOrder = arrivals.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            arrivals = inOrder.map(\.element)
        }
        turn(&random)
    }

    /// Each reading with a delay of its own, some stretches kept back for long, some sent twice.
    static func arrivals(_ random: inout SplitMix64, _ readings: [Reading], of sensor: SensorID) -> [Arriving] {
        let longest = random.pick([0, 100, 3000, 20_000])
        let keepsBack = random.once(in: 2)
        let sendsTwice = random.once(in: 4)
        var arrivals: [Arriving] = []
        var kept: Int64 = 0
        for (index, reading) in readings.enumerated() {
            if index % 40 == 0 {
                kept = keepsBack && random.once(in: 5) ? Int64(random.pick([30, 120, 240, 700, 1200])) : 0
            }
            let delay = TimeSpan.milliseconds(Int64(random.pick(0...longest))) + .seconds(kept)
            arrivals.append(Arriving(sensor: sensor, reading: reading, at: reading.end + delay))
            if sendsTwice, random.once(in: 15) {
                let again = reading.end + delay + .seconds(Int64(random.pick(1...90)))
                arrivals.append(Arriving(sensor: sensor, reading: reading, at: again))
            }
        }
        return arrivals
    }

    /// Short and long steps between turns, and some restarts.
    private mutating func turn(_ random: inout SplitMix64) {
        guard let last = arrivals.map(\.at).max() else { return }
        let usual = random.pick([2000, 8000, 30_000, 120_000])
        var now = start
        var next = 0
        while now <= last {
            // Over hours in which nothing comes there is nothing to do.
            while next < arrivals.count, arrivals[next].at <= now { next += 1 }
            if next < arrivals.count, arrivals[next].at - now > .hours(1) {
                now = arrivals[next].at - .milliseconds(1)
                turns.append(now)
            }
            let step = random.once(in: 20) ? random.pick(1...1_800_000) : random.pick(1...usual)
            now = now + .milliseconds(Int64(step))
            turns.append(now)
            if random.once(in: 40) { restarts.insert(now) }
        }
    }
}
