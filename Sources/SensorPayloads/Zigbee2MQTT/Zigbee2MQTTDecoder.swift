import Acoustics
import EventTime
import Readings

/// Decoder of what Zigbee2MQTT publishes of a device on `zigbee2mqtt/{name}`: `{"noise":"45.12","temperature":21.3}`.
///
/// `noise` is a level in dBA of a moment, as text or number. A word (`noise_level: silent`) is no level. The time is
/// `last_seen` where Zigbee2MQTT is set to send it, else that of the arrival.
struct Zigbee2MQTTDecoder: MakeDecoder {
    var name: String { "zigbee2mqtt" }
    var options = MakeOptions()
    var furtherOptions: [String] { ["noise-is"] }

    static let filters = ["zigbee2mqtt/+", "zigbee2mqtt/+/availability"].compactMap { TopicFilter($0) }
    var ownTopics: [TopicFilter] { Zigbee2MQTTDecoder.filters }

    private var noiseIsLAeq = false

    mutating func apply(_ section: OptionSection) {
        noiseIsLAeq = section.noiseIsLAeq()
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let device = try deviceOfTopic(message)
        if message.topic.utf8.suffix(13).elementsEqual("/availability".utf8) {
            return gathering.add(try state(bytes), of: device)
        }
        let root = try JSONDocument(bytes).root
        guard root.isObject else { throw root.fault(.invalidValue, "is no message of a device; expected an object") }
        var time: Instant?
        if let seen = root["last_seen"], seen.kind != .null {
            guard let instant = TimeFormat.automatic.instant(seen) else {
                throw seen.fault(.invalidValue, "is no time; set last_seen to ISO_8601 or epoch")
            }
            time = instant
        }
        guard var reading = reading(endingAt: time, of: message) else { return }
        for member in root.children {
            guard let name = member.name else { continue }
            if let rule = rule(name) {
                rule.take(member, into: &reading, &gathering)
            } else if name == "noise_level", member.kind != .null {
                gathering.note(member.fault(.invalidValue, "is a word or a step of a scale, and no level in decibels"))
            }
        }
        try gathering.add(reading, of: device)
    }

    private func rule(_ name: String) -> ValueRule? {
        switch name {
        case "noise": ValueRule(noiseIsLAeq ? .LAeq : .momentary(.A, options.timeWeighting))
        case "temperature": ValueRule(.air(.temperature))
        case "humidity": ValueRule(.air(.humidity))
        case "pressure": ValueRule(.air(.pressure))
        case "pm25": ValueRule(.air(.PM2_5))
        case "pm10": ValueRule(.air(.PM10))
        case "battery": ValueRule(.battery)
        case "voltage": ValueRule(.voltage, Conversion(unit: .init(denominator: 1000)))
        default: nil
        }
    }

    /// `{"state":"online"}`, or the word alone.
    private func state(_ bytes: [UInt8]) throws(PayloadFault) -> DeviceState {
        let word = String(decoding: bytes.prefix(32).filter { $0 > 0x20 }, as: UTF8.self)
        if let state = DeviceState(rawValue: word) { return state }
        let root = try JSONDocument(bytes).root
        guard let state = root["state"]?.text.flatMap(DeviceState.init(rawValue:)) else {
            throw root.fault(.invalidValue, "is no availability; expected {\"state\":\"online\"} or \"offline\"")
        }
        return state
    }
}
