import Foundation

/// A process that holds a lock on a file.
package struct LockHolder: Hashable, Sendable, CustomStringConvertible {
    package var process: Int32
    /// The command's name; nil when /proc does not tell.
    package var name: String?

    package init(process: Int32, name: String? = nil) {
        self.process = process
        self.name = name
    }

    package var description: String { name.map { "\($0), process \(process)" } ?? "process \(process)" }
}

/// Who holds write locks on files, as /proc/locks tells (proc(5)).
package enum FileLocks {
    /// Empty when nobody does, when the file is missing, or when the holder lives in another PID namespace.
    ///
    /// `offset` asks for locks that cover this byte; nil for any byte. `isFlock` counts locks of flock(2) as well,
    /// which a service holds on its store all the time; SQLite has none.
    package static func writers(
        of path: String,
        covering offset: Int64? = nil,
        isFlock: Bool = true
    ) -> [LockHolder] {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let inode = attributes[.systemFileNumber] as? NSNumber,
            let table = try? String(contentsOfFile: "/proc/locks", encoding: .utf8)
        else { return [] }
        return writers(in: table, inode: inode.uint64Value, covering: offset, isFlock: isFlock).map { process in
            let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
            return LockHolder(process: process, name: name?.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// `1: POSIX  ADVISORY  WRITE 4711 fe:00:16220193 120 120`; a waiting one has `->` after the number.
    static func writers(in table: String, inode: UInt64, covering offset: Int64?, isFlock: Bool = true) -> [Int32] {
        table.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 8, words[3] == "WRITE", isFlock || words[1] != "FLOCK", let process = Int32(words[4]),
                process > 0,
                words[5].split(separator: ":").last.flatMap({ UInt64($0) }) == inode, let first = Int64(words[6])
            else { return nil }
            let last = Int64(words[7]) ?? .max
            if let offset, !(first...max(first, last)).contains(offset) { return nil }
            return process
        }
    }
}
