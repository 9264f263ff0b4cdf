/// A SHA-256 (FIPS 180-4), written as 64 lower-case hexadecimal digits.
package struct Fingerprint: Hashable, Sendable, Codable, CustomStringConvertible {
    package let description: String

    /// Stands before the first of a chain: 64 zeros, which no known bytes have.
    package static let none = Fingerprint(digest: Array(repeating: 0, count: 32))

    /// From the 32 bytes of a digest.
    package init(digest: some Sequence<UInt8>) {
        description = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Nil for anything but the 64 digits.
    package init?(_ hexadecimal: String) {
        guard hexadecimal.utf8.count == 64, hexadecimal.utf8.allSatisfy({ Fingerprint.digits.contains($0) }) else {
            return nil
        }
        description = hexadecimal
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let fingerprint = Fingerprint(text) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "not a SHA-256")
            )
        }
        self = fingerprint
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private static let digits = Set("0123456789abcdef".utf8)
}
