import Acoustics
import EventTime
import Readings

/// Decoder of telemetry as ThingsBoard takes it, of one device (`v1/devices/me/telemetry`) or of a gateway's many
/// (`v1/gateway/telemetry`): `{"LAeq":50.1}`, `{"ts":1483228800000,"values":{…}}`, lists of these, and
/// `{"dev":[{"ts":…,"values":{…}}]}`.
///
/// Keys are known by ``NameTable`` or the plan's `values`. The gateway of HJ 212 packets gives its members beside a
/// `DataTime`, which is on the plan's clock. Without a time a reading is timed by its arrival.
struct ThingsBoardDecoder: MakeDecoder {
    var name: String { "thingsboard" }
    var options = MakeOptions()
    var furtherOptions: [String] { ["values", "zone"] }

    static let filters = ["v1/devices/me/telemetry", "v1/gateway/telemetry"].compactMap { TopicFilter($0) }
    var ownTopics: [TopicFilter] { ThingsBoardDecoder.filters }

    private var values: [String: ValueRule] = [:]
    private var localTime = ThingsBoardDecoder.format(.UTC)

    private static func format(_ zone: TimeZoneRules) -> TimeFormat? { TimeFormat("yyyy-MM-dd HH:mm:ss", zone: zone) }

    mutating func apply(_ section: OptionSection) {
        localTime = ThingsBoardDecoder.format(section.zone(options.zone))
        guard let inner = section.section("values") else { return }
        for key in inner.keys { values[key] = ValueRule(inner, key) }
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let root = try JSONDocument(bytes).root
        var hasAny = false
        if ThingsBoardDecoder.isGateway(root) {
            for member in root.children {
                guard let device = member.name else { continue }
                for record in member.children {
                    hasAny = try take(record, of: device, message, &gathering) || hasAny
                }
            }
        } else {
            let device = try deviceOfTopic(message)
            for record in root.elements {
                guard record.isObject else { throw record.fault(.invalidValue, "is no telemetry; expected an object") }
                hasAny = try take(record, of: device, message, &gathering) || hasAny
            }
        }
        guard hasAny || message.isRetained else {
            throw PayloadFault(
                .missingField,
                "message: no key that is known without a plan; write the option values with the key and its quantity"
            )
        }
    }

    /// Names of devices, each with a list of records.
    private static func isGateway(_ root: JSONValue) -> Bool {
        let members = root.isObject ? root.children : []
        return !members.isEmpty
            && members.allSatisfy { $0.kind == .array && $0.children.allSatisfy(\.isObject) && !$0.children.isEmpty }
    }

    /// False when the record has no key that is known.
    private func take(
        _ record: JSONValue,
        of device: String,
        _ message: MessageContext,
        _ gathering: inout PayloadGathering
    ) throws(PayloadFault) -> Bool {
        let holder = record["values"].flatMap { $0.isObject ? $0 : nil } ?? record
        guard var reading = reading(endingAt: try time(of: record), of: message) else { return false }
        var hasAny = false
        if values.isEmpty {
            hasAny = gathering.take(namedIn: holder, into: &reading, time: options.timeWeighting)
        } else {
            for member in holder.children {
                guard let rule = member.name.flatMap({ values[$0] }) else { continue }
                hasAny = true
                rule.take(member, into: &reading, &gathering)
            }
        }
        if hasAny { try gathering.add(reading, of: device) }
        return hasAny
    }

    private func time(of record: JSONValue) throws(PayloadFault) -> Instant? {
        if let stamp = record["ts"] {
            guard let number = stamp.number, let time = TimeFormat.instant(number, perSecond: 1000) else {
                throw stamp.fault(.invalidValue, "is no time; expected milliseconds since 1970")
            }
            return time
        }
        guard let local = record["DataTime"] else { return nil }
        guard let time = localTime?.instant(local) else {
            throw local.fault(.invalidValue, "is no time; expected 2020-08-24 00:38:17")
        }
        return time
    }
}
