import EventTime
import Readings

/// How one kind of LoRaWAN network server publishes what its devices send.
protocol NetworkServer: Sendable {
    /// As the plan names its decoder.
    var name: String { get }
    /// What it publishes on, unless its owner has changed it.
    var topics: [TopicFilter] { get }
    /// The EUI that a topic names; nil when only the payload has it.
    func device(of topic: String) -> String?
    /// What a well-formed message is about.
    func event(_ bytes: Span<UInt8>, topic: String) throws(JSONFault) -> NetworkEvent
    /// As ``PayloadDecoder/message(of:device:number:)``.
    func message(of reading: Reading, device: String, number: Int64) -> DeviceMessage?
}

extension NetworkServer {
    func message(of reading: Reading, device: String, number: Int64) -> DeviceMessage? { nil }
}

/// What a network server says.
enum NetworkEvent {
    case uplink(NetworkUplink)
    /// What a device answered to the network's own question how it is; no payload of its own.
    case status(device: String, time: Instant?, batteryPercent: UInt8?)
    /// That a device has joined, or another event without anything measured; nil where no device is named.
    case other(device: String?)
}

/// One uplink, however many gateways received it.
struct NetworkUplink {
    /// Its EUI, as ``RadioEUI`` writes it.
    var device: String
    /// What profile, tags and brand call the model.
    var models: [String] = []
    var port: Int?
    /// What the device sent; nil where the server does not say it. Empty when it sent nothing of its own.
    var bytes: [UInt8]?
    /// What a codec on the server made of it: a JSON value.
    var object: [UInt8]?
    /// When the network received it.
    var time: Instant?
    /// The frame counter.
    var count: Int64?
    /// The bytes are as they came by radio, and no key opens them here.
    var isEncrypted = false
}
