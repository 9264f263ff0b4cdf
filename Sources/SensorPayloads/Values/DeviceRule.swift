import EventTime
import Readings

/// Where a message says which device it is of.
enum DeviceRule: Hashable {
    /// A level of the topic, from 0.
    case topicLevel(Int)
    /// A value of the payload: a JSON Pointer, a tag of line protocol.
    case field(String)
    /// All messages are of one device.
    case fixed(String)
    /// The level of the first `+` in the topic filter that matches, else the topic itself.
    case automatic

    /// `device` of a section: `{topic-level: 2}`, counted from 1, `{FIELD: …}` or `{id: …}`.
    ///
    /// `field` is the name of the key for a value of the payload; nil for a make without one.
    init(_ section: OptionSection, field: String?) {
        self = .automatic
        guard section.has("device"), let inner = section.section("device") else { return }
        let keys = ["topic-level", "id"] + (field.map { [$0] } ?? [])
        if inner.keys.count != 1 {
            section.report(
                "device",
                "expected one of \(keys.joined(separator: ", "))",
                zh: "应为以下之一：\(keys.joined(separator: "、"))"
            )
        } else if let level = inner.integer("topic-level", in: 1...64) {
            self = .topicLevel(level - 1)
        } else if let id = inner.text("id") {
            self = .fixed(id)
        } else if let field, let text = inner.text(field) {
            if field == "pointer", JSONPointer(text) == nil {
                inner.report(field, "expected a JSON Pointer such as /dev", zh: "应为 JSON Pointer，如 /dev")
            }
            self = .field(text)
        }
        inner.finish(keys)
    }

    /// The device that `topic` names; nil when only the payload does.
    func device(of topic: String, filters: [TopicFilter]) -> String? {
        switch self {
        case .fixed(let id): return id
        case .field: return nil
        case .topicLevel(let level): return DeviceRule.level(level, of: topic)
        case .automatic:
            guard let filter = filters.first(where: { $0.matches(topic) }),
                let level = DeviceRule.firstWildcard(filter.text.utf8)
            else { return topic.isEmpty ? nil : topic }
            return DeviceRule.level(level, of: topic)
        }
    }

    /// Which level of a filter is the first `+`.
    private static func firstWildcard(_ filter: String.UTF8View) -> Int? {
        var level = 0
        for byte in filter {
            if byte == UInt8(ascii: "+") { return level }
            if byte == UInt8(ascii: "/") { level += 1 }
        }
        return nil
    }

    /// Byte by byte: it is asked for every message.
    private static func level(_ level: Int, of topic: String) -> String? {
        let bytes = topic.utf8
        var (start, rest) = (bytes.startIndex, level)
        while rest > 0 {
            guard let slash = bytes[start...].firstIndex(of: UInt8(ascii: "/")) else { return nil }
            start = bytes.index(after: slash)
            rest -= 1
        }
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
        return start == end ? nil : String(topic[start..<end])
    }
}
