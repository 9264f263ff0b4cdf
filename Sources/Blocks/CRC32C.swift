/// The checksum of RFC 3720, appendix B.4 (Castagnoli). It differs whenever up to three bits of a block differ.
package struct CRC32C {
    private var rest: UInt32 = ~0

    package init() {}

    package var value: UInt32 { ~rest }

    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        var rest = rest
        for byte in bytes { rest = rest >> 8 ^ CRC32C.table[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] }
        self.rest = rest
    }

    package static func value(of bytes: ArraySlice<UInt8>) -> UInt32 {
        var checksum = CRC32C()
        checksum.update(bytes)
        return checksum.value
    }

    /// What each byte leaves behind, the polynomial 0x1EDC6F41 with its bits reversed.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0x82F6_3B78 : rest >> 1 }
    }
}
