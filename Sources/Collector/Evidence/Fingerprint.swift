import Crypto
package import Foundation

/// The SHA-256 of some bytes (FIPS 180-4), written as 64 lower-case hexadecimal digits.
package struct Fingerprint: Hashable, Sendable, Codable, CustomStringConvertible {
    package let description: String

    /// Stands before the first of a chain: 64 zeros, which no known bytes have.
    package static let none = Fingerprint(unchecked: String(repeating: "0", count: 64))

    package init(of bytes: Data) {
        self.init(SHA256.hash(data: bytes))
    }

    /// Reads the file in pieces of 1 MiB, so that its size does not matter.
    package init(ofFile path: String) throws(EvidenceError) {
        var hash = SHA256()
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
        } catch {
            throw EvidenceError("\(path): cannot be read; is it a file that you may read?")
        }
        self.init(hash.finalize())
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard text.utf8.count == 64, text.utf8.allSatisfy({ Fingerprint.digits.contains($0) }) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "not a SHA-256")
            )
        }
        description = text
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private init(_ digest: SHA256Digest) {
        self.init(unchecked: digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }

    private init(unchecked description: String) {
        self.description = description
    }

    private static let digits = Set("0123456789abcdef".utf8)
}

/// Why an evidence bundle could not be written or looked at: the path, what is wrong and what to do.
package struct EvidenceError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
