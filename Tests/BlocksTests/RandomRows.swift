import Acoustics
import Blocks
import EventTime
import Readings
import TestSupport

/// An hour of one sensor as no sensor alone would send it: gaps, durations of several lengths, marks, a clock that is
/// moved, and the smallest and largest that the journal holds.
struct RandomRows {
    var random: SplitMix64
    let place: BlockPlace
    /// How rarely things happen: one in so many readings.
    private let rarity: Int
    private let columns: Set<Int>

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        let hours: [Int64] = [0, -1, 484_008, 27_777_000, 83_000_000]
        place = BlockPlace(
            hour: hours.randomElement(using: &random) ?? 0,
            sensor: Int64.random(in: 1...70_000, using: &random)
        )
        rarity = [1, 2, 10, 500].randomElement(using: &random) ?? 1
        let share = Int.random(in: 0...4, using: &random)
        var columns: Set<Int> = []
        for column in 0..<24 where Int.random(in: 0..<4, using: &random) < share { columns.insert(column) }
        self.columns = columns
    }

    private mutating func happens() -> Bool { Int.random(in: 0..<rarity, using: &random) == 0 }

    private mutating func pick<Value>(_ column: Int, _ values: [Value]) -> Value? {
        guard columns.contains(column), !happens() || Bool.random(using: &random) else { return nil }
        return values.randomElement(using: &random)
    }

    private mutating func level(_ column: Int, near: Int) -> Level? {
        pick(
            column,
            [
                Level(microdecibels: near + 100_000 * Int.random(in: -20...20, using: &random)),
                Level(microdecibels: Int.random(in: 0...160_000_000, using: &random)),
                Level.minimum, Level.maximum,
            ].compactMap(\.self)
        )
    }

    mutating func rows(_ count: Int) -> [BlockRow] {
        var rows: [BlockRow] = []
        var identities: Set<[Int64]> = []
        var start = place.range.start.milliseconds + Int64.random(in: 0..<2000, using: &random)
        var sequence = Int64.random(in: 0...Int64.max / 2, using: &random)
        var near = 44_085_907
        for _ in 0..<count {
            let lengths: [Int64] = [1000, 1000, 1000, 60_000, 1, 0, 125, 366 * 86_400_000]
            let duration = (rarity > 5 && !happens() ? 1000 : lengths.randomElement(using: &random)) ?? 1000
            if place.range.contains(Instant(milliseconds: start)), identities.insert([start, duration]).inserted {
                near = min(max(near + 100_000 * Int.random(in: -9...9, using: &random), 30_085_907), 99_085_907)
                rows.append(row(start, duration, sequence, near))
            }
            if happens() {
                start += [0, 0, 1, 999, 61_000, 600_000].randomElement(using: &random) ?? 0
            } else {
                start += 1000
            }
            sequence = happens() ? Int64.random(in: .min ... .max, using: &random) : sequence &+ 1
        }
        return rows
    }

    private mutating func row(_ start: Int64, _ duration: Int64, _ sequence: Int64, _ near: Int) -> BlockRow {
        var reading = Reading(
            start: Instant(milliseconds: start),
            duration: .milliseconds(duration),
            LAeq: happens() && Bool.random(using: &random) ? nil : Level(microdecibels: near),
            LAFmax: level(0, near: near),
            LAFmin: level(1, near: near),
            LCeq: level(2, near: near),
            LAIeq: level(3, near: near),
            LCpeak: level(4, near: near)
        )
        reading.percentiles = pick(
            5,
            [
                Percentiles(), Percentiles(L5: level(6, near: near)),
                Percentiles(L90: level(7, near: near), L95: .maximum),
                Percentiles(L5: .maximum, L10: .onePascal, L50: .minimum, L90: level(7, near: near), L95: nil),
            ]
        )
        reading.weather = pick(
            8,
            [
                Weather(), Weather(windHundredths: 0),
                Weather(windHundredths: 10_000, rainHundredths: 1, thunder: false),
                Weather(rainHundredths: 1_000_000_000, thunder: true),
            ]
        )
        let times: [TimeWeighting?] = [nil, .fast, .slow, .impulse]
        if let frequency = pick(9, FrequencyWeighting.allCases), let time = times.randomElement(using: &random) {
            reading.momentary = MomentaryLevel(.onePascal, frequency: frequency, time: time)
        }
        reading.health = pick(
            10,
            [
                DeviceHealth(), DeviceHealth(batteryPercent: 100), DeviceHealth(millivolts: .max),
                DeviceHealth(batteryPercent: 0, millivolts: 0),
            ]
        )
        reading.mark = pick(11, DataMark.allCases) ?? .normal
        reading.measuredSeconds = pick(12, [0, 1, 59, 1_000_000_000])
        reading.historical = pick(13, [true]) ?? false
        reading.isTimedByArrival = pick(14, [true]) ?? false
        reading.shift = .milliseconds(pick(15, [1, -28_800_000, 300_000_000_000_000, -100_000_000_000_000]) ?? 0)
        let numbers = [
            MessageSequence(boot: 3, seq: 17), MessageSequence(seq: .max), MessageSequence(boot: .max, seq: 0),
        ]
        let late: [Int64] = [0, 250, -100_000_000_000_000, 300_000_000_000_000, 86_400_000]
        return BlockRow(
            sequence: sequence,
            arrival: happens() ? Int64.random(in: .min ... .max, using: &random) : 7,
            receivedAt: Instant(
                milliseconds: happens() ? late.randomElement(using: &random) ?? 0 : start + duration % 86_400_000
            ),
            isImported: pick(16, [true]) ?? false,
            number: pick(17, numbers),
            reading: reading
        )
    }
}
