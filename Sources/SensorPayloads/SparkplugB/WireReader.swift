import Readings

/// Reads the fields of one Protocol Buffers message, as far as Sparkplug B has them: no field is longer than the bytes
/// that are left, and what lies within a field is read only by who wants it.
struct WireReader {
    enum Value {
        case number(UInt64)
        case fixed32(UInt32)
        case fixed64(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The next field with its number; nil at the end of the message.
    mutating func field() throws(PayloadFault) -> (number: UInt64, value: Value)? {
        guard position < bytes.endIndex else { return nil }
        let start = position
        let tag = try varint()
        guard tag >> 3 > 0 else { throw fault("a field without a number", at: start) }
        switch tag & 7 {
        case 0: return (tag >> 3, .number(try varint()))
        case 1: return (tag >> 3, .fixed64(try fixed(8)))
        case 2:
            let length = try varint()
            guard length <= UInt64(bytes.endIndex - position) else {
                throw fault("a field that ends behind its message", at: start)
            }
            let content = bytes[position..<position + Int(length)]
            position += Int(length)
            return (tag >> 3, .bytes(content))
        case 5: return (tag >> 3, .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
        default: throw fault("a kind of field that Sparkplug B does not have", at: start)
        }
    }

    private mutating func varint() throws(PayloadFault) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            guard position < bytes.endIndex else { throw fault("the message ends within a number", at: start) }
            let byte = bytes[position]
            position += 1
            guard shift < 63 || byte <= 1 else { throw fault("a number of more than 64 bits", at: start) }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw fault("a number of more than 64 bits", at: start)
    }

    private mutating func fixed(_ count: Int) throws(PayloadFault) -> UInt64 {
        guard bytes.endIndex - position >= count else { throw fault("the message ends within a number", at: position) }
        var value: UInt64 = 0
        for i in (0..<count).reversed() { value = value << 8 | UInt64(bytes[position + i]) }
        position += count
        return value
    }

    /// Slices keep the places of the whole payload.
    private func fault(_ what: String, at place: Int) -> PayloadFault {
        PayloadFault(.malformed, "byte \(place + 1): \(what)")
    }
}
