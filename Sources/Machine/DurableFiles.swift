import Glibc

/// Files that are there whole or not at all, and stay after a power cut. Every call blocks.
package enum DurableFiles {
    /// Makes an empty file that its user alone may read, mode 0600. False when something is there already.
    package static func makeEmpty(_ path: String) throws(MachineError) -> Bool {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let number = errno
        guard file >= 0 else {
            if number == EEXIST { return false }
            throw MachineError("\(path): cannot be made", errorNumber: number)
        }
        close(file)
        return true
    }

    /// Puts a small text that is no secret in the place of `path`, mode 0644: beside it first, then by rename(2).
    package static func replace(_ path: String, with text: String) throws(MachineError) {
        let draft = path + ".part"
        unsafe unlink(draft)
        let file = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw MachineError("\(path): cannot be written", errorNumber: errno) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
            let number = errno
            guard count > 0 || number == EINTR else {
                close(file)
                unsafe unlink(draft)
                throw MachineError("\(path): cannot be written", errorNumber: number)
            }
            bytes = bytes.dropFirst(max(0, count))
        }
        // Whatever the umask is: a command of another user may have made it first.
        let isSynced = fchmod(file, 0o644) == 0 && fsync(file) == 0
        let number = errno
        close(file)
        guard isSynced else { throw MachineError("\(path): cannot be written", errorNumber: number) }
        try move(draft, to: path, replacing: true)
    }

    /// Waits until the file's bytes are on the disk (fsync(2)).
    package static func sync(_ path: String) throws(MachineError) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw MachineError("\(path): cannot be opened", errorNumber: errno) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw MachineError("\(path): cannot be synced", errorNumber: errno) }
    }

    /// Gives a file its final name, on the disk when it returns (renameat2(2)).
    ///
    /// - Throws: When something has that name already and is not to be replaced.
    package static func move(_ path: String, to place: String, replacing: Bool) throws(MachineError) {
        let failure = renamed(path, to: place, replacing: replacing)
        guard failure == 0 else { throw MachineError("\(place): cannot be put there", errorNumber: failure) }
        let folder = place.lastIndex(of: "/").map { $0 == place.startIndex ? "/" : String(place[..<$0]) } ?? "."
        try sync(folder)
    }

    /// Cuts a file to nothing.
    package static func empty(_ path: String) throws(MachineError) {
        guard unsafe truncate(path, 0) == 0 else {
            throw MachineError("\(path): cannot be written", errorNumber: errno)
        }
    }

    /// Where a path leads: symbolic links followed, also of a file that is not there yet.
    package static func resolved(_ path: String) -> String {
        var path = path
        // As many as SQLite follows at most is far more than anybody uses.
        for _ in 0..<40 {
            if let real = realPath(path) { return real }
            // A link to nothing is followed by hand; otherwise the folder is resolved.
            guard let target = linkTarget(path) else { break }
            path = target.hasPrefix("/") ? target : folder(of: path) + "/" + target
        }
        let name = path.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? path
        guard let real = realPath(folder(of: path)) else { return path }
        return real == "/" ? "/" + name : real + "/" + name
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    private static func realPath(_ path: String) -> String? {
        // Owned here, and freed here.
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    private static func linkTarget(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = unsafe readlink(path, &buffer, buffer.count - 1)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
