import Glibc

/// The way to tell systemd how the service is (sd_notify(3)): one datagram of `NAME=value` lines to the socket that
/// `NOTIFY_SOCKET` names. Safe from any thread.
@safe package final class NotifySocket: Sendable {
    /// Owned: opened in `init`, closed in `deinit`.
    private let descriptor: Int32
    private let address: sockaddr_un
    private let length: socklen_t
    private let path: String

    /// `path` begins with `/`, or with `@` for the abstract namespace (unix(7)). Nothing is sent yet, and nobody need
    /// listen.
    package init(path: String) throws(MachineError) {
        let name = Array(path.utf8)
        var address = sockaddr_un()
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard name.first == UInt8(ascii: "/") || name.first == UInt8(ascii: "@"), (2..<capacity).contains(name.count)
        else { throw MachineError("NOTIFY_SOCKET: '\(path)' is no address of a socket", errorNumber: EINVAL) }
        let isAbstract = name.first == UInt8(ascii: "@")
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            unsafe bytes.copyBytes(from: name)
            if isAbstract { unsafe bytes[0] = 0 }
        }
        // An abstract name ends with the length, a path with a zero byte.
        let used = MemoryLayout<sockaddr_un>.size - capacity + name.count + (isAbstract ? 0 : 1)
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw MachineError("NOTIFY_SOCKET: no socket", errorNumber: errno) }
        self.address = address
        length = socklen_t(used)
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Sends the lines in one datagram; waits for nobody, a full queue is an error.
    package func send(_ lines: [String]) throws(MachineError) {
        let message = Array(lines.joined(separator: "\n").utf8)
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let sent = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe sendto(descriptor, message, message.count, flags, pointer, length)
            }
        }
        guard sent >= 0 else { throw MachineError("NOTIFY_SOCKET \(path): not sent", errorNumber: errno) }
    }
}
