import Acoustics
import EventTime
import Readings
import SensorPayloads
import Sites
import TestSupport
import Testing

@Suite struct ReadingsCSVTexts {
    @Test func whatIsWrittenIsReadTheSame() throws {
        var random = SplitMix64(seed: 11)
        let sensor = SensorID(site: "一中", sensor: "nm,\"7\"")
        let readings = (0..<2000).map { _ in ReadingsCSVTexts.reading(&random) }.filter { !$0.isEmpty }
        let text = ReadingsCSVText.header + readings.map { ReadingsCSVText.line($0, of: sensor) }.joined()
        var rows: [ReadingsCSV.Row] = []
        var csv = ReadingsCSV()
        csv.consume(Array(text.utf8)) { rows.append($0) }
        csv.finish { rows.append($0) }
        #expect(csv.problems == [])
        #expect(rows.map(\.reading) == readings)
        #expect(Set(rows.map(\.sensor)) == [sensor])
    }

    /// Any values, each missing one time in two.
    private static func reading(_ random: inout SplitMix64) -> Reading {
        func chance() -> Bool { Bool.random(using: &random) }
        func level() -> Level {
            let unit = [1, 100, 10_000, 100_000].randomElement(using: &random) ?? 1
            return Level(microdecibels: .random(in: 0...160_000_000 / unit, using: &random) * unit) ?? .minimum
        }
        func some() -> Level? { chance() ? level() : nil }
        let percentiles = Percentiles(L5: some(), L10: some(), L50: some(), L90: some(), L95: some())
        let weather = Weather(
            windHundredths: chance() ? Int.random(in: 0...10_000, using: &random) : nil,
            rainHundredths: chance() ? Int.random(in: 0...100_000, using: &random) : nil,
            thunder: chance() ? chance() : nil
        )
        let milliseconds = chance() ? Int64.random(in: 1...86_400_000, using: &random) : 0
        let momentary = MomentaryLevel(
            level(),
            frequency: FrequencyWeighting.allCases.randomElement(using: &random) ?? .A,
            time: chance() ? TimeWeighting.allCases.randomElement(using: &random) : nil
        )
        let health = DeviceHealth(
            batteryPercent: chance() ? .random(in: 0...100, using: &random) : nil,
            millivolts: chance() ? .random(in: 0...65_535, using: &random) : nil
        )
        var reading = Reading(
            start: Instant(milliseconds: Int64.random(in: 0...4_000_000_000_000, using: &random)),
            duration: .milliseconds(milliseconds),
            LAeq: some(),
            LAFmax: some(),
            LAFmin: some(),
            LCeq: some(),
            LAIeq: some(),
            LCpeak: some(),
            percentiles: percentiles == Percentiles() ? nil : percentiles,
            weather: weather == Weather() ? nil : weather,
            momentary: chance() ? momentary : nil,
            health: health == DeviceHealth() ? nil : health,
            mark: DataMark.allCases.randomElement(using: &random) ?? .normal,
            measuredSeconds: milliseconds > 0 && chance()
                ? Int.random(in: 0...Int((milliseconds + 999) / 1000), using: &random) : nil,
            historical: chance(),
            isTimedByArrival: chance(),
            shift: chance() ? .milliseconds(Int64.random(in: -50_000_000_000...50_000_000_000, using: &random)) : .zero
        )
        var air = Environment()
        for quantity in EnvironmentQuantity.allCases where chance() {
            air[quantity] = Int.random(in: quantity.range, using: &random)
        }
        reading.environment = air.isEmpty ? nil : air
        return reading
    }
}
