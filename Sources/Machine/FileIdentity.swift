import Glibc

/// Which file it is, whatever its name: two names of one file have the same identity, a file that took another's place
/// has another one (stat(2)).
package struct FileIdentity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}

/// What stat(2) says of a file.
package struct FileState: Hashable, Sendable {
    package let identity: FileIdentity
    /// Names that the file has; 0 once it was removed.
    package let links: Int
    /// Bytes.
    package let size: Int64
    /// The nine permission bits.
    package let permissions: UInt32
    package let isRegular: Bool

    /// Nil when nothing is there or it cannot be asked for. Follows symbolic links; takes about a microsecond on a
    /// local disk.
    package init?(at path: String) {
        var state = stat()
        guard unsafe stat(path, &state) == 0 else { return nil }
        self.init(state)
    }

    fileprivate init(_ state: stat) {
        identity = FileIdentity(device: UInt64(state.st_dev), inode: UInt64(state.st_ino))
        links = Int(state.st_nlink)
        size = Int64(state.st_size)
        permissions = UInt32(state.st_mode) & 0o777
        isRegular = state.st_mode & UInt32(S_IFMT) == UInt32(S_IFREG)
    }
}

/// A file that is remembered however it is renamed or removed. Safe from any thread.
///
/// Opened with O_PATH: closing it leaves the locks alone that this process holds on the file, which closing any other
/// descriptor would release (fcntl(2)), those of SQLite among them.
@safe package final class RememberedFile: Sendable {
    /// Owned: opened in `init`, closed in `deinit`.
    private let descriptor: Int32

    package init(path: String) throws(MachineError) {
        descriptor = pathDescriptor(path)
        guard descriptor >= 0 else { throw MachineError("\(path): cannot be looked at", errorNumber: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// As it is now.
    package func state() throws(MachineError) -> FileState {
        var state = stat()
        guard unsafe fstat(descriptor, &state) == 0 else {
            throw MachineError("a file that is open: cannot be looked at", errorNumber: errno)
        }
        return FileState(state)
    }

    /// The name that it has now, as /proc says (proc(5)); with several names, one of them.
    package func currentPath() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = unsafe readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count - 1)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
