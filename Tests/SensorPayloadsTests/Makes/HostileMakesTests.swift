import Acoustics
import EventTime
import Readings
import SensorPayloads
import TestSupport
import Testing

/// A good message of every make.
private let samples: [MakeSample] = [
    MakeSample(
        "json",
        topics: ["box/+"],
        [
            "values": .section(["/la/avg": "LAeq", "/list/1": .section(["quantity": "temperature", "scale": "0.1"])]),
            "time": "/ts", "interval": .section(["pointer": "/dur"]),
        ],
        topic: "box/7",
        #"{"ts":"2026-06-07T09:00:00Z","dur":60,"la":{"avg":"52.31"},"list":[null,215],"rest":{"a":[true,{}]}}"#
    ),
    LineProtocolTests.dnms,
    MakeSample(
        "text",
        ["values": .list([.section(["topic": "+/level", "quantity": "LAF"])]), "availability": "+/status"],
        topic: "a/level",
        "43.25"
    ),
    MakeSample(
        "text",
        ["values": .list([.section(["topic": "+/level", "quantity": "LAF"])]), "availability": "+/status"],
        topic: "a/status",
        "online"
    ),
    SensorCommunityTests.sample, SmartCitizenTests.raw, SmartCitizenTests.batch, Zigbee2MQTTTests.sample,
    AR844Tests.sample.with("time-weighting", "fast"), AirthingsTests.sample, CESVATests.sample, NSRTWTests.sample,
    SenMLTests.json, SenMLTests.cbor, ThingsBoardTests.gateway, SensorThingsTests.sample, FIWARETests.sample,
    CloudEventsTests.sample, SparkplugTests.sample,
]

