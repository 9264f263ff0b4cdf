import Foundation
import Machine

/// A file that appears under its name only when it is complete: written beside it and renamed.
final class OutputFile {
    private let path: String
    private let handle: FileHandle

    init(path: String) throws {
        self.path = path
        let part = path + ".part"
        guard FileManager.default.createFile(atPath: part, contents: nil),
            let handle = FileHandle(forWritingAtPath: part)
        else { throw OutputError(description: "\(path): cannot be written; does its folder exist?") }
        self.handle = handle
    }

    func write(_ bytes: [UInt8]) throws {
        try handle.write(contentsOf: Data(bytes))
    }

    /// Puts the complete file into its place.
    func finish() throws {
        try handle.synchronize()
        try handle.close()
        // What is exported is for others to read, as far as the user's umask lets them.
        try FilePermissions.share(path + ".part")
        guard rename(path + ".part", path) == 0 else {
            throw OutputError(description: "\(path): \(String(cString: strerror(errno)))")
        }
    }
}

/// Why an output file could not be written.
struct OutputError: Error, CustomStringConvertible {
    let description: String
}
