import Readings

/// What a CBOR item (RFC 8949) is, as far as SenML has it.
indirect enum CBORItem {
    case number(DecimalNumber)
    case text(String)
    case bytes([UInt8])
    case flag(Bool)
    case array([CBORItem])
    /// Pairs in their order; the key is a number or text.
    case map([(key: CBORItem, value: CBORItem)])
    /// null and undefined.
    case nothing
}

/// Reads one CBOR item of a message: at most 8 levels deep, no item larger than the bytes that are left.
struct CBORReader {
    static let deepest = 8

    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func item(depth: Int = 0) throws(PayloadFault) -> CBORItem {
        guard depth < CBORReader.deepest else { throw fault("nested deeper than \(CBORReader.deepest) levels") }
        let start = position
        let head = try byte()
        let (major, minor) = (head >> 5, head & 0x1F)
        if major == 7 { return try simple(minor) }
        if minor == 31, major >= 2, major <= 5 { return try endless(major, depth: depth) }
        let argument = try argument(minor)
        switch major {
        case 0: return .number(try number(argument))
        case 1:
            // -1 - n
            let number = try number(argument)
            guard let value = number.exact(places: 0) else { throw fault("a number out of reach", at: start) }
            return .number(DecimalNumber(-1 - value))
        case 2: return .bytes(Array(try take(argument)))
        case 3: return .text(try text(take(argument)))
        case 4:
            var items: [CBORItem] = []
            // An item takes a byte at least.
            guard argument <= UInt64(bytes.count - position) else { throw fault("the message ends within an array") }
            for _ in 0..<argument { items.append(try item(depth: depth + 1)) }
            return .array(items)
        case 5:
            var pairs: [(CBORItem, CBORItem)] = []
            guard argument <= UInt64(bytes.count - position) / 2 else { throw fault("the message ends within a map") }
            for _ in 0..<argument {
                let key = try item(depth: depth + 1)
                pairs.append((key, try item(depth: depth + 1)))
            }
            return .map(pairs)
        default: return try tagged(argument, depth: depth)
        }
    }

    /// A decimal fraction is a number; any other tag says nothing that matters here.
    private mutating func tagged(_ tag: UInt64, depth: Int) throws(PayloadFault) -> CBORItem {
        let content = try item(depth: depth + 1)
        guard tag == 4 else { return content }
        guard case .array(let parts) = content, parts.count == 2, case .number(let exponent) = parts[0],
            case .number(var mantissa) = parts[1], let places = exponent.exact(places: 0), abs(places) <= 1000
        else { throw fault("a decimal fraction without exponent and mantissa") }
        mantissa.exponent += Int(places)
        return .number(mantissa)
    }

    private mutating func simple(_ minor: UInt8) throws(PayloadFault) -> CBORItem {
        switch minor {
        case 20: return .flag(false)
        case 21: return .flag(true)
        case 22, 23: return .nothing
        case 25: return decimal(Double(Float16(bitPattern: UInt16(truncatingIfNeeded: try argument(minor)))))
        case 26: return decimal(Float(bitPattern: UInt32(truncatingIfNeeded: try argument(minor))).shortest)
        case 27: return decimal(Double(bitPattern: try argument(minor)))
        default: throw fault("a simple value that SenML does not have")
        }
    }

    private func decimal(_ value: Double) -> CBORItem {
        guard value.isFinite, let number = DecimalNumber(plain: "\(value)".utf8) else { return .nothing }
        return .number(number)
    }

    /// Of items until a break.
    private mutating func endless(_ major: UInt8, depth: Int) throws(PayloadFault) -> CBORItem {
        var items: [CBORItem] = []
        while true {
            guard position < bytes.count else { throw fault("the message ends before a break") }
            if bytes[position] == 0xFF {
                position += 1
                break
            }
            items.append(try item(depth: depth + 1))
        }
        switch major {
        case 4: return .array(items)
        case 5:
            guard items.count.isMultiple(of: 2) else { throw fault("a map with a key and no value") }
            return .map(stride(from: 0, to: items.count, by: 2).map { (items[$0], items[$0 + 1]) })
        default:
            var all: [UInt8] = []
            for case .bytes(let part) in items { all += part }
            for case .text(let part) in items { all += Array(part.utf8) }
            return major == 3 ? .text(try text(all[...])) : .bytes(all)
        }
    }

    private mutating func argument(_ minor: UInt8) throws(PayloadFault) -> UInt64 {
        guard minor >= 24 else { return UInt64(minor) }
        guard minor <= 27 else { throw fault("a length that CBOR does not have") }
        var value: UInt64 = 0
        for _ in 0..<(1 << (minor - 24)) { value = value << 8 | UInt64(try byte()) }
        return value
    }

    private func number(_ value: UInt64) throws(PayloadFault) -> DecimalNumber {
        guard let number = Int64(exactly: value) else { throw fault("a number out of reach") }
        return DecimalNumber(number)
    }

    private mutating func byte() throws(PayloadFault) -> UInt8 {
        guard position < bytes.count else { throw fault("the message ends within an item") }
        position += 1
        return bytes[position - 1]
    }

    private mutating func take(_ count: UInt64) throws(PayloadFault) -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.count - position) else { throw fault("the message ends within an item") }
        position += Int(count)
        return bytes[position - Int(count)..<position]
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(PayloadFault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw fault("text that is not UTF-8") }
        return text
    }

    func fault(_ what: String, at place: Int? = nil) -> PayloadFault {
        PayloadFault(.malformed, "byte \((place ?? position) + 1): \(what)")
    }
}

extension Float {
    /// The nearest number in double precision that its shortest text writes: 120.1, not 120.0999984741211.
    fileprivate var shortest: Double { Double("\(self)") ?? Double(self) }
}
