/// Single questions about bytes of a packet.
enum HJ212Bytes {
    static let separator = UInt8(ascii: "&")

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Printable ASCII or a blank.
    static func isText(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) }

    /// What may stand between packets and behind the last one: line ends, blanks, and the NUL of firmware in C.
    static func isBlank(_ byte: UInt8) -> Bool { [0x0D, 0x0A, 0x20, 0x09, 0x00].contains(byte) }

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
        guard (1...9).contains(bytes.count), bytes.allSatisfy(isDigit) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let head = bytes.drop { $0 == 0x20 }
        return head.dropLast(head.reversed().prefix { $0 == 0x20 }.count)
    }

    static func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    /// `##` and four digits stand at `position`.
    static func isStart(_ bytes: [UInt8], _ position: Int) -> Bool {
        guard bytes.count - position >= 6, bytes[position] == 0x23, bytes[position + 1] == 0x23 else { return false }
        return bytes[(position + 2)..<(position + 6)].allSatisfy(isDigit)
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
