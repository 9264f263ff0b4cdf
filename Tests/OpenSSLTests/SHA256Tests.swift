import OpenSSL
import Testing

/// Vectors of FIPS 180-4 as NIST publishes them (Cryptographic Standards and Guidelines, examples with intermediate
/// values).
struct SHA256Tests {
    struct Row: CustomTestStringConvertible, Sendable {
        var text: String
        var times = 1
        var digest: String
        var testDescription: String { times == 1 ? "'\(text)'" : "\(times) times '\(text)'" }
    }

    static let rows = [
        Row(text: "", digest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        Row(text: "abc", digest: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        Row(
            text: "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            digest: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        Row(
            text: "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
                + "mnopqrstnopqrstu",
            digest: "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        Row(text: "a", times: 1_000_000, digest: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ]

    @Test("published vectors", arguments: rows)
    func vectors(row: Row) {
        let text = Array(String(repeating: row.text, count: row.times).utf8)
        #expect(hexadecimal(SHA256.digest(of: text)) == row.digest)
    }

    @Test("however the text is cut, the digest is the same", arguments: [1, 7, 63, 64, 65, 1000])
    func pieces(size: Int) {
        let text = (0..<4321).map { UInt8(truncatingIfNeeded: $0 * 31) }
        var hash = SHA256()
        for start in stride(from: 0, to: text.count, by: size) {
            hash.update(Array(text[start..<min(text.count, start + size)]))
            hash.update([])
        }
        #expect(hash.finalize() == SHA256.digest(of: text))
    }

    @Test("threads do not disturb one another")
    func threads() async {
        let texts = (0..<64).map { number in [UInt8](repeating: UInt8(number), count: 10_000) }
        let expected = texts.map { SHA256.digest(of: $0) }
        let digests = await withTaskGroup(of: (Int, [UInt8]).self) { group in
            for (number, text) in texts.enumerated() { group.addTask { (number, SHA256.digest(of: text)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (number, digest) in expected.enumerated() { #expect(digests[number] == digest) }
    }
}
