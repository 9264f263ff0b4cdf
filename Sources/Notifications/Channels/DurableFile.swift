import Foundation
import Machine

/// Files that are there whole or not at all, and stay after a power cut.
enum DurableFile {
    /// Whether `id` names a file in its folder and no other.
    static func isName(_ id: String) -> Bool {
        !id.isEmpty && !id.hasPrefix(".") && !id.contains("/") && !id.utf8.contains(0)
    }

    static func write(_ text: String, to file: String, isShared: Bool = false) throws {
        try write(Data(text.utf8), to: file, isShared: isShared)
    }

    /// Beside the file first, then in its place by rename(2); both the bytes and the directory's entry are on the disk
    /// when it returns. Makes the folder. `isShared` leaves it to the user's umask who may read the file; otherwise the
    /// service's user alone does.
    static func write(_ bytes: Data, to file: String, isShared: Bool = false) throws {
        let directory = folder(of: file)
        if !FileManager.default.fileExists(atPath: directory) {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            if isShared { try FilePermissions.share(directory, isFolder: true) }
        }
        let draft = "\(file).part"
        do {
            try Data().write(to: URL(fileURLWithPath: draft))
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: draft))
            defer { try? handle.close() }
            try handle.write(contentsOf: bytes)
            // Before the rename: after a power cut the name must not stand for an empty file.
            try handle.synchronize()
            if isShared { try FilePermissions.share(draft) }
            guard rename(draft, file) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        } catch {
            try? FileManager.default.removeItem(atPath: draft)
            throw error
        }
        try synchronize(directory)
    }

    /// Adds one line to the end of `file`, and makes the file with its folder. What a power cut left of a line before
    /// is ended. The file is opened for each line, so that it may be moved away at any time.
    static func append(line: String, to file: String) throws {
        let directory = folder(of: file)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let isNew = !FileManager.default.fileExists(atPath: file)
        if isNew {
            let made = FileManager.default.createFile(
                atPath: file,
                contents: nil,
                attributes: [.posixPermissions: 0o640]
            )
            guard made else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
        }
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
        defer { try? handle.close() }
        // A line that a power cut has left unfinished would swallow the next one.
        let end = try handle.seekToEnd()
        var text = line + "\n"
        if end > 0 {
            try handle.seek(toOffset: end - 1)
            if try handle.read(upToCount: 1) != Data("\n".utf8) { text = "\n" + text }
        }
        try handle.write(contentsOf: Data(text.utf8))
        try handle.synchronize()
        if isNew { try synchronize(directory) }
    }

    /// A name alone lies in the process's own folder.
    private static func folder(of file: String) -> String {
        let folder = (file as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    private static func synchronize(_ directory: String) throws {
        let entries = try FileHandle(forReadingFrom: URL(fileURLWithPath: directory))
        defer { try? entries.close() }
        try entries.synchronize()
    }
}
