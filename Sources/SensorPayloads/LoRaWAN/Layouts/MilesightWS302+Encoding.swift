import Acoustics
import Readings

extension MilesightWS302 {
    /// The bytes in which the device would send a reading, with its weighting set to A and fast: what the reading does
    /// not have is FFFF.
    static func bytes(of reading: Reading) -> [UInt8] {
        let shown = reading.momentary?.level ?? reading.LAeq
        let values = [shown, reading.LAeq, reading.LAFmax].flatMap { level in
            let tenths = level.map { UInt16(truncatingIfNeeded: $0.tenths) } ?? 0xFFFF
            return [UInt8(truncatingIfNeeded: tenths), UInt8(truncatingIfNeeded: tenths >> 8)]
        }
        return [0x05, 0x5B, 0x05] + values
    }
}

extension BytesText {
    /// In base64 of RFC 4648 section 4, with padding.
    static func base64(of bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for place in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[place..<min(place + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for digit in 0..<4 {
                let isThere = digit <= group.count
                text.append(isThere ? alphabet[Int(bits >> UInt32(18 - 6 * digit) & 63)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
