import Readings

/// One record of SenML (RFC 8428), as it is written; base values are not applied yet.
struct SenMLRecord {
    var baseName: String?
    var baseTime: DecimalNumber?
    var baseUnit: String?
    var baseValue: DecimalNumber?
    var version: DecimalNumber?
    var name: String?
    var unit: String?
    var value: DecimalNumber?
    var time: DecimalNumber?

    /// A pack, be it JSON or CBOR.
    static func pack(_ bytes: [UInt8]) throws(PayloadFault) -> [SenMLRecord] {
        let first = bytes.first { $0 != 0x20 && !(0x09...0x0D ~= $0) }
        return first == UInt8(ascii: "[") || first == UInt8(ascii: "{") ? try json(bytes) : try cbor(bytes)
    }

    // MARK: JSON

    private static func json(_ bytes: [UInt8]) throws(PayloadFault) -> [SenMLRecord] {
        let root = try JSONDocument(bytes).root
        guard root.kind == .array else { throw root.fault(.malformed, "is no pack; expected a list of records") }
        var records: [SenMLRecord] = []
        for element in root.children {
            guard element.isObject else { throw element.fault(.invalidValue, "is no record; expected an object") }
            var record = SenMLRecord()
            for member in element.children {
                guard let label = member.name else { continue }
                let isTaken =
                    switch label {
                    case "bn", "bu", "n", "u": record.take(label, text: member.text)
                    case "bt", "bv", "bver", "v", "t": record.take(label, number: member.number)
                    default: !label.hasSuffix("_")
                    }
                guard isTaken else { throw member.fault(.invalidValue, "is not what SenML has here") }
            }
            records.append(record)
        }
        return records
    }

    // MARK: CBOR

    private static let labels: [Int64: String] = [
        -1: "bver", -2: "bn", -3: "bt", -4: "bu", -5: "bv", 0: "n", 1: "u", 2: "v", 6: "t",
    ]

    private static func cbor(_ bytes: [UInt8]) throws(PayloadFault) -> [SenMLRecord] {
        var reader = CBORReader(bytes)
        let item = try reader.item()
        guard reader.isAtEnd else { throw reader.fault("bytes behind the pack") }
        guard case .array(let elements) = item else {
            throw PayloadFault(.malformed, "message: no pack of SenML; expected an array, of CBOR or JSON")
        }
        var records: [SenMLRecord] = []
        for (place, element) in elements.enumerated() {
            guard case .map(let pairs) = element else {
                throw PayloadFault(.invalidValue, "[\(place)]: no record; expected a map")
            }
            var record = SenMLRecord()
            var seen: Set<String> = []
            for (key, value) in pairs {
                let label: String
                switch key {
                case .text(let text): label = text
                case .number(let number):
                    guard let code = number.exact(places: 0) else { continue }
                    label = labels[code] ?? "\(code)"
                default: throw PayloadFault(.malformed, "[\(place)]: a label that is neither a number nor text")
                }
                guard seen.insert(label).inserted else {
                    throw PayloadFault(.malformed, "[\(place)].\(label.prefix(40)): the label is there twice")
                }
                guard record.take(label, value) else {
                    throw PayloadFault(.invalidValue, "[\(place)].\(label.prefix(40)): not what SenML has here")
                }
            }
            records.append(record)
        }
        return records
    }

    private mutating func take(_ label: String, _ value: CBORItem) -> Bool {
        switch label {
        case "bn", "bu", "n", "u":
            guard case .text(let text) = value else { return false }
            return take(label, text: text)
        case "bt", "bv", "bver", "v", "t":
            // NaN of a device without a value is no value.
            if label == "v", case .nothing = value { return true }
            guard case .number(let number) = value else { return false }
            return take(label, number: number)
        // A label with _ at its end must be understood (RFC 8428 section 4.4).
        default: return !label.hasSuffix("_")
        }
    }

    private mutating func take(_ label: String, text: String?) -> Bool {
        guard let text else { return false }
        switch label {
        case "bn": baseName = text
        case "bu": baseUnit = text
        case "n": name = text
        default: unit = text
        }
        return true
    }

    private mutating func take(_ label: String, number: DecimalNumber?) -> Bool {
        guard let number else { return false }
        switch label {
        case "bt": baseTime = number
        case "bv": baseValue = number
        case "bver": version = number
        case "v": value = number
        default: time = number
        }
        return true
    }
}
