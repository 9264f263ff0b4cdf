import Foundation

/// A file system of a few megabytes in memory (tmpfs), unmounted with the last reference.
package final class SmallDisk: Sendable {
    package let path: String
    private let directory: TemporaryDirectory

    package static let isAllowed = (try? SmallDisk(megabytes: 1)) != nil

    /// Throws where mounting is not allowed.
    package init(megabytes: Int) throws {
        directory = try TemporaryDirectory()
        path = try directory.subdirectory("disk").path
        try SmallDisk.asRoot(
            ["mount", "-t", "tmpfs", "-o", "size=\(megabytes)m,mode=0777", "tmpfs", path],
            in: directory
        )
    }

    deinit {
        try? SmallDisk.asRoot(["umount", "-l", path], in: directory)
    }

    private static func asRoot(_ command: [String], in directory: TemporaryDirectory) throws {
        let words = geteuid() == 0 ? command : ["sudo", "-n"] + command
        _ = try ChildProcess.run("/usr/bin/env", words, directory: directory.subdirectory("mount"))
    }

    /// Takes all the space that is left.
    package func fill() throws {
        let filler = URL(fileURLWithPath: path + "/filler")
        try Data().write(to: filler)
        let handle = try FileHandle(forWritingTo: filler)
        defer { try? handle.close() }
        for size in [1 << 20, 4096, 1] {
            let block = Data(count: size)
            while (try? handle.write(contentsOf: block)) != nil {}
        }
    }

    /// Gives the space back.
    package func free() throws {
        try FileManager.default.removeItem(atPath: path + "/filler")
    }
}
