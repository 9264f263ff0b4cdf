import Glibc

/// A file or stream open for reading. One thread uses it; closed with the object.
@safe package final class ReadableFile {
    private let descriptor: Int32
    private let isOwned: Bool
    private let path: String

    /// `-` is standard input. A named pipe waits for its writer.
    package init(path: String) throws(MachineError) {
        guard path != "-" else {
            (descriptor, isOwned, self.path) = (STDIN_FILENO, false, "standard input")
            return
        }
        let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw MachineError("\(path): cannot be read", errorNumber: errno) }
        (descriptor, isOwned, self.path) = (opened, true, path)
    }

    deinit {
        if isOwned { close(descriptor) }
    }

    /// Up to `count` bytes, at least one; none at the end. Blocks until there are some.
    package func read(upTo count: Int) throws(MachineError) -> [UInt8] {
        while true {
            var got = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
                got = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
                used = max(0, got)
            }
            if got >= 0 { return bytes }
            guard errno == EINTR else { throw MachineError("\(path): cannot be read", errorNumber: errno) }
        }
    }
}
