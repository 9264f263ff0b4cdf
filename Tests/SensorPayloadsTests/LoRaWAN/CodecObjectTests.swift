import Acoustics
import EventTime
import Readings
import SensorPayloads
import Testing

@Suite("What a codec on the server made of an uplink")
struct CodecObjectTests {
    private func decode(_ object: String, options: [String: String] = [:]) throws -> DecodedPayload {
        try LoRaWANSamples.decode(
            LoRaWANSamples.chirpStack.replacing("\"rxInfo\"", with: "\"object\":\(object),\"rxInfo\""),
            options
        )
    }

    private func values(_ object: String, options: [String: String] = [:]) throws -> [String: Double] {
        let decoded = try decode(object, options: options)
        #expect(decoded.rejected == nil, "\(decoded.rejected?.detail ?? "")")
        return decoded.message?.readings.first.map(LoRaWANSamples.values) ?? [:]
    }

    @Test(
        "is taken by names whose meaning is beyond doubt",
        arguments: [
            // The maker's codec, by the weighting of the device.
            (
                #"{"battery":100.0,"LAF":57.5,"LAeq":47.4,"LAFmax":61.8}"#,
                ["battery": 100, "LAF": 57.5, "LAeq": 47.4, "LAFmax": 61.8]
            ),
            (#"{"battery":100,"LCS":57.5,"LCeq":47.4,"LCSmax":61.8}"#, ["battery": 100, "LCS": 57.5, "LCeq": 47.4]),
            (#"{"LAI":57.5,"LAImax":61.8}"#, ["LAI": 57.5]), (#"{"LZF":57.5,"LZeq":47.4}"#, ["LZF": 57.5]),
            // The network's own codec, whose time weighting is always "impulse".
            (
                #"{"battery":90,"freq_weight":"A","la":57.5,"laeq":47.4,"lamax":61.8,"time_weight":"impulse"}"#,
                ["battery": 90, "LA": 57.5, "LAeq": 47.4]
            ),
            (
                #"{"freqWeight":"C","la":57.5,"laeq":47.4,"lamax":61.8,"timeWeight":"impulse"}"#,
                ["LC": 57.5, "LCeq": 47.4]
            ),
            // Numbers in quotes and with a unit.
            (#"{"LAeq":"45.12","temperature":{"value":22.5,"unit":"°C"}}"#, ["LAeq": 45.12, "temperature": 22.5]),
            (#"{"leqA":50,"humidity":41,"vdd":3426}"#, ["LAeq": 50, "humidity": 41, "supply": 3.426]),
            // TTN SoundKit.
            (
                #"{"la":{"avg":35.5,"max":45.4,"min":33.4,"spectrum":[1.3,18.3]},"lc":{"avg":46,"max":54.6},"lz":{"avg":47.1}}"#,
                ["LAeq": 35.5, "LCeq": 46]
            ),
            // SenseCAP: numbered measurements, of which Sound Intensity is none in decibels.
            (
                #"{"err":0,"messages":[[{"measurementId":4097,"measurementValue":21.5,"type":"Air Temperature"},{"measurementId":4105,"measurementValue":2.4},{"measurementId":4192,"measurementValue":66}]],"valid":true}"#,
                ["temperature": 21.5, "wind": 2.4]
            ),
        ]
    )
    func names(object: String, expected: [String: Double]) throws {
        #expect(try values(object) == expected)
    }

    @Test("largest levels of an unknown time weighting need the option, levels of unknown weighting theirs")
    func options() throws {
        #expect(try values(#"{"laeq":47.4,"lamax":61.8}"#, options: ["time-weighting": "fast"])["LAFmax"] == 61.8)
        let elsys = #"{"soundAvg":16,"soundPeak":7,"temperature":22.6}"#
        let partly = try decode(elsys)
        #expect(partly.rejected?.reason == .impossibleLevel)
        #expect(partly.rejected?.detail.contains("soundavg does not say how it weighs frequencies") == true)
        #expect(partly.message?.readings.map(LoRaWANSamples.values) == [["temperature": 22.6]])
        #expect(try values(elsys, options: ["frequency-weighting": "A"]) == ["temperature": 22.6, "LAeq": 16])
        let alone = try decode(#"{"soundAvg":16}"#)
        #expect(alone.rejected?.reason == .missingField && alone.message == nil)
    }

    @Test(
        "is rejected without such a name, with what to write",
        arguments: [
            #"{}"#, #"{"noise":45}"#, #"{"Noise":45,"sound":3}"#, #"{"LAeq":"NoSensor"}"#, #"{"LAeq":null}"#,
            #"{"LAeq":-1}"#, #"{"battery":3.6}"#, #"{"LAeq":[50]}"#, #"{"LAeq":true}"#, #"{"L90":45}"#,
            #"{"messages":[{"measurementId":4192,"measurementValue":66}]}"#, "[]", "7", "\"x\"",
        ]
    )
    func unknown(object: String) throws {
        let decoded = try decode(object)
        let rejected = try #require(decoded.rejected)
        #expect(decoded.messages.isEmpty && [.missingField, .malformed].contains(rejected.reason))
        if rejected.reason == .missingField {
            #expect(rejected.detail.contains("write model: in the sensor of the plan"))
        }
    }

    @Test("has levels that cannot be: they are left out")
    func impossible() throws {
        for value in ["161", "999999", "-5", "1e9", "\"812.4\""] {
            let decoded = try decode("{\"LAeq\":\(value),\"LAF\":50}")
            #expect(decoded.rejected?.detail.contains("laeq is not a level") == true, "\(value)")
            #expect(decoded.message?.readings.map(LoRaWANSamples.values) == [["LAF": 50]])
        }
    }

    @Test("gives way to the bytes where the model is known, also when they are wrong")
    func bytesFirst() throws {
        let wrong = #"{"LAF":10,"LAeq":10,"LAFmax":10,"battery":1}"#
        #expect(try values(wrong, options: ["model": "WS302"])["LAeq"] == 47.4)
        let text = LoRaWANSamples.chirpStack.replacing("\"rxInfo\"", with: "\"object\":\(wrong),\"rxInfo\"")
        let other = try LoRaWANSamples.decode(text, ["model": "Browan TBSL100"])
        #expect(other.messages.isEmpty && other.rejected?.detail.contains("port 85") == true)
        // Without bytes there is nothing else.
        let bare = text.replacing("\"data\":\"AXVkBVsFPwLaAWoC\",", with: "")
        let decoded = try LoRaWANSamples.decode(bare)
        #expect(decoded.message?.readings.first?.LAeq == Level(tenths: 100))
    }

    @Test("is JSON within a string in v3, and in uplink_message with The Things Stack")
    func servers() throws {
        let three = try LoRaWANSamples.decode(LoRaWANSamples.chirpStack3Base64, by: "chirpstack-v3", [:])
        #expect(three.message?.readings.map(LoRaWANSamples.values) == [["LAF": 57.5, "LAeq": 47.4]])
        let broken = LoRaWANSamples.chirpStack3Base64.replacing("{\\\"LAF\\\"", with: "{LAF")
        #expect(try LoRaWANSamples.decode(broken, by: "chirpstack-v3", [:]).rejected?.reason == .malformed)
        let things = LoRaWANSamples.theThingsStack.replacing(
            "\"rx_metadata\"",
            with: "\"decoded_payload\":{\"laeq\":47.4,\"la\":57.5},\"rx_metadata\""
        )
        let decoded = try LoRaWANSamples.decode(things, by: "the-things-stack", [:])
        #expect(decoded.message?.readings.map(LoRaWANSamples.values) == [["LA": 57.5, "LAeq": 47.4]])
    }
}
