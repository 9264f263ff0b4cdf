import Acoustics
import EventTime
import NoiseRules
import Readings
import Records
import TestSupport

/// How one sensor of a random case measures and sends.
struct SensorHabits {
    /// Milliseconds by which a stamp may be late, below half a reading.
    var jitter: Int
    /// Parts in a million by which the sensor's clock is slow.
    var drift: Int
    /// Of a thousand readings, so many are marked.
    var marks: Int
    var sendsMaximum: Bool
    /// Of a hundred stretches of readings, so many are lost, sent twice, sent again a little later, or also sent as
    /// one.
    var lost: Int
    var twice: Int
    var shifted: Int
    var alsoWhole: Int

    init(_ random: inout SplitMix64, durations: [Int]) {
        let shortest = durations.min() ?? 1000
        jitter = random.pick([0, 0, 0, 1, min(10, shortest / 3), min(400, shortest * 2 / 5)])
        drift = random.pick([0, 0, 20, -20, 500, -500, 3000])
        marks = random.pick([0, 0, 2, 20])
        sendsMaximum = !random.once(in: 5)
        lost = random.pick([0, 5, 15])
        twice = random.pick([0, 0, 5])
        shifted = random.pick([0, 0, 0, 5])
        alsoWhole = random.pick([0, 0, 0, 5])
    }
}

extension Scenario {
    /// The readings of one sensor, stretch by stretch, in the order in which it measures them; no two with one start
    /// and length.
    static func readings(_ random: inout SplitMix64, _ size: ScenarioSize, from start: Instant) -> [Reading] {
        let habits = SensorHabits(&random, durations: size.durations)
        var readings: [Reading] = []
        // In milliseconds of the sensor's own clock.
        var time = random.once(in: 3) ? Int64(random.pick(0...999)) : 0
        let end = Int64(size.length) * 1000
        let usual = random.pick(size.durations)
        while time < end {
            let duration = Int64(random.once(in: 6) ? random.pick(size.durations) : usual)
            if habits.lost > 0, random.pick(0...99) < habits.lost {
                time += gap(&random, duration, size)
                continue
            }
            let stretch = self.stretch(&random, habits, from: &time, duration: duration, start: start)
            readings += stretch
            readings += repeated(&random, habits, stretch)
        }
        var known: Set<[Int64]> = []
        return readings.filter { known.insert([$0.start.milliseconds, $0.duration.milliseconds]).inserted }
    }

    /// One lost reading or some, half a minute, and around ten minutes where the case is long enough.
    private static func gap(_ random: inout SplitMix64, _ duration: Int64, _ size: ScenarioSize) -> Int64 {
        var gaps = [duration, duration, duration * 2, duration * Int64(random.pick(2...9)), 700, 1400, 1600, 30_000]
        if size.length > 1000 { gaps += [180_000, 598_000, 599_000, 600_000, 601_000, 660_000, 700_000, 900_000] }
        return random.pick(gaps)
    }

    private static func stretch(
        _ random: inout SplitMix64,
        _ habits: SensorHabits,
        from time: inout Int64,
        duration: Int64,
        start: Instant
    ) -> [Reading] {
        let bases = [400...520, 560...700, 580...620, 700...950]
        let base = random.pick(random.pick(bases))
        let spread = random.pick([0, 5, 40, 100])
        let isRainy = habits.marks > 0 && random.once(in: 20)
        return (0..<random.pick(1...(random.once(in: 4) ? 90 : 25))).map { _ in
            let off = time + time * Int64(habits.drift) / 1_000_000 + Int64(random.pick(0...habits.jitter))
            time += duration
            let level = base + random.pick(0...spread)
            var reading = Reading(
                start: start + .milliseconds(off),
                duration: .milliseconds(duration),
                LAeq: ScenarioPlan.level(tenths: level)
            )
            if habits.sendsMaximum { reading.LAFmax = ScenarioPlan.level(tenths: level + random.pick(0...60)) }
            if isRainy { reading.weather = Weather(windHundredths: 120, rainHundredths: 30) }
            if random.pick(0...999) < habits.marks { mark(&random, &reading) }
            return reading
        }
    }

    private static func mark(_ random: inout SplitMix64, _ reading: inout Reading) {
        switch random.pick(0...7) {
        case 0: reading.mark = .calibration
        case 1: reading.mark = .fault
        case 2: reading.mark = .under
        case 3: reading.weather = Weather(windHundredths: random.pick([499, 500, 800]))
        case 4: reading.weather = Weather(thunder: true)
        case 5 where reading.duration >= .seconds(10):
            // A whole number of seconds of which the share of the time is one.
            reading.mark = .partial
            reading.measuredSeconds = Int(reading.duration.milliseconds / 1000) / random.pick([2, 5, 10])
        default: reading.mark = .over
        }
    }

    /// The same again, the same a little later, or all of it as one reading.
    private static func repeated(
        _ random: inout SplitMix64,
        _ habits: SensorHabits,
        _ stretch: [Reading]
    ) -> [Reading] {
        var more: [Reading] = []
        if random.pick(0...99) < habits.shifted {
            more += stretch.map { reading in
                var again = reading
                again.start = reading.start + .milliseconds(min(300, reading.duration.milliseconds * 3 / 10))
                return again
            }
        }
        if random.pick(0...99) < habits.alsoWhole, let first = stretch.first, let last = stretch.dropFirst().last {
            var whole = first
            whole.duration = last.end - first.start
            whole.measuredSeconds = nil
            whole.mark = .normal
            more.append(whole)
        }
        return more
    }
}
