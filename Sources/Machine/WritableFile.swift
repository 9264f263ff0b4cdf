import Glibc

/// A file open for writing. One thread uses it; closed with the object.
@safe package final class WritableFile {
    package enum Kind: Hashable, Sendable {
        case regular, folder, other
    }

    /// Owned: opened in `init`, closed in `close` or `deinit`.
    private var descriptor: Int32
    /// As errors have it.
    private let path: String

    /// Opens what is there, or makes the file, empty, where `isMaking`. A named pipe waits for its reader. Errors name
    /// it `name`.
    package init(path: String, name: String, isMaking: Bool) throws(MachineError) {
        self.path = name
        let flags = O_WRONLY | O_CLOEXEC | (isMaking ? O_CREAT | O_TRUNC : 0)
        descriptor = unsafe open(path, flags, 0o644)
        guard descriptor >= 0 else { throw MachineError("\(name): cannot be written", errorNumber: errno) }
    }

    deinit {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
    }

    /// Blocks until the system has taken all bytes.
    package func write(_ bytes: [UInt8]) throws(StreamFailure) {
        try StreamOutput(descriptor: descriptor, name: path).write(bytes)
    }

    /// On the disk when it returns, as far as there is one.
    package func synchronize() throws(MachineError) {
        if fsync(descriptor) != 0, errno != EINVAL, errno != EROFS {
            throw MachineError("\(path): cannot be written", errorNumber: errno)
        }
    }

    package func close() throws(MachineError) {
        let (open, path) = (descriptor, path)
        descriptor = -1
        guard Glibc.close(open) == 0 else { throw MachineError("\(path): cannot be written", errorNumber: errno) }
    }

    /// Behind links; nil where there is nothing, or nobody may look.
    package static func kind(of path: String) -> Kind? {
        var state = stat()
        guard unsafe stat(path, &state) == 0 else { return nil }
        switch state.st_mode & S_IFMT {
        case S_IFREG: return .regular
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// Puts a file into the place of another in one step (rename(2)).
    package static func move(_ path: String, to place: String, name: String) throws(MachineError) {
        guard unsafe rename(path, place) == 0 else {
            throw MachineError("\(name): cannot be written", errorNumber: errno)
        }
    }
}
