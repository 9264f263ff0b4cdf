import CMachine

/// What the process that holds a lock writes into the lock's file for others to read. Safe from any thread that writes
/// alone.
///
/// Beside flock(2), which ``InstanceLock`` takes, the file has a lock of its own that others can ask for without taking
/// it, so that reading never keeps a process from starting.
@safe package final class InstanceNote: Sendable {
    private let file: LockedFile

    /// Of the file at `path`, which the caller's ``InstanceLock`` has made.
    package init(path: String) throws(MachineError) {
        file = try LockedFile(path: path, isWritable: true)
        let number = cmachine_hold(file.descriptor)
        guard number == 0 else { throw MachineError("\(path): cannot be locked", errorNumber: number) }
    }

    /// Puts `bytes` in the place of what was written before.
    package func write(_ bytes: [UInt8]) throws(MachineError) {
        try file.replace(with: bytes)
    }

    /// Whether a process holds the note now. Takes nothing, so that asking every second keeps no process from starting.
    package static func isHeld(path: String) throws(MachineError) -> Bool {
        let file = try LockedFile(path: path, isWritable: false)
        return withExtendedLifetime(file) { cmachine_is_held(file.descriptor) }
    }

    /// What the process that runs now has written, at most 64 kB; nil when none runs, or this user may not read it.
    package static func read(path: String) -> [UInt8]? {
        guard let file = try? LockedFile(path: path, isWritable: false), cmachine_is_held(file.descriptor) else {
            return nil
        }
        return try? file.bytes()
    }
}
