import Glibc
import Synchronization

/// Who may read what this process makes.
package enum FilePermissions {
    /// The user's own umask; nil before ``restrict()``.
    private static let usualMask = Mutex<UInt32?>(nil)

    /// Makes every file and folder that this process makes its own user's alone (umask(2)), but those that are shared
    /// on purpose. Called once, before other threads make files.
    package static func restrict() {
        let mask = UInt32(umask(0o077))
        usualMask.withLock { $0 = $0 ?? mask }
    }

    /// Gives a file that others are to read the mode that the user's own umask would have given it (chmod(2)). A file
    /// system without modes is no failure.
    package static func share(_ path: String, isFolder: Bool = false) throws(MachineError) {
        guard let mask = usualMask.withLock({ $0 }) else { return }
        guard unsafe chmod(path, mode_t((isFolder ? 0o777 : 0o666) & ~mask)) != 0 else { return }
        let number = errno
        guard number == EPERM || number == ENOTSUP else {
            throw MachineError("\(path): its mode cannot be set", errorNumber: number)
        }
    }
}
