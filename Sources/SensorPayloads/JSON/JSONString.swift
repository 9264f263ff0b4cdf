import Readings

/// A string of a JSON text, not copied.
struct JSONString {
    /// The bytes between the quotes, escapes as they are.
    var start: Int
    var end: Int
    var hasEscapes: Bool
    /// The string's bytes in one number, the first one highest; 0 for the empty string, for more than eight bytes and
    /// for one that holds U+0000.
    var code: UInt64

    /// The UTF-8 of the string with its escapes resolved.
    func decoded(_ bytes: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(end - start)
        var i = start
        while i < end {
            let byte = bytes[i]
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                i += 1
                continue
            }
            let (scalar, length) = JSONString.escape(bytes, at: i, end: end) ?? ("\u{FFFD}", 2)
            text += Array(String(Character(scalar)).utf8)
            i += length
        }
        return text
    }

    func equals(_ text: String, _ bytes: Span<UInt8>) -> Bool {
        if hasEscapes { return decoded(bytes) == Array(text.utf8) }
        var i = start
        for byte in text.utf8 {
            guard i < end, bytes[i] == byte else { return false }
            i += 1
        }
        return i == end
    }

    /// The character that the escape at `position` stands for, and how many bytes it takes; nil when it is none.
    static func escape(
        _ bytes: Span<UInt8>,
        at position: Int,
        end: Int
    ) -> (scalar: Unicode.Scalar, length: Int)? {
        guard position + 1 < end else { return nil }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""): return ("\"", 2)
        case UInt8(ascii: "\\"): return ("\\", 2)
        case UInt8(ascii: "/"): return ("/", 2)
        case UInt8(ascii: "b"): return ("\u{08}", 2)
        case UInt8(ascii: "f"): return ("\u{0C}", 2)
        case UInt8(ascii: "n"): return ("\n", 2)
        case UInt8(ascii: "r"): return ("\r", 2)
        case UInt8(ascii: "t"): return ("\t", 2)
        case UInt8(ascii: "u"):
            guard let high = unit(bytes, at: position + 2, end: end) else { return nil }
            if let scalar = Unicode.Scalar(high) { return (scalar, 6) }
            // A surrogate counts only as the first of a pair.
            guard high < 0xDC00, position + 7 < end, bytes[position + 6] == UInt8(ascii: "\\"),
                bytes[position + 7] == UInt8(ascii: "u"), let low = unit(bytes, at: position + 8, end: end),
                (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
            else { return nil }
            return (scalar, 12)
        default: return nil
        }
    }

    /// Four hexadecimal digits.
    private static func unit(_ bytes: Span<UInt8>, at position: Int, end: Int) -> UInt32? {
        guard position + 4 <= end else { return nil }
        var value: UInt32 = 0
        for i in position..<position + 4 {
            guard let digit = Character(Unicode.Scalar(bytes[i])).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}

extension JSONCursor {
    /// The string whose opening quote stands here.
    @inline(__always)
    mutating func string(_ bytes: Span<UInt8>) throws(JSONFault) -> JSONString {
        let start = position + 1
        var p = start
        var code: UInt64 = 0
        while p < bytes.count {
            let byte = bytes[p]
            if byte == UInt8(ascii: "\"") {
                position = p + 1
                return JSONString(start: start, end: p, hasEscapes: false, code: p - start <= 8 ? code : 0)
            }
            guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\\") else { break }
            code = code << 8 | UInt64(byte)
            p += 1
        }
        return try stringBeyondASCII(bytes, start: start, from: p)
    }

    private mutating func stringBeyondASCII(
        _ bytes: Span<UInt8>,
        start: Int,
        from: Int
    ) throws(JSONFault) -> JSONString {
        var p = from
        var hasEscapes = false
        while p < bytes.count {
            switch bytes[p] {
            case UInt8(ascii: "\""):
                position = p + 1
                var string = JSONString(start: start, end: p, hasEscapes: hasEscapes, code: 0)
                let text = string.decoded(bytes)
                if text.count <= 8, !text.contains(0) { string.code = text.reduce(0) { $0 << 8 | UInt64($1) } }
                return string
            case UInt8(ascii: "\\"):
                guard let escape = JSONString.escape(bytes, at: p, end: bytes.count) else {
                    throw JSONFault(.malformed, at: position, "no such escape in a string, at byte \(p + 1)")
                }
                hasEscapes = true
                p += escape.length
            case 0..<0x20:
                throw JSONFault(.malformed, at: position, "a control character in a string, at byte \(p + 1)")
            case 0x20..<0x80:
                p += 1
            default:
                let length = JSONCursor.lengthOfCharacter(bytes, at: p)
                guard length > 0 else {
                    throw JSONFault(.malformed, at: position, "not UTF-8 at byte \(p + 1)")
                }
                p += length
            }
        }
        throw JSONFault(.malformed, at: position, "a string that does not end, from byte \(start)")
    }

    /// Bytes of the UTF-8 character of two to four bytes at `position` (Unicode 15, table 3-7); 0 when it is none.
    private static func lengthOfCharacter(_ bytes: Span<UInt8>, at position: Int) -> Int {
        let second: ClosedRange<UInt8>
        let length: Int
        switch bytes[position] {
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        default: return 0
        }
        guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { return 0 }
        for i in position + 2..<position + max(2, length) where bytes[i] & 0xC0 != 0x80 { return 0 }
        return length
    }
}

/// The keys that an object has had so far. The first eight short ones cost no allocation.
struct JSONKeySet {
    private var codes = SIMD8<UInt64>()
    private var count = 0
    private var others: Set<[UInt8]> = []

    /// Refuses a key that is there already; `position` is where its value begins.
    mutating func insert(_ key: JSONString, _ bytes: Span<UInt8>, at position: Int) throws(JSONFault) {
        if key.code != 0 {
            for i in 0..<count where codes[i] == key.code { throw JSONKeySet.duplicate(at: position) }
            if count < 8 {
                codes[count] = key.code
                count += 1
                return
            }
        }
        guard others.insert(key.decoded(bytes)).inserted else { throw JSONKeySet.duplicate(at: position) }
    }

    static func duplicate(at position: Int) -> JSONFault {
        JSONFault(.malformed, at: position, "the key is there twice")
    }
}
