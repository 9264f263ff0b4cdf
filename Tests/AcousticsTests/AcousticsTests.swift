import Acoustics
import EventTime
import Foundation
import Testing

@Suite("Energy means")
struct EnergyTests {
    struct Row: CustomTestStringConvertible {
        var parts: [(Double, Int64)]
        var mean: String
        var testDescription: String { "\(parts) is \(mean)" }
    }

    @Test(
        arguments: [
            Row(parts: [(55, 30), (75, 30)], mean: "72.0"),
            Row(parts: [(50, 59), (90, 1)], mean: "72.2"),
            Row(parts: [(60, 3600)], mean: "60.0"),
            Row(parts: [(0, 1)], mean: "0.0"),
            Row(parts: [(160, 86_400)], mean: "160.0"),
            Row(parts: [(20, 600), (20, 1)], mean: "20.0"),
        ]
    )
    func mean(_ row: Row) throws {
        var mean = EnergyMean()
        for (decibels, seconds) in row.parts {
            mean.add(try #require(Level(decibels: decibels)), milliseconds: seconds * 1000)
        }
        #expect(mean.level?.text == row.mean)
    }

    @Test("nothing measured is no level, not 0 dB")
    func nothing() {
        #expect(EnergyMean().level == nil)
    }

    @Test("what was added can be taken out again without a trace, whatever was in between")
    func exact() throws {
        var generator = SystemRandomNumberGenerator()
        let levels = (0..<10_000).compactMap { number in
            number.isMultiple(of: 2)
                ? Level(hundredths: Int.random(in: 0...16_000, using: &generator))
                : Level(microdecibels: Int.random(in: 0...160_000_000, using: &generator))
        }
        let quiet = try #require(Level(decibels: 20))
        var mean = EnergyMean()
        mean.add(quiet, milliseconds: 1000)
        let before = mean
        for level in levels { mean.add(level, milliseconds: 125) }
        for level in levels.shuffled() { mean.remove(level, milliseconds: 125) }
        #expect(mean == before)
    }

    @Test("equal levels have that level as their mean in every tie, rounded half to even (GB/T 8170)")
    func ties() throws {
        for tenths in 0..<1600 {
            let level = try #require(Level(hundredths: tenths * 10 + 5))
            let even = tenths + tenths % 2
            #expect(level.tenths == even)
            for milliseconds: Int64 in [1, 125, 1000, 3_600_000, 86_400_000, 31_536_000_000] {
                let mean = Energy(level, milliseconds: milliseconds).mean(overMilliseconds: milliseconds)
                #expect(mean?.tenths == even, "\(level.exactText) dB over \(milliseconds) ms")
            }
            var mean = EnergyMean()
            for part: Int64 in [1000, 999, 1, 37] { mean.add(level, milliseconds: part) }
            #expect(mean.level?.tenths == even)
        }
    }

    @Test("a millionth of a decibel beside a tie decides it, and so does none")
    func besideTies() throws {
        for tenths in stride(from: 1, to: 1600, by: 7) {
            for (offset, expected) in [(-1, tenths), (0, tenths + tenths % 2), (1, tenths + 1)] {
                let level = try #require(Level(microdecibels: tenths * 100_000 + 50_000 + offset))
                #expect(level.tenths == expected)
                #expect(Energy(level, milliseconds: 1000).mean(overMilliseconds: 1000)?.tenths == expected)
            }
        }
        // One part 10 dB above for ten parts 10 dB below: 44.35 dB to the last digit.
        var mean = EnergyMean()
        mean.add(try #require(Level(decibels: 34.35)), milliseconds: 10_000)
        mean.add(try #require(Level(decibels: 54.35)), milliseconds: 1000)
        #expect(mean.level?.text == "44.4")
    }

    @Test("of levels as finely as they are kept, the mean is that of their powers of ten")
    func fineLevels() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var mean = EnergyMean()
            var sum = 0.0
            var time = 0.0
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let level = try #require(Level(microdecibels: Int.random(in: 0...160_000_000, using: &generator)))
                let milliseconds = Int64.random(in: 1...3_600_000, using: &generator)
                mean.add(level, milliseconds: milliseconds)
                sum += pow(10, Double(level.microdecibels) / 10_000_000) * Double(milliseconds)
                time += Double(milliseconds)
            }
            let tenths = 100 * log10(sum / time)
            let isDecided = abs(tenths - tenths.rounded(.down) - 0.5) > 1e-6
            if isDecided { #expect(mean.level?.tenths == Int(tenths.rounded(.toNearestOrEven))) }
        }
    }

    @Test("a year at 160 dB is held, and may be taken out again")
    func year() {
        var mean = EnergyMean()
        for _ in 0..<366 { mean.add(.maximum, milliseconds: 86_400_000) }
        mean.add(.minimum, milliseconds: 1)
        #expect(mean.level == .maximum)
        for _ in 0..<366 { mean.remove(.maximum, milliseconds: 86_400_000) }
        #expect(mean.level == .minimum)
    }

    @Test("merging parts equals the whole")
    func merge() throws {
        var whole = EnergyMean()
        var parts = [EnergyMean(), EnergyMean()]
        for step in 0..<1000 {
            let level = try #require(Level(hundredths: 3000 + step * 7))
            whole.add(level, milliseconds: 1000)
            parts[step % 2].add(level, milliseconds: 1000)
        }
        var merged = parts[0]
        merged.merge(parts[1])
        #expect(merged == whole)
    }
}

@Suite("Levels")
struct LevelTests {
    @Test(
        "are told to a tenth, rounded half to even (GB/T 8170)",
        arguments: [(5504, "55.0"), (5505, "55.0"), (5506, "55.1"), (5515, "55.2"), (5525, "55.2"), (0, "0.0")]
    )
    func rounding(_ row: (Int, String)) {
        #expect(Level(hundredths: row.0)?.text == row.1)
    }

