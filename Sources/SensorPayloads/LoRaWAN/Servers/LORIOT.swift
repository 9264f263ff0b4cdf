import EventTime
import Readings

/// LORIOT: `data` in hexadecimal digits, `ts` in milliseconds since 1970, on a topic that its owner chooses.
///
/// `rx` comes once for an uplink. `gw` is the same uplink again with all gateways that received it: both give the same
/// reading, which is kept once.
struct LORIOT: NetworkServer {
    let name = "loriot"
    let topics: [TopicFilter] = []

    private enum Field: Int, CaseIterable {
        case command, device, time, count, port, data, encrypted

        var path: String {
            switch self {
            case .command: "cmd"
            case .device: "EUI"
            case .time: "ts"
            case .count: "fcnt"
            case .port: "port"
            case .data: "data"
            case .encrypted: "encdata"
            }
        }
    }

    private static let shape = EnvelopeShape(Field.allCases.map(\.path))

    func device(of topic: String) -> String? { nil }

    func event(_ bytes: Span<UInt8>, topic: String) throws(JSONFault) -> NetworkEvent {
        let envelope = try Envelope(bytes, LORIOT.shape)
        func place(_ field: Field) -> Int { field.rawValue }
        guard let command = try envelope.string(place(.command), bytes) else {
            throw JSONFault(.missingField, at: 0, "cmd is missing; expected rx or gw, or another event of LORIOT")
        }
        let digits = "16 hexadecimal digits"
        let device = try envelope.value(
            place(.device),
            bytes,
            "a device EUI; expected \(digits)",
            RadioEUI.normal(utf8:)
        )
        guard ["rx", "gw"].contains(command) else { return .other(device: device) }
        guard let device else { throw JSONFault(.missingField, at: 0, "EUI is missing; expected \(digits)") }
        var uplink = NetworkUplink(device: device)
        uplink.time = try envelope.integer(place(.time), in: 0...253_402_300_799_999, bytes)
            .map { Instant(milliseconds: $0) }
        uplink.port = try envelope.integer(place(.port), in: 0...255, bytes).map(Int.init)
        uplink.count = try envelope.integer(place(.count), in: 0...4_294_967_295, bytes)
        uplink.bytes = try envelope.value(place(.data), bytes, "hexadecimal digits", BytesText.hexadecimal)
        uplink.isEncrypted = uplink.bytes == nil && envelope.has(place(.encrypted))
        return .uplink(uplink)
    }
}
