import Acoustics
import EventTime
import Readings
import SensorPayloads
import Sites
import Testing

let nativeTopic = "noise/1/school-12/nm-07/obs"
let arrival = Instant(milliseconds: 1_780_794_200_000)

func decodeNative(_ json: String, topic: String = nativeTopic) -> DecodedPayload {
    NativeDecoder().decode(topic: topic, payload: Array(json.utf8), receivedAt: arrival)
}

func level(_ decibels: Double) throws -> Level {
    try #require(Level(decibels: decibels))
}

@Suite struct NativeMessagesThatAreRight {
    private func message(_ json: String) throws -> DecodedMessage {
        switch decodeNative(json) {
        case .readings(let messages): return try #require(messages.first)
        case .rejected(let rejected), .partly(_, let rejected):
            Issue.record("\(rejected.reason): \(rejected.detail)")
            throw Unexpected()
        }
    }

    struct Unexpected: Error {}

    @Test func everyFieldOfAnObservation() throws {
        let decoded = try message(
            """
            {"v":1,"id":"b7c1-000123","dev":"nm-07","seq":123,"boot":42,
             "obs":[{"end":"2024-06-01T08:41:00Z","dur":60,
                     "LAeq":53.1,"LAFmax":66.0,"LAFmin":45.2,"LCeq":60,"LAIeq":55.25,"LCpeak":91.3,
                     "L":{"5":58.2,"10":56.4,"50":51.0,"90":47.3,"95":46.8},
                     "n":59,"q":"partial","hist":true,"wind":3.2,"rain":0.0,"thunder":false}],
             "tsync":{"src":"ntp","err_ms":12},"bat":87}
            """
        )
        let expected = Reading(
            start: try RFC3339.instant("2024-06-01T08:40:00Z"),
            duration: .seconds(60),
            LAeq: try level(53.1),
            LAFmax: try level(66),
            LAFmin: try level(45.2),
            LCeq: try level(60),
            LAIeq: try level(55.25),
            LCpeak: try level(91.3),
            percentiles: Percentiles(
                L5: try level(58.2),
                L10: try level(56.4),
                L50: try level(51),
                L90: try level(47.3),
                L95: try level(46.8)
            ),
            weather: Weather(windHundredths: 320, rainHundredths: 0, thunder: false),
            mark: .partial,
            measuredSeconds: 59,
            historical: true
        )
        #expect(decoded.readings == [expected])
        #expect(decoded.device == .sensor(SensorID(site: "school-12", sensor: "nm-07")))
        #expect(decoded.sequence == MessageSequence(boot: 42, seq: 123))
    }

    @Test func absentIsNilAndNeverZero() throws {
        let decoded = try message(#"{"v":1,"obs":[{"end":"2024-06-01T08:41:00+08:00","dur":0.125,"LAeq":0}]}"#)
        let start = try RFC3339.instant("2024-06-01T00:40:59.875Z")
        #expect(decoded.readings == [Reading(start: start, duration: .milliseconds(125), LAeq: .minimum)])
        #expect(decoded.sequence == nil)
    }

    @Test func seriesEndsWithItsLastValueAndNullIsNoReading() throws {
        let decoded = try message(
            """
            {"series":{"LAeq":[44.0,null,43.9 , 100],"LAFmax":[45,46,null,101.5],"LCeq":[null,null,null,null],
             "dur":1,"end":"2024-06-01T08:41:00Z"},"v":1}
            """
        )
        let end = try RFC3339.instant("2024-06-01T08:41:00Z")
        #expect(
            decoded.readings == [
                Reading(start: end - .seconds(4), duration: .seconds(1), LAeq: try level(44), LAFmax: try level(45)),
                Reading(start: end - .seconds(2), duration: .seconds(1), LAeq: try level(43.9)),
                Reading(
                    start: end - .seconds(1),
                    duration: .seconds(1),
                    LAeq: try level(100),
                    LAFmax: try level(101.5)
                ),
            ]
        )
    }

