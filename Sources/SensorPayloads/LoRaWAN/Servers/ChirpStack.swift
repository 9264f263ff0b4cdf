import EventTime
import Readings

/// ChirpStack v4: topic `application/{id}/device/{EUI}/event/{event}`, JSON. `time` is when it received the uplink.
struct ChirpStack: NetworkServer {
    let name = "chirpstack"
    let topics = ["up", "status", "join"].compactMap { TopicFilter("application/+/device/+/event/\($0)") }

    private enum Field: Int, CaseIterable {
        case time, device, profile, modelTag, count, port, data, object, context, margin, battery, noBattery, powered
        case older

        var path: String {
            switch self {
            case .time: "time"
            case .device: "deviceInfo.devEui"
            case .profile: "deviceInfo.deviceProfileName"
            case .modelTag: "deviceInfo.tags.model"
            case .count: "fCnt"
            case .port: "fPort"
            case .data: "data"
            case .object: "object"
            case .context: "joinServerContext"
            case .margin: "margin"
            case .battery: "batteryLevel"
            case .noBattery: "batteryLevelUnavailable"
            case .powered: "externalPowerSource"
            case .older: "devEUI"
            }
        }
    }

    private static let shape = EnvelopeShape(Field.allCases.map(\.path))

    func device(of topic: String) -> String? { ChirpStack.device(of: topic) }

    /// Of v3 as well, whose oldest releases end the topic in `rx`.
    static func device(of topic: String) -> String? {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard levels.count >= 5, levels[0] == "application", levels[2] == "device" else { return nil }
        return RadioEUI.normal(levels[3])
    }

    func event(_ bytes: Span<UInt8>, topic: String) throws(JSONFault) -> NetworkEvent {
        let envelope = try Envelope(bytes, ChirpStack.shape)
        func place(_ field: Field) -> Int { field.rawValue }
        let expected = "a device EUI; expected 16 hexadecimal digits"
        guard let device = try envelope.value(place(.device), bytes, expected, RadioEUI.normal(utf8:)) else {
            throw JSONFault(
                .missingField,
                at: 0,
                envelope.has(place(.older))
                    ? "deviceInfo is missing: this is ChirpStack v3; give its topics to the decoder chirpstack-v3"
                    : "deviceInfo.devEui is missing; expected 16 hexadecimal digits"
            )
        }
        let time = try envelope.value(place(.time), bytes, "an RFC 3339 time", Envelope.time)
        if envelope.has(place(.margin)) || topic.hasSuffix("/event/status") {
            let percent = try ChirpStack.battery(
                envelope.number(place(.battery), bytes),
                isUnknown: envelope.flag(place(.noBattery), bytes),
                isPowered: envelope.flag(place(.powered), bytes)
            )
            return .status(device: device, time: time, batteryPercent: percent)
        }
        guard [Field.count, .data, .object].contains(where: { envelope.has(place($0)) }) else {
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
        uplink.isEncrypted = try ChirpStack.isFilled(envelope.verbatim(place(.context), bytes))
        return .uplink(uplink)
    }

    /// Nil where the device has none, or does not know it.
    static func battery(_ level: DecimalNumber?, isUnknown: Bool?, isPowered: Bool?) -> UInt8? {
        guard isUnknown != true, isPowered != true, let percent = level?.rounded(places: 0),
            (0...100).contains(percent)
        else { return nil }
        return UInt8(percent)
    }

    /// An object, an array or a text that holds something.
    private static func isFilled(_ value: [UInt8]?) -> Bool {
        value?.contains { ![0x7B, 0x7D, 0x5B, 0x5D, 0x22, 0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? false
    }
}
