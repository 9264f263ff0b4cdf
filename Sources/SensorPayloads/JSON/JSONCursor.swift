import Readings

/// A place in a JSON text (RFC 8259) that moves over one token or value at a time.
///
/// The bytes are handed to every call, because a span cannot be stored. Strict: UTF-8, no control characters in
/// strings, no lone surrogates, no duplicate keys in objects that are skipped, at most 32 levels.
struct JSONCursor {
    static let deepest = 32

    var position = 0

    /// The byte that the next token begins with, after white space; nil at the end.
    @inline(__always)
    mutating func peek(_ bytes: Span<UInt8>) -> UInt8? {
        while position < bytes.count {
            let byte = bytes[position]
            if byte > 0x20 { return byte }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position += 1
        }
        return nil
    }

    @inline(__always)
    mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        guard peek(bytes) == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8, _ what: StaticString, _ bytes: Span<UInt8>) throws(JSONFault) {
        guard take(byte, bytes) else { throw unexpected(what, bytes) }
    }

    /// The next key of an object whose `{` was taken, with its colon taken too; nil when the object is over.
    @inline(__always)
    mutating func nextKey(_ bytes: Span<UInt8>, isFirst: inout Bool) throws(JSONFault) -> JSONString? {
        if isFirst {
            isFirst = false
            if take(UInt8(ascii: "}"), bytes) { return nil }
        } else {
            if take(UInt8(ascii: "}"), bytes) { return nil }
            try expect(UInt8(ascii: ","), "\",\" or \"}\"", bytes)
        }
        guard peek(bytes) == UInt8(ascii: "\"") else { throw unexpected("a key", bytes) }
        let key = try string(bytes)
        try expect(UInt8(ascii: ":"), "\":\"", bytes)
        _ = peek(bytes)
        return key
    }

    /// True when another element of an array whose `[` was taken begins here; false when the array is over.
    @inline(__always)
    mutating func nextElement(_ bytes: Span<UInt8>, isFirst: inout Bool) throws(JSONFault) -> Bool {
        if take(UInt8(ascii: "]"), bytes) { return false }
        if isFirst {
            isFirst = false
        } else {
            try expect(UInt8(ascii: ","), "\",\" or \"]\"", bytes)
        }
        _ = peek(bytes)
        return true
    }

    /// Takes `true`, `false` or `null` when it stands here.
    @inline(__always)
    mutating func takeWord(_ word: JSONWord, _ bytes: Span<UInt8>) -> Bool {
        guard bytes.count - position >= word.length else { return false }
        var found: UInt64 = 0
        for i in position..<position + word.length { found = found << 8 | UInt64(bytes[i]) }
        guard found == word.rawValue else { return false }
        position += word.length
        return true
    }

    func unexpected(_ expected: StaticString, _ bytes: Span<UInt8>) -> JSONFault {
        let found = JSONPath.token(at: position, in: bytes)
        return JSONFault(.malformed, at: position, "expected \(expected) at byte \(position + 1), found \(found)")
    }
}

/// The bare words of JSON; a raw value is the word's bytes in one number, the first one highest.
enum JSONWord: UInt64, CaseIterable {
    case `true` = 0x7472_7565
    case `false` = 0x66_616C_7365
    case null = 0x6E75_6C6C

    var length: Int { self == .false ? 5 : 4 }
}

// MARK: - Values

extension JSONCursor {
    @inline(__always)
    static func beginsNumber(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") <= 9 || byte == UInt8(ascii: "-")
    }

    /// The number that begins here.
    @inline(__always)
    mutating func number(_ bytes: Span<UInt8>) throws(JSONFault) -> DecimalNumber {
        var number = DecimalNumber()
        var p = position
        if p < bytes.count, bytes[p] == UInt8(ascii: "-") {
            number.isNegative = true
            p += 1
        }
        let first = p
        while p < bytes.count {
            let digit = bytes[p] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            number.append(digit, isFraction: false)
            p += 1
        }
        guard p > first, p == first + 1 || bytes[first] != UInt8(ascii: "0") else { throw notANumber(bytes) }
        if p < bytes.count, bytes[p] == UInt8(ascii: ".") {
            p += 1
            let first = p
            while p < bytes.count {
                let digit = bytes[p] &- UInt8(ascii: "0")
                guard digit <= 9 else { break }
                number.append(digit, isFraction: true)
                p += 1
            }
            guard p > first else { throw notANumber(bytes) }
        }
        if p < bytes.count, bytes[p] | 0x20 == UInt8(ascii: "e") {
            guard let (exponent, end) = exponent(bytes, at: p + 1) else { throw notANumber(bytes) }
            number.exponent += exponent
            p = end
        }
        position = p
        return number
    }

    /// The first thing that keeps `bytes` from being one JSON text; nil when nothing does.
    static func fault(in bytes: Span<UInt8>) -> JSONFault? {
        var cursor = JSONCursor()
        do {
            try cursor.skipValue(bytes, depth: 0)
        } catch {
            return error
        }
        return cursor.peek(bytes) == nil ? nil : cursor.unexpected("the end of the message", bytes)
    }

    /// Moves over the value that begins here, which may be anything well-formed.
    mutating func skipValue(_ bytes: Span<UInt8>, depth: Int) throws(JSONFault) {
        switch peek(bytes) {
        case UInt8(ascii: "\""):
            _ = try string(bytes)
        case UInt8(ascii: "{"):
            try checkDepth(depth)
            position += 1
            var keys = JSONKeySet()
            var isFirst = true
            while let key = try nextKey(bytes, isFirst: &isFirst) {
                try keys.insert(key, bytes, at: position)
                try skipValue(bytes, depth: depth + 1)
            }
        case UInt8(ascii: "["):
            try checkDepth(depth)
            position += 1
            var isFirst = true
            while try nextElement(bytes, isFirst: &isFirst) { try skipValue(bytes, depth: depth + 1) }
        case let byte? where JSONCursor.beginsNumber(byte):
            _ = try number(bytes)
        default:
            guard takeWord(.true, bytes) || takeWord(.false, bytes) || takeWord(.null, bytes) else {
                throw unexpected("a value", bytes)
            }
        }
    }

    private func checkDepth(_ depth: Int) throws(JSONFault) {
        guard depth < JSONCursor.deepest else {
            throw JSONFault(.malformed, at: position, "nested deeper than \(JSONCursor.deepest) levels")
        }
    }

    /// The exponent's value, held within ±1,000,000, and where it ends.
    private func exponent(_ bytes: Span<UInt8>, at start: Int) -> (value: Int, end: Int)? {
        var p = start
        var isNegative = false
        if p < bytes.count, bytes[p] == UInt8(ascii: "-") || bytes[p] == UInt8(ascii: "+") {
            isNegative = bytes[p] == UInt8(ascii: "-")
            p += 1
        }
        let first = p
        var value = 0
        while p < bytes.count {
            let digit = bytes[p] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            value = min(1_000_000, value * 10 + Int(digit))
            p += 1
        }
        return p > first ? (isNegative ? -value : value, p) : nil
    }

    private func notANumber(_ bytes: Span<UInt8>) -> JSONFault {
        unexpected("a number as JSON writes it", bytes)
    }
}
