import Machine
import OpenSSL
import Records

/// The size and SHA-256 of a file, read in pieces.
struct FileDigest: Hashable {
    let size: Int64
    let sha256: Fingerprint

    private static let piece = 1 << 20

    /// - Throws: `MachineError` when it cannot be read.
    init(_ path: String) throws(MachineError) {
        let file = try ReadableFile(path: path)
        var hash = SHA256()
        var size: Int64 = 0
        while true {
            let bytes = try file.read(upTo: FileDigest.piece)
            if bytes.isEmpty { break }
            size += Int64(bytes.count)
            hash.update(bytes)
        }
        self.size = size
        sha256 = Fingerprint(digest: hash.finalize())
    }
}
