import Acoustics
import Readings
import SensorPayloads
import Sites
import TestSupport
import Testing

@Suite("Fuzzed topics")
struct FuzzedTopicTests {
    private static let parts = [
        "noise", "1", "s", "gate", "obs", "status", "", "/", "+", "#", "$SYS", "学校", "\u{0}", "..", " ",
    ]

    private static func topic(_ random: inout SplitMix64) -> [UInt8] {
        let levels = (0..<Int.random(in: 0...7, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
        let right = Bool.random(using: &random) ? ["noise", "1"] + levels : levels
        return random.damaged(Array(right.joined(separator: "/").utf8), alphabet: "/+#$1sn\0")
    }

    /// 1,000,000 runs in the whole form.
    @Test("a topic is a sensor's own or none")
    func sensors() {
        let fault = Fuzzing("topics", runs: 1_000_000).run(Self.topic) { bytes in
            let topic = String(decoding: bytes, as: UTF8.self)
            for kind in NativeTopic.Kind.allCases {
                guard let sensor = NativeTopic.sensor(topic, kind) else { continue }
                guard NativeTopic.topic(sensor, kind).utf8.elementsEqual(topic.utf8) else {
                    return "\(sensor) is another's"
                }
                if sensor.site.text.isEmpty || sensor.sensor.isEmpty
                    || sensor.site.text.utf8.contains(UInt8(ascii: "/"))
                {
                    return "\(sensor) is no sensor"
                }
            }
            return nil
        }
        #expect(fault == nil)
    }

    /// 1,000,000 runs in the whole form: a filter and a topic, with a line break between.
    @Test("a filter matches what section 4.7 of MQTT says")
    func filters() {
        let make: (inout SplitMix64) -> [UInt8] = { random in
            Self.topic(&random) + [10] + Self.topic(&random)
        }
        let fault = Fuzzing("filters", runs: 1_000_000).run(make) { bytes in
            let halves = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
            let text = String(decoding: halves.first ?? [], as: UTF8.self)
            let topic = String(decoding: halves.dropFirst().first ?? [], as: UTF8.self)
            guard let filter = TopicFilter(text) else { return nil }
            let levels = { (text: String) in
                text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            }
            let isOfBroker = topic.hasPrefix("$") && (text.hasPrefix("+") || text.hasPrefix("#"))
            let expected = !isOfBroker && Self.matches(levels(text)[...], levels(topic)[...])
            return filter.matches(topic) == expected ? nil : "expected \(expected)"
        }
        #expect(fault == nil)
    }

    /// Level by level from the left.
    private static func matches(_ filter: ArraySlice<String>, _ topic: ArraySlice<String>) -> Bool {
        guard let wanted = filter.first else { return topic.isEmpty }
        if wanted == "#" { return true }
        guard let level = topic.first else { return false }
        return (wanted == "+" || wanted == level) && matches(filter.dropFirst(), topic.dropFirst())
    }
}