    @Test(
        "keep what was received, in as few decimals as it has",
        arguments: [
            (46.0471, "46.0471", "46.0"), (44.35, "44.35", "44.4"), (44.349999, "44.349999", "44.3"),
            (53, "53.0", "53.0"), (0.000001, "0.000001", "0.0"), (160, "160.0", "160.0"), (159.95, "159.95", "160.0"),
        ]
    )
    func exactText(_ row: (Double, String, String)) throws {
        let level = try #require(Level(decibels: row.0))
        #expect(level.exactText == row.1)
        #expect(level.text == row.2)
        #expect(String(level.decibels) == row.1 || row.0 < 0.001)
    }

    @Test("outside 0 to 160 dB there is none", arguments: [-0.1, 160.000001, Double.nan, .infinity])
    func range(_ decibels: Double) {
        #expect(Level(decibels: decibels) == nil)
    }
}

@Suite("Distributions")
struct DistributionTests {
    private func distribution(_ levels: [Double]) -> LevelDistribution {
        var distribution = LevelDistribution()
        for level in levels.compactMap(Level.init(decibels:)) { distribution.add(level, duration: .seconds(1)) }
        return distribution
    }

    @Test("percentiles interpolate between the neighbouring samples")
    func percentiles() {
        let known = distribution((0...100).map { 40 + Double($0) * 0.1 }.shuffled())
        #expect(known.exceeded(percent: 10)?.text == "49.0")
        #expect(known.exceeded(percent: 50)?.text == "45.0")
        #expect(known.exceeded(percent: 90)?.text == "41.0")
        #expect(distribution([50, 60]).exceeded(percent: 50)?.text == "55.0")
        #expect(distribution([50, 60]).exceeded(percent: 5)?.text == "59.5")
        #expect(distribution([50]).exceeded(percent: 95)?.text == "50.0")
        #expect(LevelDistribution().exceeded(percent: 50) == nil)
    }

    @Test("merge exactly")
    func merge() {
        let levels = (0..<3600).map { 40 + Double(($0 * 7919) % 300) / 10 }
        var merged = distribution(Array(levels.prefix(1234)))
        merged.merge(distribution(Array(levels.dropFirst(1234))))
        #expect(merged == distribution(levels))
    }

    @Test(
        "the standard deviation is that of the population, rounded once, half to even",
        arguments: [
            ([50, 60], 50), ([50, 50, 50], 0), ([50, 50.1], 0), ([50, 50.3], 2), ([50, 50.299999], 1),
            ([50, 50.300001], 2), ([0, 160], 800), ([46.0471], 0), ([40, 40, 46], 28),
        ] as [([Double], Int)]
    )
    func deviation(_ row: ([Double], Int)) {
        #expect(distribution(row.0).standardDeviationTenths == row.1)
    }

    @Test("a year of seconds of the highest level does not overflow")
    func year() {
        var year = LevelDistribution()
        for _ in 0..<183 {
            year.add(.maximum, duration: .hours(24))
            year.add(.minimum, duration: .hours(23) + .milliseconds(3_599_999))
            year.add(.minimum, duration: .milliseconds(1))
        }
        #expect(year.standardDeviationTenths == 800)
    }
}
