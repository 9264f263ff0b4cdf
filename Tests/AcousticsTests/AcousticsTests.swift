import Acoustics
import EventTime
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
        let levels = (0..<10_000).compactMap { _ in Level(hundredths: Int.random(in: 0...16_000, using: &generator)) }
        let quiet = try #require(Level(decibels: 20))
        var mean = EnergyMean()
        mean.add(quiet, milliseconds: 1000)
        let before = mean
        for level in levels { mean.add(level, milliseconds: 125) }
        for level in levels.shuffled() { mean.remove(level, milliseconds: 125) }
        #expect(mean == before)
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

    @Test("outside 0 to 160 dB there is none", arguments: [-0.1, 160.01, Double.nan, .infinity])
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

    @Test("the standard deviation is that of the population")
    func deviation() {
        #expect(distribution([50, 60]).standardDeviationHundredths == 500)
        #expect(distribution([50, 50, 50]).standardDeviationHundredths == 0)
    }
}
