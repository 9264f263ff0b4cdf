import Acoustics
import EventTime
import Foundation
import Readings
import SensorPayloads
import Testing

/// Uplinks with the moments 57.5, 47.4 and 60.0, 50.0 dB (LAF, LAeq), constructed from the description of the format;
/// the network received them on 2023-05-22 at 07:47:05.405 UTC.
@Suite("When the moments of a Ranos dB were")
struct RanosTimeTests {
    private func readings(_ hex: String, received: String = "2023-05-22T07:47:05.404859+00:00") throws -> [Reading] {
        let bytes = stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
        let text = LoRaWANSamples.uplink(bytes, port: 1)
            .replacing(
                "\"time\":\"2023-05-22T07:47:05.404859+00:00\",\"deviceInfo",
                with: "\"time\":\"\(received)\",\"deviceInfo"
            )
        let decoded = try LoRaWANSamples.decode(text, ["model": "Ranos dB 2"])
        #expect(decoded.rejected == nil, "\(decoded.rejected?.detail ?? "")")
        return decoded.messages.flatMap(\.readings)
    }

    @Test("is what its clock of twelve hours showed last, and not the arrival")
    func clock() throws {
        let both = try readings("6e203e407bc07b44cae4b0c8")
        #expect(try both.map(\.start) == ["07:45:00", "07:47:00"].map { try LoRaWANSamples.time("2023-05-22T\($0)Z") })
        #expect(both.allSatisfy { !$0.isTimedByArrival && $0.duration == .zero })
        // 19:45 on the same clock, and what was measured before midnight and received after it.
        let evening = try readings("6e203e407bc07b44cae4b0c8", received: "2023-05-22T19:47:05Z")
        #expect(
            try evening.map(\.start) == ["19:45:00", "19:47:00"].map { try LoRaWANSamples.time("2023-05-22T\($0)Z") }
        )
        let late = try readings("6e203e407bc07b44cae4b0c8", received: "2023-05-23T01:00:00Z")
        #expect(try late.map(\.start) == ["19:45:00", "19:47:00"].map { try LoRaWANSamples.time("2023-05-22T\($0)Z") })
        // A clock that is half a minute ahead of the network's.
        let ahead = try readings("6e203e407bc07b44cae4b0c8", received: "2023-05-22T07:46:30Z")
        #expect(try ahead.last?.start == LoRaWANSamples.time("2023-05-22T07:47:00Z"))
    }

    @Test("is counted back from the uplink where its clock is not set")
    func unset() throws {
        let spread = try readings("4e20ffff000544cae4b0c8")
        #expect(spread.map(\.isTimedByArrival) == [true, true] && spread.map { $0.LAeq?.tenths } == [474, 500])
        #expect(try spread[1].start == LoRaWANSamples.time("2023-05-22T07:47:05.405Z"))
        // Twenty minutes for two.
        #expect(spread[1].start - spread[0].start == .minutes(10))
    }

    @Test("leaves out the moments whose time is not known")
    func unknown() throws {
        let none = try readings("422044cae4b0c8")
        #expect(none.map { $0.LAeq?.tenths } == [500] && none[0].isTimedByArrival)
        let last = try readings("4620c07b44cae4b0c8")
        #expect(try last.map(\.start) == [LoRaWANSamples.time("2023-05-22T07:47:00Z")] && last[0].LAeq?.tenths == 500)
        let first = try readings("4a20407b44cae4b0c8")
        #expect(try first.map(\.start) == [LoRaWANSamples.time("2023-05-22T07:45:00Z")] && first[0].LAeq?.tenths == 474)
        // 13:61:00 is no time.
        let wrong = try readings("4620401fdf44cae4b0c8".replacing("401fdf", with: "40df"))
        #expect(wrong.count == 1 && wrong[0].isTimedByArrival)
    }
}
