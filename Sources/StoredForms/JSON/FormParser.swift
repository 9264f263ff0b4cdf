/// A JSON value as it was stored.
package indirect enum FormValue: Sendable {
    case object([(key: String, value: FormValue)])
    case list([FormValue])
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    case null
}

/// Reads a whole JSON text (RFC 8259) into a value.
struct FormParser {
    private let bytes: [UInt8]
    private var position = 0
    /// Stored forms are nested six deep at most.
    private static let deepest = 64

    static func value(of bytes: [UInt8]) throws(FormError) -> FormValue {
        var parser = FormParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.fault("something behind the end") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func fault(_ what: String) -> FormError { FormError("no JSON at byte \(position + 1): \(what)") }

    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ wanted: UInt8) -> Bool {
        skipSpace()
        guard byte == wanted else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(FormError) -> FormValue {
        guard depth < FormParser.deepest else { throw fault("nested too deep") }
        skipSpace()
        switch byte {
        case UInt8(ascii: "{"):
            position += 1
            return .object(try members(depth: depth))
        case UInt8(ascii: "["):
            position += 1
            return .list(try elements(depth: depth))
        case UInt8(ascii: "\""):
            return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func members(depth: Int) throws(FormError) -> [(key: String, value: FormValue)] {
        var members: [(key: String, value: FormValue)] = []
        if take(UInt8(ascii: "}")) { return members }
        repeat {
            skipSpace()
            guard byte == UInt8(ascii: "\"") else { throw fault("a key is missing") }
            let key = try text()
            guard take(UInt8(ascii: ":")) else { throw fault("a colon is missing") }
            members.append((key, try value(depth: depth + 1)))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw fault("an object does not end") }
        return members
    }

    private mutating func elements(depth: Int) throws(FormError) -> [FormValue] {
        var elements: [FormValue] = []
        if take(UInt8(ascii: "]")) { return elements }
        repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw fault("a list does not end") }
        return elements
    }

    private mutating func word(_ text: String, _ value: FormValue) throws(FormError) -> FormValue {
        let end = position + text.utf8.count
        guard end <= bytes.count, bytes[position..<end].elementsEqual(text.utf8) else { throw fault("no value") }
        position = end
        return value
    }

    private mutating func number() throws(FormError) -> FormValue {
        let start = position
        while let byte, FormParser.isOfNumber(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else {
            position = start
            throw fault("no value")
        }
        return .number(number)
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// The string whose opening quote stands here.
    private mutating func text() throws(FormError) -> String {
        position += 1
        let start = position
        while let byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
        guard byte == UInt8(ascii: "\\") else {
            guard byte != nil else { throw fault("a string does not end") }
            position += 1
            return String(decoding: bytes[start..<position - 1], as: UTF8.self)
        }
        var text = Array(bytes[start..<position])
        while let byte {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: String(Character(try escape())).utf8)
            default: text.append(byte)
            }
        }
        throw fault("a string does not end")
    }

    /// What follows a backslash.
    private mutating func escape() throws(FormError) -> Unicode.Scalar {
        guard let byte else { throw fault("a string does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "u"):
            let high = try unit()
            if let scalar = Unicode.Scalar(high) { return scalar }
            guard high < 0xDC00, self.byte(at: 0) == UInt8(ascii: "\\"), self.byte(at: 1) == UInt8(ascii: "u") else {
                throw fault("half a character")
            }
            position += 2
            let low = try unit()
            guard (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
            else { throw fault("half a character") }
            return scalar
        default: throw fault("no such escape")
        }
    }

    private func byte(at offset: Int) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private mutating func unit() throws(FormError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("no such escape")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