    @Test func aLeapSecondTakesNoOtherSecondsPlace() throws {
        let ends = ["2016-12-31T23:59:59Z", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", "2017-01-01T00:00:01Z"]
        let observations = ends.map { #"{"end":"\#($0)","dur":1,"LAeq":53.1}"# }.joined(separator: ",")
        let readings = try message(#"{"v":1,"obs":[\#(observations)]}"#).readings
        #expect(Set(readings.map(\.start)).count == 4)
        var shared = SharedTime(
            of: TimeRange(start: readings[0].start, end: readings[3].end),
            longest: .seconds(1)
        )
        var counted: [Reading] = []
        for reading in readings.sorted(by: { $0.start < $1.start }) {
            while let next = shared.next(endingBy: reading.start) { counted.append(next.reading) }
            shared.add(reading)
        }
        while let next = shared.next() { counted.append(next.reading) }
        // Time has no place for it; its neighbours count whole.
        #expect(counted == [readings[0], readings[2], readings[3]])
    }

    struct Rounding: CustomTestStringConvertible {
        var text: String
        var microdecibels: Int
        var testDescription: String { text }
    }

    @Test(arguments: [
        Rounding(text: "53.1", microdecibels: 53_100_000), Rounding(text: "53.12", microdecibels: 53_120_000),
        Rounding(text: "53.125", microdecibels: 53_125_000), Rounding(text: "46.0471", microdecibels: 46_047_100),
        Rounding(text: "53.123456", microdecibels: 53_123_456), Rounding(text: "53.1234565", microdecibels: 53_123_456),
        Rounding(text: "53.1234575", microdecibels: 53_123_458),
        Rounding(text: "53.10000050", microdecibels: 53_100_000),
        Rounding(text: "53.12345650000000000000001", microdecibels: 53_123_457),
        // As a Double, 1.0000005 is less and 8.0000035 is more than written.
        Rounding(text: "2.0000025", microdecibels: 2_000_002), Rounding(text: "1.0000005", microdecibels: 1_000_000),
        Rounding(text: "8.0000035", microdecibels: 8_000_004), Rounding(text: "0.0000005", microdecibels: 0),
        Rounding(text: "0.0000005000001", microdecibels: 1), Rounding(text: "0", microdecibels: 0),
        Rounding(text: "-0.0", microdecibels: 0), Rounding(text: "160", microdecibels: 160_000_000),
        Rounding(text: "160.00", microdecibels: 160_000_000), Rounding(text: "160.0000005", microdecibels: 160_000_000),
        Rounding(text: "5.31e1", microdecibels: 53_100_000), Rounding(text: "531E-1", microdecibels: 53_100_000),
        Rounding(text: "0.000531e+5", microdecibels: 53_100_000), Rounding(text: "1e-400", microdecibels: 0),
        Rounding(text: "0e999999999999", microdecibels: 0), Rounding(text: "7", microdecibels: 7_000_000),
        Rounding(text: "99.9999999", microdecibels: 100_000_000),
        Rounding(text: "53.\(String(repeating: "0", count: 300))1", microdecibels: 53_000_000),
    ])
    func levelsAreRoundedFromTheirDigits(_ row: Rounding) throws {
        let decoded = try message(#"{"v":1,"obs":[{"end":"2024-06-01T08:41:00Z","dur":1,"LAeq":\#(row.text)}]}"#)
        #expect(decoded.readings.first?.LAeq == Level(microdecibels: row.microdecibels))
        // The same at every distance from the end of the message.
        let series = try message(#"{"v":1.0,"series":{"end":"2024-06-01T08:41:00Z","dur":1,"LAeq":[\#(row.text)]}}"#)
        #expect(series.readings.first?.LAeq == Level(microdecibels: row.microdecibels))
    }

    @Test(arguments: [
        #"{"v":1,"obs":[]}"#,
        #"{"v":1,"series":{"end":"2024-06-01T08:41:00Z","dur":1,"LAeq":[]}}"#,
        " \r\n\t{ \"v\" : 1 , \"obs\" : [ ] } \n",
        #"{"v":1,"obs":[],"id":"\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t学","x":[1,{"a":[true,false,null,-0.5e+3,""]}]}"#,
        #"{"\u0076":1,"o\u0062s":[],"dev":"nm\u002d07"}"#,
        #"{"v":1,"obs":[],"":1,"tsync":{"":{},"a":{"a":1}},"longer than eight bytes":1,"longer than eight byteS":2}"#,
    ])
    func emptyAndUnknownButWellFormed(json: String) throws {
        #expect(try message(json).readings.isEmpty)
    }

    @Test func limitsAreReached() throws {
        let one = #"{"end":"2024-06-01T08:41:00Z","dur":1,"LAeq":5}"#
        let values = Array(repeating: "5", count: 3599).joined(separator: ",")
        let most = try message(
            #"{"v":1,"obs":[\#(one)],"series":{"end":"2024-06-01T08:41:00Z","dur":1,"LAeq":[\#(values)]}}"#
        )
        #expect(most.readings.count == 3600)
        let head = #"{"v":1,"obs":[],"x":""#
        let padding = String(repeating: "x", count: NativeDecoder.largestPayload - head.utf8.count - 2)
        #expect(try message(head + padding + #""}"#).readings.isEmpty)
        let nested = String(repeating: "[", count: 31) + String(repeating: "]", count: 31)
        #expect(try message(#"{"v":1,"obs":[],"x":\#(nested)}"#).readings.isEmpty)
    }

    @Test func decodersByName() {
        #expect(PayloadDecoders.named("native")?.name == "native")
        #expect(PayloadDecoders.named("Native") == nil)
        #expect(Set(PayloadDecoders.all.map(\.name)).count == PayloadDecoders.all.count)
    }
}
