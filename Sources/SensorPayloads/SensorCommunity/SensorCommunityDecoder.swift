import Acoustics
import EventTime
import Readings

/// Decoder of the JSON that a Sensor.Community device posts, and that bridges publish as it is:
/// `{"sensordatavalues":[{"value_type":"noise_LAeq","value":"52.3"}]}`.
///
/// Such a device has no clock: a reading is timed by its arrival. Its length is in `interval`, which custom APIs get,
/// else only the plan knows it.
struct SensorCommunityDecoder: MakeDecoder {
    var name: String { "sensor-community" }
    var options = MakeOptions()

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let root = try JSONDocument(bytes).root
        guard let list = root["sensordatavalues"], list.kind == .array else {
            throw root.missing("sensordatavalues", "a list of value_type and value")
        }
        let values = list.children
        let interval = values.first { $0["value_type"]?.text == "interval" }?["value"]?.span(places: 0)
        guard var reading = reading(endingAt: nil, interval: options.interval ?? interval, of: message) else { return }
        for value in values {
            guard let type = value["value_type"]?.text, let rule = rule(type) else { continue }
            guard let content = value["value"] else { throw value.missing("value", "a number in quotes") }
            rule.take(content, into: &reading, &gathering)
        }
        try gathering.add(reading, of: device(root, message))
    }

    private func rule(_ type: String) -> ValueRule? {
        if let quantity = NameTable.quantity(type, time: options.timeWeighting), quantity.isLevel {
            return ValueRule(quantity, absent: [LineProtocolDecoder.none])
        }
        // `BME280_temperature`, `SDS_P1`: the sensor stands before the quantity.
        switch type.split(separator: "_").last {
        case "temperature": return ValueRule(.air(.temperature))
        case "humidity": return ValueRule(.air(.humidity))
        case "pressure": return ValueRule(.air(.pressure), Conversion(unit: .init(denominator: 100)))
        case "P1": return ValueRule(.air(.PM10), absent: [LineProtocolDecoder.none])
        case "P2": return ValueRule(.air(.PM2_5), absent: [LineProtocolDecoder.none])
        default: return nil
        }
    }

    /// Custom APIs get the chip's number; else the topic says it.
    private func device(_ root: JSONValue, _ message: MessageContext) throws(PayloadFault) -> String {
        if case .automatic = options.device {
            for chip in ["esp8266", "esp32"] {
                if let id = root["\(chip)id"]?.identity { return "\(chip)-\(id)" }
            }
        }
        return try deviceOfTopic(message)
    }
}

extension JSONValue {
    /// A length of 1 ms to 24 h; the number times 10 to the power of `places` is milliseconds. Nil for anything else.
    func span(places: Int) -> TimeSpan? {
        guard case .number(let number) = written, let milliseconds = number.rounded(places: places),
            (1...86_400_000).contains(milliseconds)
        else { return nil }
        return .milliseconds(milliseconds)
    }
}
