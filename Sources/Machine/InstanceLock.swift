import Glibc

/// A lock that one process holds on a file until it ends, however it ends (flock(2)).
///
/// Safe from any thread; released when the object goes.
@safe package final class InstanceLock: Sendable {
    /// Owned: opened in `init`, closed in `deinit`, which releases the lock.
    private let descriptor: Int32

    /// Nil when another process holds it. The file is made when it is missing and stays when the lock is released.
    package init?(path: String) throws(MachineError) {
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw MachineError("\(path): cannot be opened", errorNumber: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
        let number = errno
        close(descriptor)
        guard number == EWOULDBLOCK else { throw MachineError("\(path): cannot be locked", errorNumber: number) }
        return nil
    }

    deinit {
        close(descriptor)
    }
}
