import Acoustics
import EventTime
import Readings

/// Decoder of CloudEvents 1.0 in structured JSON, one or a batch: an envelope around the payload of another decoder,
/// which the plan names with its own options (`options: {decoder: json, options: {…}}`).
///
/// The event's `time` is the reading's where the payload has none of its own. The device is the inner decoder's unless
/// the plan says `device: source` or `device: subject`.
struct CloudEventsDecoder: MakeDecoder {
    var name: String { "cloudevents" }
    var options = MakeOptions()
    var optionNames: [String] { ["decoder", "options", "device"] }

    private var inner: (any PayloadDecoder)?
    private var deviceAttribute: String?

    func configured(_ options: DecoderOptions) throws(DecoderOptionFaults) -> any PayloadDecoder {
        let faults = OptionFaults()
        let section = OptionSection(options.values, faults: faults)
        var decoder = self
        decoder.options.topics = options.topics
        decoder.deviceAttribute = section.one("device", of: ["source": "source", "subject": "subject"])
        decoder.inner = CloudEventsDecoder.inner(section, options)
        section.finish(optionNames)
        try faults.check()
        return decoder
    }

    private static func inner(_ section: OptionSection, _ options: DecoderOptions) -> (any PayloadDecoder)? {
        let names = PayloadDecoders.all.map(\.name).filter { $0 != "cloudevents" && $0 != "native" }
        guard let name = section.text("decoder", names.joined(separator: ", "), zh: names.joined(separator: "、")) else {
            if !section.has("decoder") {
                section.report("decoder", "is missing; write the decoder of the data", zh: "缺少该项；请填写数据的解码器")
            }
            return nil
        }
        guard names.contains(name), let known = PayloadDecoders.named(name) else {
            section.report(
                "decoder",
                "expected one of \(names.joined(separator: ", "))",
                zh: "应为以下之一：\(names.joined(separator: "、"))"
            )
            return nil
        }
        var values: [String: DecoderOption] = [:]
        if case .section(let given)? = section.option("options") {
            values = given
        } else if section.has("options") {
            section.report("options", "expected a section of keys and values", zh: "应为由键和值组成的一节")
        }
        do throws(DecoderOptionFaults) {
            return try known.configured(DecoderOptions(values, topics: options.topics, zone: options.zone))
        } catch {
            for fault in error.faults { section.report("options.\(fault.option)", fault.text, zh: fault.zh) }
            return nil
        }
    }

    func device(of topic: String) -> DeviceID? { deviceAttribute == nil ? inner?.device(of: topic) : nil }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        guard let inner else {
            throw PayloadFault(
                .missingField,
                "message: the plan does not say of which decoder the data is; write the option decoder"
            )
        }
        for event in try JSONDocument(bytes).root.elements {
            guard event.isObject, let version = event["specversion"] else {
                throw event.missing("specversion", "\"1.0\"")
            }
            guard version.text == "1.0" else {
                throw version.fault(.unknownVersion, "is not understood; expected \"1.0\"")
            }
            try take(event, by: inner, message, &gathering)
        }
    }

    private func take(
        _ event: JSONValue,
        by inner: any PayloadDecoder,
        _ message: MessageContext,
        _ gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        var time: Instant?
        if let value = event["time"], value.kind != .null {
            guard let instant = value.text.flatMap({ RFC3339.parse($0) }) else {
                throw value.fault(.invalidValue, "is no RFC 3339 time")
            }
            time = instant
        }
        var context = message
        // With a time of its own an old event is known to be old.
        if time != nil { context.isRetained = false }
        let data = try CloudEventsDecoder.data(of: event)
        let decoded = inner.decode(data.span, of: context)
        if let rejected = decoded.rejected {
            let fault = PayloadFault(rejected.reason, "\(event.place), data: \(rejected.detail)")
            guard !decoded.messages.isEmpty else { throw fault }
            gathering.note(fault)
        }
        var messages = decoded.messages
        for place in messages.indices {
            if let deviceAttribute {
                guard let id = event[deviceAttribute]?.identity else {
                    throw event.missing(deviceAttribute, "the device, as the plan says")
                }
                messages[place].device = .device(id)
            }
            guard let time else { continue }
            for index in messages[place].readings.indices where messages[place].readings[index].isTimedByArrival {
                let duration = messages[place].readings[index].duration
                messages[place].readings[index].start = time - duration
                messages[place].readings[index].isTimedByArrival = false
                // As with every relay: late, and no clock that is behind.
                if time < message.receivedAt - .seconds(60) { messages[place].readings[index].historical = true }
            }
        }
        try gathering.add(messages)
    }

    /// The bytes of `data`: JSON as it stands, the content of a text, or what `data_base64` holds.
    private static func data(of event: JSONValue) throws(PayloadFault) -> [UInt8] {
        if let encoded = event["data_base64"] {
            guard let bytes = encoded.text.flatMap({ [UInt8](base64: $0.utf8) }) else {
                throw encoded.fault(.malformed, "is not Base64")
            }
            return bytes
        }
        guard let data = event["data"] else { throw event.missing("data", "the device's payload") }
        if let text = data.text { return Array(text.utf8) }
        return data.source
    }
}

extension [UInt8] {
    /// The bytes of RFC 4648 section 4, with the padding; nil for anything else.
    init?(base64 text: some Collection<UInt8>) {
        guard text.count.isMultiple(of: 4) else { return nil }
        self = []
        reserveCapacity(text.count / 4 * 3)
        var (buffer, bits, padding) = (UInt32(0), 0, 0)
        for byte in text {
            let value: UInt8
            switch byte {
            case 0x41...0x5A: value = byte - 0x41
            case 0x61...0x7A: value = byte - 0x61 + 26
            case 0x30...0x39: value = byte - 0x30 + 52
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="):
                padding += 1
                continue
            default: return nil
            }
            guard padding == 0 else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        guard padding <= 2 else { return nil }
    }
}
