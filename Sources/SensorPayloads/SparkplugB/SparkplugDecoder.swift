import Acoustics
import EventTime
import Readings

/// Decoder of Sparkplug B (`spBv1.0/{group}/{type}/{node}` and `…/{device}`): births, data and deaths of edge nodes and
/// devices.
///
/// A metric's quantity is the last part of its name (`Noise/LAeq`) by ``NameTable`` or the plan's `values`. Data
/// messages may have an alias in place of the name, which only the birth message before it explains: a decoder keeps no
/// state, so that the plan names such aliases (`values: {"7": LAeq}`), or the node is set to send names. The device
/// is `group/node` or `group/node/device` unless the plan says otherwise.
struct SparkplugDecoder: MakeDecoder {
    var name: String { "sparkplug" }
    var options = MakeOptions()
    var furtherOptions: [String] { ["values"] }

    static let filters = ["NBIRTH/+", "NDATA/+", "NDEATH/+", "DBIRTH/+/+", "DDATA/+/+", "DDEATH/+/+"].compactMap {
        TopicFilter("spBv1.0/+/\($0)")
    }
    var ownTopics: [TopicFilter] { SparkplugDecoder.filters }

    private var values: [String: ValueRule] = [:]

    mutating func apply(_ section: OptionSection) {
        guard let inner = section.section("values") else { return }
        for key in inner.keys { values[key] = ValueRule(inner, key) }
    }

    private enum Kind {
        case birth, data, death
    }

    func device(of topic: String) -> DeviceID? { (try? parts(of: topic))?.device.map { .device($0) } }

    private func parts(of topic: String) throws(PayloadFault) -> (kind: Kind, device: String?) {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard (4...5).contains(levels.count), levels[0] == "spBv1.0", levels.allSatisfy({ !$0.isEmpty }) else {
            throw PayloadFault(.unknownTopic, "topic: expected spBv1.0/{group}/{type}/{node} or …/{device}")
        }
        let kind: Kind
        switch (levels[2], levels.count) {
        case ("NBIRTH", 4), ("DBIRTH", 5): kind = .birth
        case ("NDATA", 4), ("DDATA", 5): kind = .data
        case ("NDEATH", 4), ("DDEATH", 5): kind = .death
        default: throw PayloadFault(.unknownTopic, "topic: \(levels[2].prefix(20)) is no message of a node or device")
        }
        guard case .automatic = options.device else {
            return (kind, options.device.device(of: topic, filters: topics))
        }
        return (kind, ([levels[1]] + levels[3...]).joined(separator: "/"))
    }

    private struct Point {
        var time: UInt64?
        var isHistorical: Bool
        var reading: Reading
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let (kind, named) = try parts(of: message.topic)
        guard let device = named else {
            throw PayloadFault(.missingField, "topic: it names no device where the plan's option device looks for it")
        }
        if kind == .death { return gathering.add(.offline, of: device) }
        let payload = try SparkplugPayload(bytes)
        if kind == .birth { gathering.add(.online, of: device) }
        var points: [Point] = []
        var aliases: [UInt64] = []
        for (place, metric) in payload.metrics.enumerated() {
            guard let rule = rule(metric) else {
                if metric.name == nil, let alias = metric.alias { aliases.append(alias) }
                continue
            }
            let time = metric.timestamp ?? payload.timestamp
            let known = points.lastIndex { $0.time == time && $0.isHistorical == metric.isHistorical }
            let end = time.flatMap { Int64(exactly: $0) }.flatMap {
                TimeFormat.instant(DecimalNumber($0), perSecond: 1000)
            }
            guard time == nil || end != nil else {
                gathering.note(
                    PayloadFault(.invalidValue, "metric \(place + 1): a time outside of the years 1970 to 9999")
                )
                continue
            }
            guard var reading = known.map({ points[$0].reading }) ?? reading(endingAt: end, of: message) else {
                continue
            }
            reading.historical = metric.isHistorical
            rule.take(
                metric.value,
                into: &reading,
                &gathering,
                place: "metric \(place + 1)",
                token: "the value"
            )
            if let known {
                points[known].reading = reading
            } else {
                points.append(Point(time: time, isHistorical: metric.isHistorical, reading: reading))
            }
        }
        if points.isEmpty, let alias = aliases.first {
            throw PayloadFault(
                .missingField,
                "message: metrics with an alias (\(alias)) and no name; set the node to send names, or write the option values with "
                    + "the alias and its quantity"
            )
        }
        for point in points { try gathering.add(point.reading, of: device) }
        if points.isEmpty, kind == .data { try gathering.add(nil, of: device) }
    }

    private func rule(_ metric: SparkplugMetric) -> ValueRule? {
        guard let name = metric.name else { return metric.alias.flatMap { values["\($0)"] } }
        let last =
            name.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(name[name.utf8.index(after: $0)...]) } ?? name
        if let rule = values[name] ?? values[last] { return rule }
        guard values.isEmpty else { return nil }
        return NameTable.quantity(last, time: options.timeWeighting).map { ValueRule($0) }
    }
}
