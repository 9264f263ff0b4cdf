import Acoustics
import EventTime
import Foundation
import Readings
import SensorPayloads
import Testing

@Suite("CESVA TA120")
struct CESVATests {
    private static let seconds =
        "029.9,0,1;029.8,0,1;030.0,0,1;030.2,0,1;030.0,0,1;030.2,0,1;030.1,0,1;034.5,0,1;050.0,0,0;046.2,0,0;035.9,0,0;"
        + "030.3,0,1;030.5,0,1;030.6,0,1;030.5,0,1;030.2,0,1;030.0,0,1;030.0,0,1;029.8,0,1;029.8,0,1;029.6,0,1;029.6,0,1;"
        + "029.7,0,1;029.9,0,1;033.8,0,1;046.7,0,0;032.4,0,1;030.8,0,1;030.3,0,1;029.9,0,1"
    /// Recorded; the seconds have no time of their own.
    static let sample = MakeSample(
        "cesva",
        topics: ["cesva"],
        topic: "cesva",
        #"{"sensors":[{"sensor":"TA120-T246177-N","observations":[{"value":"38.7","timestamp":"12/03/2020T12:26:58UTC"}]},"#
            + #"{"sensor":"TA120-T246177-O","observations":[{"value":"false","timestamp":"12/03/2020T12:26:58UTC"}]},"#
            + #"{"sensor":"TA120-T246177-U","observations":[{"value":"true","timestamp":"12/03/2020T12:26:58UTC"}]},"#
            + #"{"sensor":"TA120-T246177-M","observations":[{"value":"100","timestamp":"12/03/2020T12:26:58UTC"}]},"#
            + #"{"sensor":"TA120-T246177-S","observations":[{"value":""# + seconds + #""}]}]}"#
    )

    @Test("each second is a reading with its marks, and the period's LAeq lies over them")
    func recorded() throws {
        let readings = try Self.sample.readings()
        #expect(try Self.sample.device() == "T246177")
        try #require(readings.count == 31)
        let end = try time("2020-03-12T12:26:58Z")
        let period = readings[30]
        #expect(try period.LAeq == level(38.7) && period.end == end && period.duration == .seconds(30))
        #expect(period.mark == .under)
        #expect(try readings[8].LAeq == level(50) && readings[8].mark == .normal && readings[0].mark == .under)
        #expect(readings[0].start == end - .seconds(30) && readings[29].end == end)
        #expect(readings.dropLast().allSatisfy { $0.duration == .seconds(1) })
        // The energetic mean of the seconds is what the device says.
        let energy = readings.dropLast().compactMap(\.LAeq).map { pow(10, $0.decibels / 10) }
        #expect(Level(decibels: 10 * log10(energy.reduce(0, +) / 30))?.tenths == 387)
    }

    @Test("without seconds the period's length is unknown unless the plan says it; overload is marked")
    func period() throws {
        let text =
            #"{"sensors":[{"sensor":"TA120-T246177-N","observations":[{"value":"45.4","timestamp":"02/01/2018T11:22:59UTC"}]},{"sensor":"TA120-T246177-O","observations":[{"value":"true","timestamp":"02/01/2018T11:22:59UTC"}]}]}"#
        let reading = try Self.sample.with(text).reading()
        #expect(try reading.LAeq == level(45.4) && reading.duration == .zero && reading.mark == .over)
        #expect(try Self.sample.with("interval", "1min").with(text).reading().duration == .minutes(1))
        let zoned = text.replacing("UTC", with: "+0100")
        #expect(try Self.sample.with(zoned).reading().end == time("2018-01-02T10:22:59Z"))
    }