@Suite("Damaged and hostile messages of every make")
struct HostileMakesTests {
    /// What is wrong with the answer to any bytes.
    private static func fault(_ sample: MakeSample, _ decoder: any PayloadDecoder, _ bytes: [UInt8]) -> String? {
        let context = MessageContext(topic: sample.topic, receivedAt: arrival)
        let decoded = decoder.decode(bytes.span, of: context)
        if let rejected = decoded.rejected {
            let detail = rejected.detail
            if detail.isEmpty || detail.utf8.count > 2000 { return "a detail of \(detail.utf8.count) bytes" }
            if detail.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
                return "detail \(detail)"
            }
            if rejected.payload != bytes || rejected.topic != sample.topic || rejected.decoder != sample.decoder {
                return "the rejected payload is not what was sent"
            }
        }
        for message in decoded.messages {
            let device = "\(message.device)"
            if device.isEmpty || device.unicodeScalars.contains(where: { $0.value < 0x20 }) {
                return "device \(device)"
            }
            for reading in message.readings {
                if reading.isEmpty { return "an empty reading" }
                if !(0...86_400_000).contains(reading.duration.milliseconds) { return "\(reading.duration)" }
                if !(-62_000_000_000_000...253_402_300_800_000).contains(reading.start.milliseconds) {
                    return "start \(reading.start)"
                }
            }
        }
        return nil
    }

    @Test("the samples are right", arguments: samples)
    func right(sample: MakeSample) throws {
        let messages = try sample.messages()
        #expect(!messages.isEmpty && messages.contains { !$0.readings.isEmpty || $0.state != nil })
    }

    @Test("cut off at any length nothing is made up: what is decoded was in the whole message", arguments: samples)
    func truncated(sample: MakeSample) throws {
        let decoder = try sample.made()
        let whole = Set(try sample.readings().map(\.start))
        for count in 0..<sample.payload.count {
            let bytes = Array(sample.payload.prefix(count))
            #expect(Self.fault(sample, decoder, bytes) == nil, "\(count)")
            let readings = decoder.decode(topic: sample.topic, payload: bytes, receivedAt: arrival).messages.flatMap(
                \.readings
            )
            // Text and line protocol have no end mark: a shorter number or time is one too. A message of Protocol
            // Buffers that ends behind a metric is whole.
            if !["text", "influx"].contains(sample.decoder) {
                #expect(readings.allSatisfy { whole.contains($0.start) }, "\(count)")
                #expect(
                    readings.isEmpty || ["smart-citizen", "sparkplug"].contains(sample.decoder)
                        || count >= sample.payload.count - 1,
                    "\(count)"
                )
            }
        }
    }

    @Test("a value of another type in any place gives readings or a reason", arguments: samples)
    func types(sample: MakeSample) throws {
        guard let text = String(validating: sample.payload, as: UTF8.self), text.hasPrefix("{") || text.hasPrefix("[")
        else {
            return
        }
        let decoder = try sample.made()
        let others = [
            "null", "true", "\"\"", "\"x\"", "\"-1e999\"", "-1", "1e999", "-1e-999", "[]", "{}", "[[]]",
            "{\"value\":{}}",
            "99999999999999999999999999", "\"\\u0000\"", "0.0000000000000000000000001",
        ]
        for match in text.matches(of: /("[^"]*"|-?[0-9][0-9.]*|true|false|null)(?=\s*[,}\]])/) {
            for other in others {
                let changed = text.replacingCharacters(in: match.range, with: other)
                #expect(Self.fault(sample, decoder, Array(changed.utf8)) == nil, "\(changed)")
            }
        }
        // And every pair of brackets.
        for match in text.matches(of: /\{[^{}\[\]]*\}|\[[^{}\[\]]*\]/) {
            for other in others {
                let changed = text.replacingCharacters(in: match.range, with: other)
                #expect(Self.fault(sample, decoder, Array(changed.utf8)) == nil, "\(changed)")
            }
        }
    }

    @Test("nesting and size are bounded", arguments: samples)
    func bounds(sample: MakeSample) throws {
        let decoder = try sample.made()
        let hostile: [[UInt8]] = [
            Array(repeating: UInt8(ascii: "["), count: 60_000), Array(repeating: UInt8(ascii: "{"), count: 60_000),
            Array(String(repeating: "{\"a\":", count: 10_000).utf8), Array(repeating: 0x81, count: 60_000),
            Array(repeating: 0xC4, count: 60_000), Array(repeating: 0x9F, count: 60_000),
            Array(repeating: 0, count: 65_536),
            Array(repeating: UInt8(ascii: "\n"), count: 65_536), Array(repeating: UInt8(ascii: "a"), count: 65_537),
            Array(("[" + String(repeating: "{},", count: 20_000) + "{}]").utf8),
            Array(("[" + String(repeating: "[],", count: 20_000) + "[]]").utf8),
            Array(("{" + (0..<4000).map { "\"k\($0)\":[{}]" }.joined(separator: ",") + "}").utf8),
            Array(String(repeating: "m,node=a laeq=5 1\n", count: 3600).utf8),
            Array((0..<4000).map { "m laeq=5 \($0)\n" }.joined().utf8),
        ]
        for bytes in hostile { #expect(Self.fault(sample, decoder, bytes) == nil, "\(bytes.prefix(20))") }
        let large = decoder.decode(topic: sample.topic, payload: hostile[8], receivedAt: arrival)
        #expect(large.rejected?.reason == .tooLarge)
    }

    /// Whole, 50,000 damaged messages of each make; a tenth in CI.
    @Test("damaged at random they give readings or a reason", arguments: samples)
    func fuzzed(sample: MakeSample) throws {
        let decoder = try sample.made()
        let make = { (random: inout SplitMix64) -> [UInt8] in
            if Int.random(in: 0..<50, using: &random) == 0 {
                return (0..<Int.random(in: 0...300, using: &random)).map { _ in .random(in: 0...255, using: &random) }
            }
            return random.damaged(sample.payload, alphabet: "{}[]\",:;.-+eEtT0159 \\\n\0=#", most: 4)
        }
        let fault = Fuzzing("make-\(sample.decoder)", runs: 50_000).run(make) { Self.fault(sample, decoder, $0) }
        #expect(fault == nil)
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
