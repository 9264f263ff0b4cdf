/// Builds bytes of numbers of any length: seven bits a byte, the lowest first, the eighth says that more follow
/// (LEB128).
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ byte: UInt8) { bytes.append(byte) }

    mutating func put(unsigned number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func put(count: Int) { put(unsigned: UInt64(count)) }

    mutating func put(signed number: Int64) { put(unsigned: ZigZag.encode(number)) }

    mutating func put(_ bytes: [UInt8]) { self.bytes += bytes }

    /// Four bytes, the lowest first.
    mutating func put(fixed number: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}

/// Numbers near zero of both signs as small numbers: 0, -1, 1, -2, 2, … become 0, 1, 2, 3, 4, ….
enum ZigZag {
    static func encode(_ number: Int64) -> UInt64 { UInt64(bitPattern: number << 1 ^ number >> 63) }
    static func decode(_ number: UInt64) -> Int64 { Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1) }
}
