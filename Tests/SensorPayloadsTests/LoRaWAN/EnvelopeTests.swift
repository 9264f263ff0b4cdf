import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

@Suite("Envelopes of network servers")
struct EnvelopeTests {
    private static let expected = ["LAF": 57.5, "LAeq": 47.4, "LAFmax": 61.8, "battery": 100]

    @Test(
        "give one reading of the uplink, when the network received it, with its frame counter",
        arguments: [
            ("chirpstack", LoRaWANSamples.chirpStack, "1000000000000001", "2023-05-22T07:47:05.405Z", 4),
            ("chirpstack-v3", LoRaWANSamples.chirpStack3, "0202020202020202", "2016-11-25T16:24:37.296Z", 10),
            ("chirpstack-v3", LoRaWANSamples.chirpStack3Base64, "0202020202020202", "2021-02-11T20:23:05.1Z", 10),
            ("the-things-stack", LoRaWANSamples.theThingsStack, "1000000000000001", "2023-05-19T05:33:35.642Z", 10335),
            ("loriot", LoRaWANSamples.loriot, "1000000000000001", "2023-05-19T06:46:41.936Z", 2),
            ("loriot", LoRaWANSamples.loriotGateways, "1000000000000001", "2023-05-19T06:46:41.936Z", 2),
            ("milesight-gateway", LoRaWANSamples.milesight, "24E1641092176759", "2020-03-27T12:39:05.547Z", 0),
        ]
    )
    func whole(decoder: String, text: String, device: String, time: String, count: Int64) throws {
        let decoded = try LoRaWANSamples.decode(text, by: decoder)
        #expect(decoded.rejected == nil, "\(decoded.rejected?.detail ?? "")")
        try #require(decoded.messages.count == 1)
        let message = decoded.messages[0]
        #expect(message.device == .device(device) && message.sequence == MessageSequence(seq: count))
        try #require(message.readings.count == 1)
        let reading = message.readings[0]
        #expect(try reading.start == LoRaWANSamples.time(time) && reading.duration == .zero)
        #expect(reading.isTimedByArrival && !reading.historical && reading.exclusion == .noLength)
        #expect(LoRaWANSamples.values(reading) == Self.expected)
    }

    @Test("LORIOT's two events of one uplink are one reading")
    func loriotTwice() throws {
        let one = try LoRaWANSamples.decode(LoRaWANSamples.loriot, by: "loriot").messages
        #expect(try LoRaWANSamples.decode(LoRaWANSamples.loriotGateways, by: "loriot").messages == one)
    }

    @Test("the average is over the time that the plan says, up to the uplink")
    func span() throws {
        let options = ["model": "Milesight WS302", "leq-span": "10min"]
        let reading = try #require(LoRaWANSamples.decode(LoRaWANSamples.chirpStack, options).message?.readings[0])
        #expect(reading.duration == .minutes(10) && reading.exclusion == nil)
        // A battery has no span.
        let battery = LoRaWANSamples.uplink([0x01, 0x75, 0x64], port: 85)
        #expect(try LoRaWANSamples.decode(battery, options).message?.readings.map(\.duration) == [.zero])
        #expect(try reading.end == LoRaWANSamples.time("2023-05-22T07:47:05.405Z"))
    }

    @Test("the model is the plan's, then the network's, then the option's")
    func models() throws {
        let plain = try #require(LoRaWANSamples.decode(LoRaWANSamples.chirpStack, [:]).rejected)
        #expect(plain.reason == .missingField && plain.detail.contains("1000000000000001"))
        #expect(
            plain.detail.contains("write model: in its sensor of the plan") && plain.detail.contains("Milesight WS302")
        )

