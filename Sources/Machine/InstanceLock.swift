import Glibc

/// A lock that one process holds on a file until it ends, however it ends (flock(2)).
///
/// Safe from any thread; released when the object goes.
@safe package final class InstanceLock: Sendable {
    private let descriptor: Int32
    /// Whether the descriptor is closed in `deinit`; otherwise it stays open until the process ends.
    private let isClosedAtEnd: Bool

    /// Nil when another process holds it. The file is made when it is missing, with mode 0600, and stays when the lock
    /// is released.
    package convenience init?(path: String) throws(MachineError) {
        try self.init(path, flags: O_RDWR | O_CREAT | O_CLOEXEC, isClosedAtEnd: true)
    }

    /// On a file that has its own use, whatever name it has: nil when another process holds the lock.
    ///
    /// The descriptor is never closed: that would release the locks that others in this process hold on the same file
    /// (fcntl(2)), those of SQLite among them.
    package convenience init?(onExistingFile path: String) throws(MachineError) {
        try self.init(path, flags: O_RDWR | O_CLOEXEC, isClosedAtEnd: false)
    }

    private init?(_ path: String, flags: Int32, isClosedAtEnd: Bool) throws(MachineError) {
        self.isClosedAtEnd = isClosedAtEnd
        descriptor = unsafe open(path, flags, 0o600)
        guard descriptor >= 0 else { throw MachineError("\(path): cannot be opened", errorNumber: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
        let number = errno
        if isClosedAtEnd { close(descriptor) }
        guard number == EWOULDBLOCK else { throw MachineError("\(path): cannot be locked", errorNumber: number) }
        return nil
    }

    deinit {
        flock(descriptor, LOCK_UN)
        if isClosedAtEnd { close(descriptor) }
    }
}
