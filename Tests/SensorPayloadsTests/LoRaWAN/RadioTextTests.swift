import EventTime
import Foundation
import Readings
import SensorPayloads
import Testing

@Suite("How devices and options are written for network servers")
struct RadioTextTests {
    @Test("an EUI in any writing is the same device; anything else is none")
    func devices() throws {
        let decoder = try #require(PayloadDecoders.named("chirpstack"))
        for text in [
            "24e1641092176759", "24E1641092176759", "24-E1-64-10-92-17-67-59", "24:e1:64:10:92:17:67:59",
            "0x24e1641092176759", "eui-24e1641092176759", "24e16410 92176759",
        ] { #expect(decoder.deviceID(text) == "24E1641092176759", "\(text)") }
        for text in ["", "24e164109217675", "24e16410921767590", "24e164109217675g", "JOGkEJIXZ1k="] {
            #expect(decoder.deviceID(text) == nil, "\(text)")
        }
    }

    @Test("the topic names the device where it has the EUI")
    func topics() throws {
        let topic = "application/ca739e26/device/24e1641092176759/event/up"
        for name in ["chirpstack", "chirpstack-v3"] {
            let decoder = try #require(PayloadDecoders.named(name))
            #expect(decoder.device(of: topic) == .device("24E1641092176759"))
            #expect(decoder.device(of: "application/1/device/x/event/up") == nil && decoder.device(of: "a") == nil)
            #expect(decoder.topics.contains { $0.matches(topic) } && !decoder.isAlwaysOn)
        }
        let old = "application/1/device/24e1641092176759/rx"
        #expect(try #require(PayloadDecoders.named("chirpstack-v3")).topics.contains { $0.matches(old) })
        let things = try #require(PayloadDecoders.named("the-things-stack"))
        for topic in ["v3/app@ttn/devices/eui-1/up", "v3/app/devices/dev1/up", "v3/app/devices/dev1/join"] {
            #expect(things.topics.contains { $0.matches(topic) } && things.device(of: topic) == nil)
        }
        for name in ["loriot", "milesight-gateway"] {
            #expect(try #require(PayloadDecoders.named(name)).topics.isEmpty)
        }
    }

    @Test("options that cannot be are named with what was expected")
    func options() throws {
        let decoder = try #require(PayloadDecoders.named("loriot"))
        for (option, value, says) in [
            ("model", "NTi XL2", "Milesight WS302"), ("model", "", "Milesight WS302"),
            ("frequency-weighting", "B", "a, c, z"), ("time-weighting", "x", "fast, impulse, slow"),
            ("leq-span", "10", "10min"), ("other", "1", "decoder loriot has no option"),
        ] {
            let fault = #expect(throws: DecoderOptionFault.self) { try decoder.with([option: value]) }
            #expect(fault?.option == option && fault?.text.contains(says) == true && fault?.zh.isEmpty == false)
        }
        #expect(Set(decoder.optionNames) == ["model", "frequency-weighting", "time-weighting", "leq-span"])
    }

    @Test("bytes in base64 with padding, without, in the alphabet of URLs; never half a byte")
    func base64() throws {
        func bytes(_ data: String) throws -> DecodedPayload {
            try LoRaWANSamples.decode(
                LoRaWANSamples.chirpStack.replacing("\"data\":\"AXVkBVsFPwLaAWoC\"", with: "\"data\":\"\(data)\"")
            )
        }
        for data in ["AXVk", "AXVkBVsFPwLaAWoCAXVk", "AXVkBVsFPwLaAWoCAXVkAXVk"] {
            #expect(try bytes(data).rejected == nil, "\(data)")
        }
        // 01 75 64 FF 0F 00 : the class of the device.
        #expect(try bytes("AXVk_w8A").rejected == nil && bytes("AXVk/w8A").rejected == nil)
        #expect(try bytes("AXVk\\/w8A").rejected == nil)
        // 01 75 64 FF 01 00 with one byte more or less is not a whole item.
        for data in ["AXVk/wE", "AXVk/wE="] { #expect(try bytes(data).rejected?.reason == .malformed, "\(data)") }
        for data in ["A", "AXVk=", "AXV=", "AX===", "AXVkB", "AX!k", "AXVk/wF="] {
            #expect(try bytes(data).rejected?.reason == .invalidValue, "\(data)")
        }
    }
}
