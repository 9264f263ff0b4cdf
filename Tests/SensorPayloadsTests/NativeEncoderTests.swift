import Acoustics
import EventTime
import Readings
import SensorPayloads
import TestSupport
import Testing

@Suite struct NativeEncoding {
    private func decoded(_ payload: [UInt8]) throws -> DecodedMessage {
        switch NativeDecoder().decode(topic: nativeTopic, payload: payload, receivedAt: arrival) {
        case .readings(let messages): return try #require(messages.first)
        case .rejected(let rejected), .partly(_, let rejected):
            Issue.record("\(rejected.detail): \(String(decoding: payload, as: UTF8.self))")
            return DecodedMessage(device: .device(""), readings: [])
        }
    }

    @Test func textOfAMessage() throws {
        let reading = Reading(
            start: try RFC3339.instant("2024-06-01T08:40:00Z"),
            duration: .milliseconds(125),
            LAeq: try level(53.1),
            LAFmax: try level(66.05),
            percentiles: Percentiles(L90: try level(47)),
            weather: Weather(windHundredths: 320),
            mark: .over,
            historical: true
        )
        let sequence = MessageSequence(boot: 2, seq: 7)
        let payload = NativeEncoder.payload([reading], id: "a\"\n", device: "nm-07", sequence: sequence)
        #expect(
            String(decoding: payload, as: UTF8.self) == """
                {"v":1,"id":"a\\"\\u000a","dev":"nm-07","seq":7,"boot":2,"obs":[\
                {"end":"2024-06-01T08:40:00.125Z","dur":0.125,"LAeq":53.1,"LAFmax":66.05,"L":{"90":47.0},\
                "q":"over","hist":true,"wind":3.2}]}
                """
        )
    }

    @Test func seriesWithAHole() throws {
        let start = try RFC3339.instant("2024-06-01T08:40:00Z")
        let readings = try [0, 1, 3].map {
            Reading(start: start + .seconds($0), duration: .seconds(1), LAeq: try level(50 + Double($0)))
        }
        let payload = try #require(NativeEncoder.seriesPayload(readings))
        #expect(
            String(decoding: payload, as: UTF8.self)
                == #"{"v":1,"series":{"end":"2024-06-01T08:40:04Z","dur":1,"LAeq":[50.0,51.0,null,53.0]}}"#
        )
        #expect(try decoded(payload).readings == readings)
    }

    @Test func seriesHoldsOnlyWhatItCan() throws {
        let first = Reading(start: arrival, duration: .seconds(1), LAeq: try level(50))
        var withMinimum = first
        withMinimum.LAFmin = try level(40)
        var offGrid = first
        offGrid.start = arrival + .milliseconds(1500)
        var otherMark = first
        otherMark.start = arrival + .seconds(1)
        otherMark.mark = .over
        var late = first
        late.start = arrival + .seconds(3600)
        #expect(NativeEncoder.seriesPayload([]) == nil)
        #expect(NativeEncoder.seriesPayload([withMinimum]) == nil)
        #expect(NativeEncoder.seriesPayload([first, offGrid]) == nil)
        #expect(NativeEncoder.seriesPayload([first, otherMark]) == nil)
        #expect(NativeEncoder.seriesPayload([first, first]) == nil)
        #expect(NativeEncoder.seriesPayload([first, late]) == nil)
    }

    @Test func randomReadingsComeBack() throws {
        var generator = SplitMix64(seed: 11)
        for _ in 0..<2000 {
            let readings = (0..<Int.random(in: 0...5, using: &generator)).map { _ in randomReading(&generator) }
            let sequence = MessageSequence(
                boot: Bool.random(using: &generator)
                    ? .random(in: 0...999_999_999_999_999_999, using: &generator) : nil,
                seq: .random(in: 0...999_999_999_999_999_999, using: &generator)
            )
            let payload = NativeEncoder.payload(readings, id: "x", device: "nm-07", sequence: sequence)
            let message = try decoded(payload)
            #expect(message.readings == readings)
            #expect(message.sequence == sequence)
        }
    }
}

/// Any reading that the contract can carry.
func randomReading(_ generator: inout SplitMix64) -> Reading {
    func level() -> Level {
        let unit = [1, 100, 10_000, 100_000].randomElement(using: &generator) ?? 1
        return Level(microdecibels: .random(in: 0...160_000_000 / unit, using: &generator) * unit) ?? .minimum
    }
    func maybe<T>(_ value: T) -> T? { Bool.random(using: &generator) ? value : nil }
    let duration = TimeSpan.milliseconds(maybe(1000) ?? .random(in: 1...86_400_000, using: &generator))
    let marks: [DataMark] = [.normal, .over, .under, .calibration, .fault, .partial]
    let percentiles = Percentiles(
        L5: maybe(level()),
        L10: maybe(level()),
        L50: maybe(level()),
        L90: maybe(level()),
        L95: maybe(level())
    )
    let wind = maybe(Int.random(in: 0...10_000, using: &generator))
    let rain = maybe(Int.random(in: 0...100_000, using: &generator))
    let weather = Weather(
        windHundredths: wind,
        rainHundredths: rain,
        thunder: maybe(Bool.random(using: &generator))
    )
    return Reading(
        start: Instant(milliseconds: .random(in: -60_000_000_000_000...250_000_000_000_000, using: &generator)),
        duration: duration,
        LAeq: level(),
        LAFmax: maybe(level()),
        LAFmin: maybe(level()),
        LCeq: maybe(level()),
        LAIeq: maybe(level()),
        LCpeak: maybe(level()),
        percentiles: maybe(percentiles),
        weather: weather == Weather() ? nil : weather,
        mark: marks.randomElement(using: &generator) ?? .normal,
        measuredSeconds: maybe(Int.random(in: 0...Int(duration.milliseconds / 1000), using: &generator)),
        historical: .random(using: &generator)
    )
}
