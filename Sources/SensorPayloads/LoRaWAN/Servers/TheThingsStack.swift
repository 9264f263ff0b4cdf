import EventTime
import Readings

/// The Things Stack v3 (The Things Network and others): topic `v3/{application}@{tenant}/devices/{device}/up`.
///
/// Fields that are 0 or false are left out. Of several times the network server's is taken, when it received the
/// uplink; the outer one is later by the way to the application server.
struct TheThingsStack: NetworkServer {
    let name = "the-things-stack"
    let topics = ["up", "join"].compactMap { TopicFilter("v3/+/devices/+/\($0)") }

    private enum Field: Int, CaseIterable {
        case device, uplink, received, outer, count, port, data, object, brand, model, attribute, simulated

        var path: String {
            switch self {
            case .device: "end_device_ids.dev_eui"
            case .uplink: "uplink_message"
            case .received: "uplink_message.received_at"
            case .outer: "received_at"
            case .count: "uplink_message.f_cnt"
            case .port: "uplink_message.f_port"
            case .data: "uplink_message.frm_payload"
            case .object: "uplink_message.decoded_payload"
            case .brand: "uplink_message.version_ids.brand_id"
            case .model: "uplink_message.version_ids.model_id"
            case .attribute: "uplink_message.attributes.model"
            case .simulated: "simulated"
            }
        }
    }

    private static let shape = EnvelopeShape(Field.allCases.map(\.path))

    /// The topic has a name that the network's user gave.
    func device(of topic: String) -> String? { nil }

    func event(_ bytes: Span<UInt8>, topic: String) throws(JSONFault) -> NetworkEvent {
        let envelope = try Envelope(bytes, TheThingsStack.shape)
        func place(_ field: Field) -> Int { field.rawValue }
        let digits = "16 hexadecimal digits"
        let device = try envelope.value(
            place(.device),
            bytes,
            "a device EUI; expected \(digits)",
            RadioEUI.normal(utf8:)
        )
        guard let start = envelope.place(place(.uplink)) else { return .other(device: device) }
        guard bytes[start] == UInt8(ascii: "{") else { throw envelope.fault(start, bytes, "is not an object") }
        guard let device else {
            throw JSONFault(.missingField, at: 0, "end_device_ids.dev_eui is missing; expected \(digits)")
        }
        // What its console simulates was measured by nobody.
        guard try envelope.flag(place(.simulated), bytes) != true else { return .other(device: device) }
        let expected = "an RFC 3339 time"
        let received = try envelope.value(place(.received), bytes, expected, Envelope.time)
        let outer = try envelope.value(place(.outer), bytes, expected, Envelope.time)
        var uplink = NetworkUplink(device: device, time: received ?? outer)
        let brand = try envelope.string(place(.brand), bytes) ?? ""
        if let model = try envelope.string(place(.model), bytes) { uplink.models.append("\(brand) \(model)") }
        if let model = try envelope.string(place(.attribute), bytes) { uplink.models.append(model) }
        uplink.port = try envelope.integer(place(.port), in: 0...255, bytes).map(Int.init)
        uplink.count = try envelope.integer(place(.count), in: 0...4_294_967_295, bytes)
        uplink.bytes = try envelope.value(place(.data), bytes, "base64", BytesText.base64)
        uplink.object = try envelope.verbatim(place(.object), bytes)
        // An uplink of the network's own commands has neither.
        if uplink.bytes == nil, uplink.object == nil { uplink.bytes = [] }
        return .uplink(uplink)
    }
}
