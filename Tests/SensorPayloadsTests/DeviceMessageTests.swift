import Acoustics
import EventTime
import Readings
import SensorPayloads
import Sites
import Testing

@Suite("What a simulated device sends")
struct DeviceMessageTests {
    @Test("is read back as the reading, by the decoder of its make", arguments: ["hj212", "chirpstack"])
    func readBack(name: String) throws {
        let options = ["leq-span": "1s", "time-weighting": "fast"]
        let plain = try #require(PayloadDecoders.named(name))
        let id = try #require(plain.deviceID(name == "hj212" ? "010000A8900016F000169DC0" : "24e1641092176759"))
        let decoder = try plain.with(options)
        for tenths in [0, 1, 478, 999, 1000, 1305, 1600] {
            let level = try #require(Level(tenths: tenths))
            for largest in [level, nil] {
                let reading = Reading(start: arrival - .seconds(3), duration: .seconds(1), LAeq: level, LAFmax: largest)
                let message = try #require(decoder.message(of: reading, device: id, number: 7))
                #expect(decoder.topics.contains { $0.matches(message.topic) })
                #expect(decoder.device(of: message.topic) == .device(id))
                let decoded = decoder.decode(topic: message.topic, payload: message.payload, receivedAt: arrival)
                #expect(decoded.rejected == nil, "\(decoded.rejected?.detail ?? "")")
                let got = try #require(decoded.message?.readings.first)
                #expect(got.LAeq == level && got.LAFmax == largest && got.momentary?.level == level)
                #expect(got.start == reading.start && got.duration == reading.duration)
                #expect(decoded.message?.device == .device(id))
            }
        }
    }

    @Test("is not known for the other makes")
    func others() {
        let reading = Reading(start: arrival, duration: .seconds(1), LAeq: .minimum)
        for name in ["loriot", "the-things-stack", "chirpstack-v3", "milesight-gateway"] {
            #expect(PayloadDecoders.named(name)?.message(of: reading, device: "1", number: 0) == nil)
        }
    }
}
