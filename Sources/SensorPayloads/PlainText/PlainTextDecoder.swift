import Acoustics
import EventTime
import Readings

/// Decoder of devices that publish each quantity as plain text on a topic of its own: ESPHome, Wiren Board, Homie and
/// others.
///
/// The plan says which topic is which quantity, and which topics say whether a device is there. Such devices have no
/// clock: a value is timed by its arrival, and a retained one, of which nobody knows the age, gives no reading.
struct PlainTextDecoder: MakeDecoder {
    var name: String { "text" }
    var options = MakeOptions()
    var furtherOptions: [String] { ["values", "availability"] }

    private struct Entry: Sendable {
        var filter: TopicFilter
        var rule: ValueRule
        var interval: TimeSpan?
    }

    private var values: [Entry] = []
    private var availability: [TopicFilter] = []

    init() {}

    /// Those of its values and of its availability, unless the plan gives others.
    var ownTopics: [TopicFilter] { values.map(\.filter) + availability }

    mutating func apply(_ section: OptionSection) {
        for item in section.sections("values") {
            let filter = PlainTextDecoder.filter(item)
            let rule = ValueRule(item)
            let interval = item.span("interval")
            item.finish(["topic", "interval", "quantity", "unit", "scale", "offset", "none"])
            if let filter, let rule { values.append(Entry(filter: filter, rule: rule, interval: interval)) }
        }
        for (path, text) in section.texts("availability") {
            guard let filter = TopicFilter(text) else {
                section.faults.report(path, "expected a topic filter such as +/status", zh: "应为主题过滤器，如 +/status")
                continue
            }
            availability.append(filter)
        }
        if !section.has("values") {
            section.report(
                "values",
                "is missing; write [{topic: …, quantity: LAeq, interval: 1min}]",
                zh: "缺少该项；请填写 [{topic: …, quantity: LAeq, interval: 1min}]"
            )
        }
    }

    private static func filter(_ section: OptionSection) -> TopicFilter? {
        guard let text = section.text("topic", "a topic filter", zh: "主题过滤器") else {
            if !section.has("topic") {
                section.report("topic", "is missing; write a topic filter", zh: "缺少该项；请填写主题过滤器")
            }
            return nil
        }
        guard let filter = TopicFilter(text) else {
            section.report(
                "topic",
                "expected a topic filter such as +/sensor/laeq/state",
                zh: "应为主题过滤器，如 +/sensor/laeq/state"
            )
            return nil
        }
        return filter
    }

    func device(of topic: String) -> DeviceID? { device(topic).map { .device($0) } }

    /// By the filter that the topic is of, whatever filters the subscriptions have.
    private func device(_ topic: String) -> String? {
        options.device.device(of: topic, filters: ownTopics)
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        guard let device = device(message.topic) else {
            throw PayloadFault(.missingField, "topic: it names no device where the plan's option device looks for it")
        }
        guard let entry = values.first(where: { $0.filter.matches(message.topic) }) else {
            guard availability.contains(where: { $0.matches(message.topic) }) else {
                throw PayloadFault(
                    .unknownTopic,
                    "topic: the plan does not say what is published on it; write it under values"
                )
            }
            if let state = try PlainTextDecoder.state(bytes) { gathering.add(state, of: device) }
            return
        }
        guard var reading = reading(endingAt: nil, interval: entry.interval, of: message) else { return }
        guard bytes.count <= 64 else {
            throw PayloadFault(.malformed, "message: \(bytes.count) bytes; expected a number such as 43.2")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        entry.rule.take(
            WrittenNumber(bytes),
            into: &reading,
            &gathering,
            place: "message",
            token: text.allSatisfy { !$0.isNewline && $0 >= " " } ? "\"\(text)\"" : "the text"
        )
        try gathering.add(reading, of: device)
    }

    /// What an availability topic says: ESPHome's and Home Assistant's words, Homie's `$state`, Wiren Board's
    /// `meta/error` (empty, or one of the letters r, w and p). Nil for a state between the two.
    private static func state(_ bytes: [UInt8]) throws(PayloadFault) -> SensorStatus.State? {
        let word = String(decoding: bytes.prefix(64).filter { $0 > 0x20 }, as: UTF8.self).lowercased()
        switch word {
        case "online", "ready", "connected", "available", "true", "1", "on", "", "p", "w": return .online
        case "offline", "lost", "disconnected", "unavailable", "false", "0", "off", "r", "rw", "rp", "rwp":
            return .offline
        case "init", "sleeping", "alert": return nil
        default:
            // Zigbee2MQTT and others: {"state":"offline"}.
            if let state = (try? JSONDocument(bytes))?.root["state"]?.text?.lowercased() {
                if state == "online" { return .online }
                if state == "offline" { return .offline }
            }
            throw PayloadFault(.invalidValue, "message: expected a word of availability such as online or offline")
        }
    }
}
