import Glibc

/// A small file that stays open for its locks. Closed with the object.
@safe final class LockedFile: Sendable {
    /// Owned: opened in `init`, closed in `deinit`.
    let descriptor: Int32
    private let path: String

    private static let longest = 65_536

    init(path: String, isWritable: Bool) throws(MachineError) {
        self.path = path
        descriptor = unsafe open(path, (isWritable ? O_RDWR : O_RDONLY) | O_CLOEXEC)
        guard descriptor >= 0 else { throw MachineError("\(path): cannot be opened", errorNumber: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// A reader may see a part of it.
    func replace(with bytes: [UInt8]) throws(MachineError) {
        let written = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == bytes.count, ftruncate(descriptor, off_t(bytes.count)) == 0 else {
            throw MachineError("\(path): cannot be written", errorNumber: errno)
        }
    }

    func bytes() throws(MachineError) -> [UInt8] {
        var isRead = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: LockedFile.longest) { buffer, count in
            let got = unsafe pread(descriptor, buffer.baseAddress, buffer.count, 0)
            isRead = got >= 0
            count = max(0, got)
        }
        guard isRead else { throw MachineError("\(path): cannot be read", errorNumber: errno) }
        return bytes
    }
}
