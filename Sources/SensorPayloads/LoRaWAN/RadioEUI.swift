/// The identity of a radio device in its network: 64 bits, written as 16 hexadecimal digits in capitals.
enum RadioEUI {
    /// From how servers and people write it: either case, with `-`, `:` or blanks between, with `0x` or `eui-` before.
    /// Nil for anything else.
    static func normal(_ text: some StringProtocol) -> String? {
        var digits = text.lowercased().filter { !"-: ".contains($0) }
        for prefix in ["eui", "0x"] where digits.hasPrefix(prefix) { digits.removeFirst(prefix.count) }
        guard digits.utf8.count == 16, digits.utf8.allSatisfy({ HJ212Bytes.nibble($0) != nil }) else { return nil }
        return digits.uppercased()
    }

    /// The same of UTF-8.
    static func normal(utf8 text: [UInt8]) -> String? { normal(String(decoding: text, as: UTF8.self)) }

    /// Of its eight bytes, the highest first.
    static func text(_ bytes: [UInt8]) -> String? {
        guard bytes.count == 8 else { return nil }
        return bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined().uppercased()
    }
}

/// Bytes as servers write them within JSON.
enum BytesText {
    /// Base64 of RFC 4648 section 4 or 5, with its padding or without; nil for anything else.
    static func base64(_ text: [UInt8]) -> [UInt8]? {
        var digits = text[...]
        while digits.last == UInt8(ascii: "=") { digits.removeLast() }
        let padding = text.count - digits.count
        guard digits.count % 4 != 1, padding == 0 || (padding <= 2 && text.count % 4 == 0) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3 + 2)
        var (bits, count): (UInt32, Int) = (0, 0)
        for digit in digits {
            guard let value = value(digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        // What is left over must be zero: else it is the text of other bytes.
        return bits & ((1 << UInt32(count)) - 1) == 0 ? bytes : nil
    }

    /// Two hexadecimal digits a byte, in either case; nil for anything else.
    static func hexadecimal(_ text: [UInt8]) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for place in stride(from: 0, to: text.count, by: 2) {
            guard let high = HJ212Bytes.nibble(text[place]), let low = HJ212Bytes.nibble(text[place + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x41...0x5A: digit - 0x41
        case 0x61...0x7A: digit - 0x61 + 26
        case 0x30...0x39: digit - 0x30 + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
