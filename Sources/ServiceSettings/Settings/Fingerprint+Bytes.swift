package import Foundation
import OpenSSL
package import Records

extension Fingerprint {
    package init(of bytes: Data) {
        self.init(digest: SHA256.digest(of: bytes.bytes))
    }

    /// Reads the file in pieces of 1 MiB, so that its size does not matter.
    package init(ofFile path: String) throws(EvidenceError) {
        var hash = SHA256()
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(piece.bytes) }
        } catch {
            throw EvidenceError("\(path): cannot be read; is it a file that you may read?")
        }
        self.init(digest: hash.finalize())
    }
}

/// Why an evidence bundle could not be written or looked at: the path, what is wrong and what to do.
package struct EvidenceError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
