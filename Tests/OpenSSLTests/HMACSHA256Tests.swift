import OpenSSL
import Testing

struct HMACSHA256Tests {
    struct Row: CustomTestStringConvertible, Sendable {
        var name: String
        var key: [UInt8]
        var text: [UInt8]
        /// The beginning of the code, in digits.
        var code: String
        var testDescription: String { name }
    }

    /// RFC 4231, section 4; the last has neither key nor text.
    static let rows = [
        Row(
            name: "case 1",
            key: Array(repeating: 0x0B, count: 20),
            text: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        Row(
            name: "case 2",
            key: Array("Jefe".utf8),
            text: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        Row(
            name: "case 3",
            key: Array(repeating: 0xAA, count: 20),
            text: Array(repeating: 0xDD, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        Row(
            name: "case 4",
            key: Array(1...25),
            text: Array(repeating: 0xCD, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        Row(
            name: "case 5",
            key: Array(repeating: 0x0C, count: 20),
            text: Array("Test With Truncation".utf8),
            code: "a3b6167473100ee06e0c796c2955552b"
        ),
        Row(
            name: "case 6",
            key: Array(repeating: 0xAA, count: 131),
            text: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        Row(
            name: "case 7",
            key: Array(repeating: 0xAA, count: 131),
            text: Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8
            ),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
        Row(
            name: "no key and no text",
            key: [],
            text: [],
            code: "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        ),
    ]

    @Test("published vectors", arguments: rows)
    func vectors(row: Row) {
        #expect(hexadecimal(HMACSHA256.code(of: row.text, key: SecretKey(row.key))).hasPrefix(row.code))
    }

    @Test("a code is valid to the bit, for its text and its key")
    func validity() {
        let (key, text) = (SecretKey(utf8: "key"), Array("text".utf8))
        let code = HMACSHA256.code(of: text, key: key)
        #expect(HMACSHA256.isValid(code, for: text, key: key))
        for bit in 0..<(8 * code.count) {
            var other = code
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!HMACSHA256.isValid(other, for: text, key: key))
        }
        #expect(!HMACSHA256.isValid(Array(code.dropLast()), for: text, key: key))
        #expect(!HMACSHA256.isValid(code + [0], for: text, key: key))
        #expect(!HMACSHA256.isValid([], for: text, key: key))
        #expect(!HMACSHA256.isValid(code, for: text + [0], key: key))
        #expect(!HMACSHA256.isValid(code, for: text, key: SecretKey(utf8: "Key")))
    }
}
