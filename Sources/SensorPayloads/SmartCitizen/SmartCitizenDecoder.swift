import Acoustics
import EventTime
import Readings

/// Decoder of the Smart Citizen Kit: `{t:2017-03-24T13:35:14Z,53:48.45,13:66}` on `…/readings/raw`, and JSON with
/// several records on `…/readings`. The device is the token of the topic.
///
/// Sensor 53 is the level in dBA, 217 in dBC, 218 in dBZ; whether they are averages, and over what time, the device
/// does not say. With `noise-is: LAeq` the plan says that 53 is one.
struct SmartCitizenDecoder: MakeDecoder {
    var name: String { "smart-citizen" }
    var options = MakeOptions()
    var furtherOptions: [String] { ["noise-is"] }

    static let filters = ["device/sck/+/readings/raw", "device/sck/+/readings"].compactMap { TopicFilter($0) }
    var ownTopics: [TopicFilter] { SmartCitizenDecoder.filters }

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
        if message.topic.utf8.suffix(4).elementsEqual("/raw".utf8) || SmartCitizenRaw.isRaw(bytes) {
            let raw = try SmartCitizenRaw(bytes)
            guard var reading = reading(endingAt: raw.time, of: message) else { return }
            for (id, text) in raw.values {
                rule(id)?.take(
                    WrittenNumber(text),
                    into: &reading,
                    &gathering,
                    place: "sensor \(id)",
                    token: "the value"
                )
            }
            return try gathering.add(reading, of: device)
        }
        let root = try JSONDocument(bytes).root
        guard let data = root["data"], data.kind == .array else { throw root.missing("data", "a list of records") }
        for record in data.children {
            guard let time = record["recorded_at"] else { throw record.missing("recorded_at", "a time") }
            guard let end = time.utf8.flatMap({ SmartCitizenRaw.time($0) }) else {
                throw time.fault(.invalidValue, "is no time; expected 2016-06-08 10:30:00Z")
            }
            guard let sensors = record["sensors"], sensors.kind == .array else {
                throw record.missing("sensors", "a list of id and value")
            }
            guard var reading = reading(endingAt: end, of: message) else { continue }
            for sensor in sensors.children {
                guard let id = sensor["id"]?.number?.exact(places: 0), let rule = rule(Int(id)) else { continue }
                guard let value = sensor["value"] else { throw sensor.missing("value", "a number") }
                rule.take(value, into: &reading, &gathering)
            }
            try gathering.add(reading, of: device)
        }
    }

    /// By the id of the platform's list of sensors; nil for those that are not kept.
    private func rule(_ id: Int) -> ValueRule? {
        switch id {
        case 53: ValueRule(noiseIsLAeq ? .LAeq : .momentary(.A, options.timeWeighting))
        case 217: ValueRule(noiseIsLAeq ? .LCeq : .momentary(.C, options.timeWeighting))
        case 218: noiseIsLAeq ? nil : ValueRule(.momentary(.Z, options.timeWeighting))
        case 10: ValueRule(.battery, absent: [DecimalNumber(-1)])
        case 55: ValueRule(.air(.temperature))
        case 56: ValueRule(.air(.humidity))
        case 58: ValueRule(.air(.pressure), Conversion(unit: .init(numerator: 10)))
        case 87: ValueRule(.air(.PM2_5))
        case 88: ValueRule(.air(.PM10))
        default: nil
        }
    }
}

/// `{t:TIME,ID:VALUE,…}`, which is no JSON: neither keys nor the time have quotes.
struct SmartCitizenRaw {
    var time: Instant
    var values: [(id: Int, text: ArraySlice<UInt8>)] = []

    /// Whether it begins as one does, with a brace and `t:`.
    static func isRaw(_ bytes: [UInt8]) -> Bool {
        bytes.lazy.filter { $0 > 0x20 }.prefix(3).elementsEqual("{t:".utf8)
    }

    init(_ bytes: [UInt8]) throws(PayloadFault) {
        var text = bytes.prefix(NativeDecoder.contentCount(of: bytes.span))
        text = Self.trimmed(text)
        guard text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}"), text.count >= 2 else {
            throw PayloadFault(.malformed, "message: expected {t:TIME,ID:VALUE,…}")
        }
        var found: Instant?
        for (place, item) in text.dropFirst().dropLast().split(
            separator: UInt8(ascii: ","),
            omittingEmptySubsequences: false
        )
        .enumerated() {
            guard let colon = item.firstIndex(of: UInt8(ascii: ":")) else {
                throw PayloadFault(.malformed, "item \(place + 1): expected ID:VALUE")
            }
            let key = Self.trimmed(item[..<colon])
            let value = Self.trimmed(item[(colon + 1)...])
            if key.elementsEqual("t".utf8) {
                guard found == nil else { throw PayloadFault(.malformed, "item \(place + 1): a second time") }
                guard let time = Self.time(value) else {
                    throw PayloadFault(.invalidValue, "t: no time; expected 2017-03-24T13:35:14Z")
                }
                found = time
            } else {
                guard (1...6).contains(key.count), key.allSatisfy({ 0x30...0x39 ~= $0 }),
                    let id = Int(String(decoding: key, as: UTF8.self))
                else {
                    throw PayloadFault(.malformed, "item \(place + 1): expected a sensor's number before the colon")
                }
                values.append((id, value))
            }
        }
        guard let found else { throw PayloadFault(.missingField, "t: missing; expected the time") }
        time = found
    }

    /// `2017-03-24T13:35:14Z`, or with a blank and without the zone, which is then UTC.
    static func time(_ text: some Collection<UInt8>) -> Instant? {
        var bytes = Array(text.prefix(40))
        if bytes.count > 10, bytes[10] == 0x20 { bytes[10] = UInt8(ascii: "T") }
        if bytes.count == 19 { bytes.append(UInt8(ascii: "Z")) }
        return try? RFC3339.instant(bytes.span)
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let head = text.drop { $0 <= 0x20 }
        let end = head.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? head.startIndex
        return head[..<end]
    }
}
