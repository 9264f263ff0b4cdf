/// Single questions about bytes of a packet.
enum HJ212Bytes {
    static let separator = UInt8(ascii: "&")

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Printable ASCII or a blank.
    static func isText(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) }

    /// What may stand between packets and behind the last one: line ends, blanks, and the NUL of firmware in C.
    static func isBlank(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0D, 0x0A, 0x20, 0x09, 0x00: true
        default: false
        }
    }

    /// ASCII letters, digits and `-`, `_`, `.`: what codes and names of fields are made of.
    static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x2E: true
        default: false
        }
    }

    /// The value of a hexadecimal digit in either case.
    static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// The number of 1 to 9 digits; nil for anything else.
    static func number(_ bytes: some Collection<UInt8>) -> Int? {
        guard (1...9).contains(bytes.count) else { return nil }
        var number = 0
        for byte in bytes {
            guard isDigit(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return number
    }

    /// The part of `range` without the blanks at its ends.
    static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, bytes[start] == 0x20 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        return start..<end
    }

    static func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    /// `##` and four digits stand at `position`.
    static func isStart(_ bytes: [UInt8], _ position: Int) -> Bool {
        guard bytes.count - position >= 6, bytes[position] == 0x23, bytes[position + 1] == 0x23 else { return false }
        for place in position + 2..<position + 6 where !isDigit(bytes[place]) { return false }
        return true
    }

    /// The first start at `position` or behind it.
    static func nextStart(_ bytes: [UInt8], from position: Int) -> Int? {
        var position = position
        while position + 6 <= bytes.count {
            if isStart(bytes, position) { return position }
            position += 1
        }
        return nil
    }
}
