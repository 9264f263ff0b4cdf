import TestSupport

/// A sensor with random faults: what it sent over some hours, in the order in which it arrived.
struct WrittenSensor {
    private(set) var readings: [WrittenReading] = []
    private var random: SplitMix64
    private let levels: Levels
    private let middle: Int
    private var hasExtremes = false

    /// How finely a sensor reports its levels.
    private enum Levels: CaseIterable {
        case tenths, hundredths, fourDecimals, sixDecimals
        /// One level, in the middle between two tenths.
        case oneMiddle
        /// Levels whole tens of decibels apart, so that means may lie on the middle too.
        case tens
    }

    /// Readings from about `start` on for `length` milliseconds.
    init(seed: UInt64, from start: Int, length: Int) {
        var random = SplitMix64(seed: seed)
        levels = Levels.allCases.randomElement(using: &random) ?? .tenths
        middle = Int.random(in: 300...999, using: &random) * 100_000 + 50_000
        self.random = random
        var at = start - chosen([0, 500, 59_300, 1_700_000])
        while at < start + length { at = send(from: at) }
        sendLong(from: start, length: length)
        sendAgain()
        readings.shuffle(using: &self.random)
    }

    private mutating func chosen<T>(_ values: [T]) -> T { values[Int.random(in: values.indices, using: &random)] }
    private mutating func isOne(in n: Int) -> Bool { Int.random(in: 0..<n, using: &random) == 0 }

    /// A run of readings of one length, with its faults; where the next one begins.
    private mutating func send(from start: Int) -> Int {
        let duration = chosen([1000, 1000, 1000, 1000, 125, 500, 2000, 10_000, 60_000, 60_000, 900_000, 1_000_000])
        let count = duration >= 900_000 ? 1 : Int.random(in: 1...(duration >= 10_000 ? 30 : 240), using: &random)
        let jitter = chosen([0, 0, 10, 10, duration * 2 / 5, duration * 3 / 5])
        // A fast or a slow clock, half the period (readings that overlap by half), or twice (every other one lost).
        let step = duration + chosen([0, 0, 0, 0, 1, -1, -duration / 2, duration])
        let faults = chosen([0, 0, 20, 5])
        hasExtremes = isOne(in: 3)
        for i in 0..<count {
            let late = Int.random(in: 0...jitter, using: &random)
            var reading = reading(from: start + i * step + late, lasting: duration)
            if faults > 0, isOne(in: faults) { spoil(&reading) }
            if !isOne(in: 30) { readings.append(reading) }
        }
        let end = start + count * step
        // A hole, a logger's minutes over the seconds of before, or nothing in between.
        return end + chosen([0, 0, 0, Int.random(in: 1...900_000, using: &random), -min(180_000, end - start)])
    }

    /// Records of an hour, of a day, and of milliseconds taken for seconds.
    private mutating func sendLong(from start: Int, length: Int) {
        if isOne(in: 3) {
            let offset = chosen([0, 0, 500, 1_800_000, 1_000_000])
            for hour in -1...(length / 3_600_000) where !isOne(in: 3) {
                readings.append(reading(from: start + hour * 3_600_000 + offset, lasting: 3_600_000))
            }
        }
        if isOne(in: 4) { readings.append(reading(from: start - 40_000_000, lasting: 86_400_000)) }
        if isOne(in: 4) {
            let at = start + Int.random(in: 0...length, using: &random)
            for i in 0..<10 { readings.append(reading(from: at + i * 1000, lasting: 1_000_000)) }
        }
    }

    /// A part of what was sent comes again, as it was or a little later.
    private mutating func sendAgain() {
        guard isOne(in: 2), !readings.isEmpty else { return }
        let first = Int.random(in: readings.indices, using: &random)
        let shift = chosen([0, 300, 500, 700])
        for var reading in readings[first...].prefix(200) {
            reading.start += shift
            readings.append(reading)
        }
    }

    private mutating func reading(from start: Int, lasting duration: Int) -> WrittenReading {
        var reading = WrittenReading(start: start, duration: duration, LAeq: level())
        if hasExtremes {
            reading.LAFmax = min(160_000_000, reading.LAeq + Int.random(in: 0...9_000_000, using: &random))
            reading.LAFmin = max(0, reading.LAeq - Int.random(in: 0...9_000_000, using: &random))
        }
        if duration >= 2000, isOne(in: 3) {
            reading.measuredSeconds = Int.random(in: 0...duration / 1000, using: &random)
        }
        if duration == 3_600_000 { reading.percentiles = (0..<5).map { _ in level() } }
        return reading
    }

    private mutating func spoil(_ reading: inout WrittenReading) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: reading.isFault = true
        case 1: reading.wind = Int.random(in: 0...900, using: &random)
        case 2: reading.rain = chosen([0, 1, 5, 20])
        default: reading.rain = 20
        }
    }

    private mutating func level() -> Int {
        switch levels {
        case .tenths: Int.random(in: 300...900, using: &random) * 100_000
        case .hundredths: Int.random(in: 3000...9000, using: &random) * 10_000
        case .fourDecimals: Int.random(in: 300_000...900_000, using: &random) * 100
        case .sixDecimals: Int.random(in: 30_000_000...90_000_000, using: &random)
        case .oneMiddle: middle
        case .tens: middle + chosen([-1, 0, 0, 1]) * 10_000_000
        }
    }
}
