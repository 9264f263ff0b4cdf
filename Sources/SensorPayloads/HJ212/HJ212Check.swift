/// The check of a packet (HJ 212-2017 and HJ 212-2025, A.1; called CRC there).
///
/// It is not the CRC-16 of Modbus: the register loses its low byte before each exclusive or, so that there are 256
/// values only, and one of 256 damaged packets has the right one. It finds every change of a single byte. It is never
/// proof: length, form and ranges are looked at as well.
package enum HJ212Check {
    /// What eight shifts make of each value of the register, whose high byte is always 0 before them.
    private static let table: [UInt16] = (0..<256).map { value in
        var register = UInt16(value)
        for _ in 0..<8 { register = register & 1 == 1 ? (register >> 1) ^ 0xA001 : register >> 1 }
        return register
    }

    package static func value(_ bytes: some Sequence<UInt8>) -> UInt16 {
        let table = table
        var register: UInt16 = 0xFFFF
        for byte in bytes { register = table[Int((register >> 8) ^ UInt16(byte))] }
        return register
    }

    /// Four hexadecimal digits in upper case, as the standard prints them.
    static func text(_ value: UInt16) -> [UInt8] {
        (0..<4).map { digit in
            let nibble = UInt8(truncatingIfNeeded: value >> (12 - 4 * UInt16(digit))) & 0x0F
            return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "A") + nibble - 10
        }
    }
}
