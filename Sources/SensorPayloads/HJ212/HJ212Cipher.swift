/// The block cipher of HJ 212-2025 (6.4.2, A.2): SM4 with a device's key, in ECB mode and without padding.
///
/// This target has no cryptography of its own; whoever reads settings gives it in. ECB shows where blocks are alike and
/// detects no change: it hides levels from those who only listen, and proves nothing.
package protocol HJ212Cipher: Sendable {
    /// `blocks` has a multiple of 16 bytes, as has the answer; nil when the cipher fails.
    func encrypt(_ blocks: [UInt8]) -> [UInt8]?
    func decrypt(_ blocks: [UInt8]) -> [UInt8]?
}

/// Finds the ciphers of a device by its MN: the present key first, then those before it, as keys change every 90 days
/// (6.4.3).
package typealias HJ212CipherLookup = @Sendable (_ device: String?) -> [any HJ212Cipher]

/// The groups of 16 bytes of CP are encrypted; what is left over, fewer than 16 bytes, stays plain (6.4.2).
enum HJ212Groups {
    static let size = 16

    static func transformed(_ bytes: [UInt8], by transform: ([UInt8]) -> [UInt8]?) -> [UInt8]? {
        let count = bytes.count / size * size
        guard let blocks = transform(Array(bytes.prefix(count))), blocks.count == count else { return nil }
        return blocks + bytes.dropFirst(count)
    }

    /// The bytes that `{0xE4,0x3E,…}` prints, with the plain rest behind it; nil when it is not of that form.
    static func printed(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard let close = text.lastIndex(of: UInt8(ascii: "}")), text.first == UInt8(ascii: "{") else { return nil }
        var bytes: [UInt8] = []
        for item in text[(text.startIndex + 1)..<close].split(
            separator: UInt8(ascii: ","),
            omittingEmptySubsequences: false
        ) {
            let item = item.filter { $0 != 0x20 }
            guard item.count == 4, item[0] == UInt8(ascii: "0"), item[1] | 0x20 == UInt8(ascii: "x"),
                let high = HJ212Bytes.nibble(item[2]), let low = HJ212Bytes.nibble(item[3])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes + text[(close + 1)...]
    }
}
