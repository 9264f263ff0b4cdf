import EventTime
import Readings

/// ChirpStack v3 (application server): the topics of v4, in the oldest releases `application/{id}/device/{EUI}/rx`.
///
/// Its marshaler writes EUIs as hexadecimal digits (`json_v3`) or in base64 (`json`), where the codec's object is JSON
/// within a string.
struct ChirpStack3: NetworkServer {
    let name = "chirpstack-v3"
    let topics =
        ["event/up", "event/status", "event/join", "rx"].compactMap { TopicFilter("application/+/device/+/\($0)") }

    func device(of topic: String) -> String? { ChirpStack.device(of: topic) }

    func event(_ bytes: Span<UInt8>, topic: String) throws(JSONFault) -> NetworkEvent {
        try OlderEnvelope(bytes).event(bytes, topic: topic)
    }
}

/// Milesight gateways with their own network server publish the envelope of ChirpStack v3 with a number as
/// applicationID, on a topic that their owner chooses. Their time has been seen without the hyphen before the day.
struct MilesightGateway: NetworkServer {
    let name = "milesight-gateway"
    let topics: [TopicFilter] = []

    func device(of topic: String) -> String? { nil }

    func event(_ bytes: Span<UInt8>, topic: String) throws(JSONFault) -> NetworkEvent {
        try OlderEnvelope(bytes).event(bytes, topic: topic)
    }
}

/// The envelope of both.
private struct OlderEnvelope {
    private enum Field: Int, CaseIterable {
        case time, device, profile, modelTag, count, port, data, object, objectText, margin, battery, noBattery, powered
        case newer, published, gatewayTime, received

        var path: String {
            switch self {
            case .time: "time"
            case .device: "devEUI"
            case .profile: "deviceProfileName"
            case .modelTag: "tags.model"
            case .count: "fCnt"
            case .port: "fPort"
            case .data: "data"
            case .object: "object"
            case .objectText: "objectJSON"
            case .margin: "margin"
            case .battery: "batteryLevel"
            case .noBattery: "batteryLevelUnavailable"
            case .powered: "externalPowerSource"
            case .newer: "deviceInfo.devEui"
            case .published: "publishedAt"
            case .gatewayTime: "gatewayTime"
            case .received: "rxInfo"
            }
        }
    }

    private static let shape = EnvelopeShape(Field.allCases.map(\.path))
    private static let gatewayShape = EnvelopeShape(["time"])
    private let envelope: Envelope

    init(_ bytes: Span<UInt8>) throws(JSONFault) { envelope = try Envelope(bytes, OlderEnvelope.shape) }

    private func place(_ field: Field) -> Int { field.rawValue }

    func event(_ bytes: Span<UInt8>, topic: String) throws(JSONFault) -> NetworkEvent {
        let expected = "a device EUI; expected 16 hexadecimal digits, or 8 bytes in base64"
        guard let device = try envelope.value(place(.device), bytes, expected, OlderEnvelope.device) else {
            throw JSONFault(
                .missingField,
                at: 0,
                envelope.has(place(.newer))
                    ? "devEUI is missing: this is ChirpStack v4; give its topics to the decoder chirpstack"
                    : "devEUI is missing; expected 16 hexadecimal digits, or 8 bytes in base64"
            )
        }
        let time = try time(bytes)
        if envelope.has(place(.margin)) || topic.hasSuffix("/event/status") {
            let percent = try ChirpStack.battery(
                envelope.number(place(.battery), bytes),
                isUnknown: envelope.flag(place(.noBattery), bytes),
                isPowered: envelope.flag(place(.powered), bytes)
            )
            return .status(device: device, time: time, batteryPercent: percent)
        }
        guard [Field.count, .data, .object, .objectText].contains(where: { envelope.has(place($0)) }) else {
            return .other(device: device)
        }
        var uplink = NetworkUplink(device: device, time: time)
        for field in [Field.profile, .modelTag] {
            if let model = try envelope.string(place(field), bytes) { uplink.models.append(model) }
        }
        uplink.port = try envelope.integer(place(.port), in: 0...255, bytes).map(Int.init)
        uplink.count = try envelope.integer(place(.count), in: 0...4_294_967_295, bytes)
        uplink.bytes = try envelope.value(place(.data), bytes, "base64", BytesText.base64)
        uplink.object = try envelope.verbatim(place(.object), bytes)
        if uplink.object == nil, let text = try envelope.text(place(.objectText), bytes), !text.isEmpty {
            uplink.object = text
        }
        return .uplink(uplink)
    }

    private static func device(_ text: [UInt8]) -> String? {
        RadioEUI.normal(utf8: text) ?? BytesText.base64(text).flatMap { RadioEUI.text($0) }
    }

    /// When the uplink was received: the message's own time, or that of the first gateway that has one.
    private func time(_ bytes: Span<UInt8>) throws(JSONFault) -> Instant? {
        let expected = "an RFC 3339 time"
        for field in [Field.time, .gatewayTime] {
            if let time = try envelope.value(place(field), bytes, expected, Envelope.time) { return time }
        }
        if let time = try gatewayTime(bytes) { return time }
        return try envelope.value(place(.published), bytes, expected, Envelope.time)
    }

    /// That of the first gateway that has a clock. In another form than an RFC 3339 time it is passed over: the
    /// gateways' times are not what the message is about.
    private func gatewayTime(_ bytes: Span<UInt8>) throws(JSONFault) -> Instant? {
        guard let start = envelope.place(place(.received)) else { return nil }
        var cursor = JSONCursor(position: start)
        guard cursor.take(UInt8(ascii: "["), bytes) else { return nil }
        var isFirst = true
        while try cursor.nextElement(bytes, isFirst: &isFirst) {
            let start = cursor.position
            try cursor.skipValue(bytes, depth: 1)
            guard bytes[start] == UInt8(ascii: "{") else { continue }
            let gateway = bytes.extracting(start..<cursor.position)
            let found = try Envelope(gateway, OlderEnvelope.gatewayShape)
            if let time = try? found.value(0, gateway, "", Envelope.time) { return time }
        }
        return nil
    }
}
