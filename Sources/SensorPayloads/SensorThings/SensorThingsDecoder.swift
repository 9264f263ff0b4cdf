import Acoustics
import EventTime
import Readings

/// Decoder of observations of OGC SensorThings, as a server publishes them on `v1.1/Datastreams(5)/Observations` or a
/// device does on `v1.1/Observations`: `{"phenomenonTime":"…","result":45.2,"Datastream":{"@iot.id":5}}`.
///
/// An observation does not say of what it is: the plan says it of each data stream
/// (`datastreams: [{id: 5, quantity: LAeq, device: meter-1}]`). The time is an instant or an interval.
struct SensorThingsDecoder: MakeDecoder {
    var name: String { "sensorthings" }
    var options = MakeOptions()
    var isRelayed: Bool { true }
    var furtherOptions: [String] { ["datastreams"] }
    var optionNames: [String] { ["interval", "datastreams"] }

    static let filters = ["v1.1/+/Observations", "v1.1/Observations"].compactMap { TopicFilter($0) }
    var ownTopics: [TopicFilter] { SensorThingsDecoder.filters }

    private struct Datastream: Sendable {
        var rule: ValueRule
        var device: String
    }

    private var datastreams: [String: Datastream] = [:]

    mutating func apply(_ section: OptionSection) {
        for item in section.sections("datastreams") {
            let rule = ValueRule(item)
            let device = item.text("device")
            item.finish(["id", "device", "quantity", "unit", "scale", "offset", "none"])
            guard let id = item.text("id") else {
                if !item.has("id") { item.report("id", "is missing; write the data stream's id", zh: "缺少该项；请填写数据流编号") }
                continue
            }
            guard let rule else { continue }
            datastreams[id] = Datastream(rule: rule, device: device ?? id)
        }
    }

    func device(of topic: String) -> DeviceID? {
        SensorThingsDecoder.datastream(of: topic).flatMap { datastreams[$0] }.map { .device($0.device) }
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let root = try JSONDocument(bytes).root
        guard let id = SensorThingsDecoder.datastream(of: message.topic) ?? root["Datastream"]?["@iot.id"]?.identity
        else {
            throw root.missing("Datastream", "an object with @iot.id, or the data stream in the topic")
        }
        guard let datastream = datastreams[id] else {
            throw PayloadFault(
                .missingField,
                "message: the plan does not say what data stream \(id.prefix(40)) is; write it under datastreams"
            )
        }
        let (end, span) = try time(of: root)
        guard var reading = reading(endingAt: end, interval: span, of: message) else { return }
        guard let result = root["result"] else { throw root.missing("result", "a number") }
        datastream.rule.take(result, into: &reading, &gathering)
        try gathering.add(reading, of: datastream.device)
        // Data streams of one device come in messages of their own.
        gathering.markAsParts()
    }

    /// The id within `Datastreams(5)`, without the quotes that a text has.
    private static func datastream(of topic: String) -> String? {
        let bytes = topic.utf8
        guard let open = bytes.firstIndex(of: UInt8(ascii: "(")), topic[..<open].hasSuffix("Datastreams"),
            let close = bytes[open...].firstIndex(of: UInt8(ascii: ")"))
        else { return nil }
        var id = topic[bytes.index(after: open)..<close]
        if id.utf8.first == UInt8(ascii: "'"), id.utf8.last == UInt8(ascii: "'"), id.utf8.count >= 2 {
            id = id.dropFirst().dropLast()
        }
        return id.isEmpty ? nil : String(id)
    }

    /// The end of `phenomenonTime` and its length where it is an interval; else `resultTime`.
    private func time(of root: JSONValue) throws(PayloadFault) -> (Instant?, TimeSpan?) {
        for name in ["phenomenonTime", "resultTime"] {
            guard let value = root[name], value.kind != .null else { continue }
            guard let (end, span) = value.utf8.flatMap(SensorThingsDecoder.interval) else {
                throw value.fault(.invalidValue, "is no time; expected an RFC 3339 time or two with / between them")
            }
            return (end, span)
        }
        return (nil, nil)
    }

    /// `2026-06-07T09:00:00Z` or `2026-06-07T09:00:00Z/2026-06-07T09:01:00Z`; nil for what is neither.
    static func interval(_ text: ArraySlice<UInt8>) -> (end: Instant, span: TimeSpan?)? {
        let cut = text.firstIndex(of: UInt8(ascii: "/")) ?? text.endIndex
        guard let first = TimeFormat.rfc3339(text[..<cut]) else { return nil }
        guard cut < text.endIndex else { return (first, nil) }
        guard let second = TimeFormat.rfc3339(text[(cut + 1)...]), first < second, second - first <= .hours(24) else {
            return nil
        }
        return (second, second - first)
    }
}
