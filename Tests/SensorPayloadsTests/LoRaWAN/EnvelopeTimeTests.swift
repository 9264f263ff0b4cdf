import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

@Suite("When an uplink was received")
struct EnvelopeTimeTests {
    private func start(_ time: String) throws -> Instant? {
        let text = LoRaWANSamples.chirpStack.replacing(
            "2023-05-22T07:47:05.404859+00:00\",\"deviceInfo",
            with: "\(time)\",\"deviceInfo"
        )
        return try LoRaWANSamples.decode(text).message?.readings.first?.start
    }

    @Test("is what the server says, unless its clock was never set or is ahead")
    func server() throws {
        #expect(try start("2023-05-22T15:47:05.404+08:00") == LoRaWANSamples.time("2023-05-22T07:47:05.404Z"))
        // A server that started without the time of a network.
        #expect(try start("1970-01-01T00:01:00Z") == arrival && start("2014-12-31T23:59:59Z") == arrival)
        let ahead = RFC3339.format(arrival + .seconds(30), offset: 0)
        #expect(try start(ahead) == arrival + .seconds(30))
        #expect(try start(RFC3339.format(arrival + .seconds(31), offset: 0)) == arrival)
        #expect(try start("2099-01-01T00:00:00Z") == arrival)
    }

    @Test("is the arrival where it says none, unless the broker had kept the message")
    func missing() throws {
        let text = LoRaWANSamples.chirpStack.replacing(
            "\"time\":\"2023-05-22T07:47:05.404859+00:00\",\"deviceInfo\"",
            with: "\"deviceInfo\""
        )
        #expect(try LoRaWANSamples.decode(text).message?.readings.first?.start == arrival)
        let kept = try LoRaWANSamples.decode(text, isRetained: true)
        #expect(kept.rejected?.reason == .missingField && kept.messages.isEmpty)
        #expect(kept.rejected?.detail.contains("nobody knows how old") == true)
        #expect(try LoRaWANSamples.decode(LoRaWANSamples.chirpStack, isRetained: true).rejected == nil)
    }

    @Test("of a Milesight gateway may lack a hyphen, and is refused in any other form")
    func milesight() throws {
        func decoded(_ time: String) throws -> DecodedPayload {
            let text = LoRaWANSamples.milesight.replacing("2020-0327T12:39:05.547336Z", with: time)
            return try LoRaWANSamples.decode(text, by: "milesight-gateway")
        }
        for time in ["2020-0327T20:39:05+08:00", "2020-03-27T12:39:05Z", "2020-0327t12:39:05z"] {
            #expect(try decoded(time).message?.readings.first?.start == LoRaWANSamples.time("2020-03-27T12:39:05Z"))
        }
        for time in ["2020-0332T12:39:05Z", "20200327T12:39:05Z", "2020-0327 12:39:05Z", "2020-0327T", "yesterday", ""]
        {
            let rejected = try #require(decoded(time).rejected, "\(time)")
            #expect(rejected.reason == .invalidValue && rejected.detail.hasPrefix("time: \"\(time)\" is not"))
        }
        let newer = LoRaWANSamples.milesight.replacing(
            "\"time\":\"2020-0327T12:39:05.547336Z\"",
            with: "\"gatewayTime\":\"2020-03-27T20:39:05+08:00\""
        )
        let reading = try LoRaWANSamples.decode(newer, by: "milesight-gateway").message?.readings.first
        #expect(try reading?.start == LoRaWANSamples.time("2020-03-27T12:39:05Z"))
    }
}