        let payload = Array(LoRaWANSamples.chirpStack.utf8)
        let context = MessageContext(topic: "lora", receivedAt: arrival)
        let decoder = try LoRaWANSamples.decoder("chirpstack", [:])
        for (model, isKnown) in [("WS302-915M", true), ("milesight ws302", true), ("NTi XL2", false)] {
            let decoded = decoder.with(models: ["1000000000000001": model]).decode(payload.span, of: context)
            #expect((decoded.rejected == nil) == isKnown, "\(model)")
        }
        for (before, after) in [
            ("Chirpstack default device profile", "Milesight WS302 (EU868)"),
            ("\"tags\":{}", "\"tags\":{\"model\":\"ws302\",\"site\":\"x\"}"),
        ] {
            let text = LoRaWANSamples.chirpStack.replacing(before, with: after)
            #expect(try LoRaWANSamples.decode(text, [:]).rejected == nil, "\(after)")
        }
        let brand = LoRaWANSamples.theThingsStack.replacing(
            "\"f_port\":85",
            with: "\"f_port\":85,\"version_ids\":{\"brand_id\":\"milesight-iot\",\"model_id\":\"ws302\"}"
        )
        #expect(try LoRaWANSamples.decode(brand, by: "the-things-stack", [:]).rejected == nil)
        let profile = LoRaWANSamples.chirpStack3.replacing("\"fCnt\"", with: "\"deviceProfileName\":\"WS302\",\"fCnt\"")
        #expect(try LoRaWANSamples.decode(profile, by: "chirpstack-v3", [:]).rejected == nil)
    }

    @Test("an uplink without bytes of its own gives no reading, and its counter is kept")
    func empty() throws {
        for (name, text, change) in [
            ("chirpstack", LoRaWANSamples.chirpStack, ("\"AXVkBVsFPwLaAWoC\"", "\"\"")),
            ("chirpstack", LoRaWANSamples.chirpStack, ("\"fPort\":85", "\"fPort\":0")),
            ("the-things-stack", LoRaWANSamples.theThingsStack, ("\"frm_payload\":\"AXVkBVsFPwLaAWoC\",", "")),
        ] {
            let decoded = try LoRaWANSamples.decode(text.replacing(change.0, with: change.1), by: name)
            #expect(decoded.rejected == nil && decoded.message?.readings == [])
            #expect(decoded.message?.sequence != nil, "\(name)")
        }
        // Fields that are 0 are left out.
        let first = LoRaWANSamples.theThingsStack.replacing("\"f_cnt\":10335,", with: "")
        let decoded = try LoRaWANSamples.decode(first, by: "the-things-stack")
        #expect(decoded.message?.sequence == nil && decoded.message?.readings.count == 1)
    }

    @Test("what is still encrypted is rejected, and never read")
    func encrypted() throws {
        let context = "\"joinServerContext\":{\"sessionKeyId\":\"AbC=\"},\"fCnt\""
        let text = LoRaWANSamples.chirpStack.replacing("\"fCnt\"", with: context)
        let rejected = try #require(LoRaWANSamples.decode(text).rejected)
        #expect(rejected.reason == .malformed && rejected.detail.contains("still encrypted"))
        for nothing in ["null", "{}", "\"\"", "[ ]"] {
            let text = LoRaWANSamples.chirpStack.replacing(
                "\"fCnt\"",
                with: "\"joinServerContext\":\(nothing),\"fCnt\""
            )
            #expect(try LoRaWANSamples.decode(text).rejected == nil, "\(nothing)")
        }
        let hidden = LoRaWANSamples.loriot.replacing("\"data\"", with: "\"encdata\"")
        #expect(try LoRaWANSamples.decode(hidden, by: "loriot").rejected?.detail.contains("still encrypted") == true)
    }

    @Test("joins and other events name the device and give no reading")
    func events() throws {
        let join = """
            {"deduplicationId":"c9dbe358-2578-4fb7-b295-66b44edc45a6","time":"2022-07-18T09:33:28.823500726+00:00",\
            "deviceInfo":{"devEui":"0101010101010101","deviceProfileName":"WS302"},"devAddr":"00189440"}
            """
        let accept = """
            {"end_device_ids":{"device_id":"dev1","dev_eui":"0101010101010101"},"received_at":"2020-02-12T15:15:45Z",\
            "join_accept":{"session_key_id":"AXBSH1Pk6Z0G166","received_at":"2020-02-17T07:49:00Z"}}
            """
        let other = "{\"cmd\":\"tx\",\"EUI\":\"0101010101010101\",\"seqdn\":1,\"data\":\"0175\"}"
        let older = "{\"applicationID\":\"1\",\"devEUI\":\"0101010101010101\",\"devAddr\":\"00189440\"}"
        let simulated = LoRaWANSamples.theThingsStack.replacing(
            "{\"end_device_ids\"",
            with: "{\"simulated\":true,\"end_device_ids\""
        )
        .replacing("1000000000000001\",\"join", with: "0101010101010101\",\"join")
        for (name, text) in [
            ("chirpstack", join), ("the-things-stack", accept), ("loriot", other), ("chirpstack-v3", older),
            ("the-things-stack", simulated),
        ] {
            let decoded = try LoRaWANSamples.decode(text, by: name)
            let nothing = DecodedMessage(device: .device("0101010101010101"), readings: [])
            #expect(decoded.rejected == nil && decoded.messages == [nothing], "\(name)")
        }
        #expect(try LoRaWANSamples.decode("{\"cmd\":\"cq\",\"total\":0}", by: "loriot").messages == [])
    }

    @Test("a device's status is its health")
    func status() throws {
        let status = """
            {"deduplicationId":"x","time":"2022-07-18T09:39:33Z","deviceInfo":{"devEui":"0101010101010101"},\
            "margin":10,"externalPowerSource":false,"batteryLevelUnavailable":false,"batteryLevel":75.5}
            """
        let message = try #require(LoRaWANSamples.decode(status).message)
        try #require(message.readings.count == 1)
        #expect(LoRaWANSamples.values(message.readings[0]) == ["battery": 76])
        #expect(try message.readings[0].start == LoRaWANSamples.time("2022-07-18T09:39:33Z"))
        for change in [
            ("\"externalPowerSource\":false", "\"externalPowerSource\":true"),
            ("\"batteryLevelUnavailable\":false", "\"batteryLevelUnavailable\":true"), ("75.5", "255"), ("75.5", "-1"),
            ("\"batteryLevel\":75.5", "\"x\":1"),
        ] {
            let decoded = try LoRaWANSamples.decode(status.replacing(change.0, with: change.1))
            #expect(decoded.rejected == nil && decoded.message?.readings == [], "\(change)")
        }
        let older = status.replacing(
            "\"deviceInfo\":{\"devEui\":\"0101010101010101\"}",
            with: "\"devEUI\":\"AQEBAQEBAQE=\""
        )
        let three = try #require(LoRaWANSamples.decode(older, by: "chirpstack-v3").message)
        #expect(three.device == .device("0101010101010101") && three.readings[0].health?.batteryPercent == 76)
    }

    @Test("more than 64 KiB is rejected; NUL bytes behind a message are no content")
    func size() throws {
        let decoder = try LoRaWANSamples.decoder("chirpstack")
        let blanks = [UInt8](repeating: 0x20, count: 65_536 - LoRaWANSamples.chirpStack.utf8.count)
        for (spare, isTaken) in [([], true), ([0x20], false)] as [([UInt8], Bool)] {
            let payload = Array(LoRaWANSamples.chirpStack.utf8) + blanks + spare
            let decoded = decoder.decode(topic: "x", payload: payload, receivedAt: arrival)
            #expect((decoded.rejected == nil) == isTaken)
            if !isTaken { #expect(decoded.rejected?.reason == .tooLarge) }
        }
        let ended = Array(LoRaWANSamples.chirpStack.utf8) + [0, 0]
        #expect(decoder.decode(topic: "x", payload: ended, receivedAt: arrival).rejected == nil)
    }

    @Test("the envelope of another server names the decoder that reads it")
    func others() throws {
        let four = try #require(LoRaWANSamples.decode(LoRaWANSamples.chirpStack3).rejected)
        #expect(four.reason == .missingField && four.detail.contains("decoder chirpstack-v3"))
        let three = try #require(LoRaWANSamples.decode(LoRaWANSamples.chirpStack, by: "chirpstack-v3").rejected)
        #expect(three.detail.contains("decoder chirpstack") && !three.detail.contains("chirpstack-v3"))
        // Field 1, a string of 16 bytes.
        let binary = try LoRaWANSamples.decoder("chirpstack").decode(
            topic: "x",
            payload: [10, 16, 49],
            receivedAt: arrival
        )
        #expect(binary.rejected?.detail.contains("Protocol Buffers") == true && binary.rejected?.reason == .malformed)
        for (name, _) in LoRaWANSamples.all {
            for text in ["", "[]", "null", "{}", "{\"a\":1}", "{\"time\":\"2023-05-22T07:47:05Z\"}"] {
                let decoded = try LoRaWANSamples.decode(text, by: name)
                // An event of no device.
                let isEvent = name == "the-things-stack" && text.hasPrefix("{")
                #expect((decoded.rejected == nil) == isEvent && decoded.messages.isEmpty, "\(name) \(text)")
            }
        }
    }
}
