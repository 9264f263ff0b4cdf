import Acoustics
import EventTime
import Readings

/// Decoder of samples of Airthings' cloud as relays publish them:
/// `{"recorded":"2024-01-03T08:09:05Z","soundLevelA":26,"sensorUnits":{"soundLevelA":"dbspl"}}`.
///
/// `soundLevelA` is A-weighted; whether it is an average is not said. It is taken for a level at a moment.
struct AirthingsDecoder: MakeDecoder {
    var name: String { "airthings" }
    var options = MakeOptions()
    var isRelayed: Bool { true }
    var furtherOptions: [String] { ["sound-is"] }
    var deviceField: String? { "pointer" }

    private var soundIsLAeq = false

    mutating func apply(_ section: OptionSection) {
        soundIsLAeq = section.one("sound-is", of: ["LAeq": true, "LA": false]) ?? false
    }

    func gather(
        _ bytes: [UInt8],
        of message: MessageContext,
        into gathering: inout PayloadGathering
    ) throws(PayloadFault) {
        let root = try JSONDocument(bytes).root
        var time: Instant?
        if let recorded = root["recorded"] {
            guard let instant = AirthingsDecoder.time(recorded) else {
                throw recorded.fault(.invalidValue, "is no time; expected 2024-01-03T08:09:05Z")
            }
            time = instant
        }
        guard var reading = reading(endingAt: time, of: message) else { return }
        let units = root["sensorUnits"]
        var hasAny = false
        for (name, quantity) in quantities {
            guard let value = root[name] else { continue }
            hasAny = true
            var unit = Conversion.Unit()
            if let text = units?[name]?.text {
                guard let stated = AirthingsDecoder.unit(text, quantity) else {
                    gathering.note(
                        value.fault(.invalidValue, "is in a unit that is not known; expected \(quantity.unit)")
                    )
                    continue
                }
                unit = stated
            }
            ValueRule(quantity, Conversion(unit: unit)).take(value, into: &reading, &gathering)
        }
        guard hasAny else { throw root.missing("soundLevelA", "a level") }
        try gathering.add(reading, of: device(root, message))
    }

    private var quantities: [(String, Quantity)] {
        [
            ("soundLevelA", soundIsLAeq ? .LAeq : .momentary(.A, options.timeWeighting)),
            ("temp", .air(.temperature)), ("humidity", .air(.humidity)), ("pressure", .air(.pressure)),
            ("pm25", .air(.PM2_5)), ("pm10", .air(.PM10)), ("battery", .battery),
        ]
    }

    /// Airthings' words for units: `dbspl`, `c`, `pct`, `mbar`, `mgpc` (µg/m³).
    private static func unit(_ text: String, _ quantity: Quantity) -> Conversion.Unit? {
        switch text.lowercased() {
        case "pct": return Conversion.Unit()
        case "ugm3", "mgpc": return Conversion.Unit()
        default: return quantity.units.first { $0.key.lowercased() == text.lowercased() }?.value
        }
    }

    /// With or without a zone, which is then UTC.
    private static func time(_ value: JSONValue) -> Instant? {
        value.utf8.flatMap { SmartCitizenRaw.time($0) }
    }

    private func device(_ root: JSONValue, _ message: MessageContext) throws(PayloadFault) -> String {
        if case .field(let text) = options.device {
            guard let device = JSONPointer(text)?.value(in: root)?.identity else {
                throw PayloadFault(.missingField, "message: no device at \(text)")
            }
            return device
        }
        if case .automatic = options.device, let serial = root["serialNumber"]?.identity { return serial }
        return try deviceOfTopic(message)
    }
}