    @Test("a second that is none is left out with its place")
    func partial() throws {
        let text =
            #"{"sensors":[{"sensor":"TA120-A-S","observations":[{"value":"044.0,0,0;x,0,0;200,0,0;043.9,1,0;45,0;46,2,0","timestamp":"02/01/2018T11:22:59UTC"}]}]}"#
        let decoded = try Self.sample.with(text).decoded()
        let readings = decoded.messages.flatMap(\.readings)
        #expect(readings.map(\.mark) == [.normal, .over])
        #expect(try readings[0].end == time("2018-01-02T11:22:54Z"))
        #expect(decoded.rejected?.detail.contains("second 2 is no level") == true)
        for text in [
            #"{"sensors":[{"sensor":"TA120","observations":[]}]}"#, #"{"sensors":{}}"#,
            #"{"sensors":[{"sensor":"TA120-A-S","observations":[{"value":"044.0,0,0"}]}]}"#,
            #"{"sensors":[{"sensor":"TA120-A-N","observations":[{"value":"1","timestamp":"32/01/2018T11:22:59UTC"}]}]}"#,
            #"{"sensors":[{"sensor":"TA120-A-N","observations":[{"timestamp":"02/01/2018T11:22:59UTC"}]}]}"#,
        ] {
            #expect(try Self.sample.with(text).decoded().messages.isEmpty, "\(text)")
        }
    }
}

@Suite("NSRTW_mk4")
struct NSRTWTests {
    static let hex =
        "4e5334170b00000010e8211e07000000080080bb01000000003e13000000c801bf01c401cc01c501cd01c601d401c601c501bd01bb01c101cb01cc01be01c601d401c801"

    static let sample = MakeSample("nsrtw", topic: "NS/NSRTW_mk4_MQTT/FW17/A1B2", "").with(bytes: bytes(hex))

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// The vector with other bytes at a place.
    private func changed(_ place: Int, _ new: [UInt8]) -> MakeSample {
        var bytes = Self.sample.payload
        bytes.replaceSubrange(place..<place + new.count, with: new)
        return Self.sample.with(bytes: bytes)
    }

    @Test("recorded: nineteen highest levels of one second each, A and fast")
    func recorded() throws {
        let messages = try Self.sample.messages()
        #expect(messages.map { "\($0.device)" } == ["A1B2"] && messages.allSatisfy(\.isPart))
        let readings = messages.flatMap(\.readings)
        #expect(readings.count == 19 && readings.allSatisfy { $0.duration == .seconds(1) && $0.LAeq == nil })
        #expect(readings.prefix(5).compactMap(\.LAFmax?.text) == ["45.6", "44.7", "45.2", "46.0", "45.3"])
        #expect(try readings[0].start == time("2025-02-01T21:05:06Z"))
        #expect(try readings[18].end == time("2025-02-01T21:05:25Z"))
    }

    @Test("kinds and weightings: what has no place in a reading is refused, vital signs are none")
    func kinds() throws {
        #expect(try changed(4, [0x0C]).readings().first?.LAeq?.text == "45.6")
        #expect(try changed(4, [0x0D]).readings().first?.LAFmin?.text == "45.6")
        #expect(try changed(4, [0x0C]).with(bytes: changed(20, [0]).payload).decoded().messages.isEmpty)
        var peak = changed(4, [0x0E]).payload
        peak[20] = 0
        #expect(try Self.sample.with(bytes: peak).readings().first?.LCpeak?.text == "45.6")
        // Slow: the largest level is no LAFmax.
        #expect(try changed(22, [0, 0, 0x80, 0x3F]).rejected().detail.contains("time weighting of 1.0 s"))
        #expect(try changed(4, [0x0A]).messages().map(\.readings) == [[]])
        #expect(try changed(4, [0x10]).rejected().reason == .unknownVersion)
        #expect(try changed(20, [3]).rejected().reason == .invalidValue)
        #expect(try changed(16, [0, 0]).rejected().reason == .invalidValue)
        #expect(try changed(26, [18]).rejected().reason == .malformed)
        #expect(try changed(26, [255, 255, 255, 255]).rejected().reason == .tooLarge)
        #expect(try changed(8, [255, 255, 255, 255, 255, 255, 255, 255]).rejected().reason == .invalidValue)
        #expect(try changed(8, [0, 0, 0, 0, 0, 0, 0, 0]).rejected().reason == .invalidValue)
        let negative = try changed(30, [0xFF, 0xFF]).decoded()
        #expect(
            negative.messages.flatMap(\.readings).count == 18 && negative.rejected?.detail.contains("byte 31") == true
        )
    }
}
