import Glibc

/// A loopback port that nobody listens on, chosen by the system. Another process could take it before it is used.
package func freePort() throws(SocketFailure) -> Int {
    let listener = try LoopbackListener()
    defer { listener.close() }
    return listener.port
}

/// A system call on a socket that failed.
package struct SocketFailure: Error, CustomStringConvertible {
    package var call: String
    package var number: Int32

    init(_ call: String) {
        self.call = call
        number = errno
    }

    package var description: String { "\(call): \(String(cString: strerror(number)))" }
}

/// A listening TCP socket on 127.0.0.1.
struct LoopbackListener {
    let descriptor: Int32
    let port: Int

    /// With port 0 the system chooses.
    init(port wanted: Int = 0) throws(SocketFailure) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketFailure("socket") }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(wanted).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard bound else {
            let failure = SocketFailure("bind")
            _ = Glibc.close(descriptor)
            throw failure
        }
        self.descriptor = descriptor
        port = Int(in_port_t(bigEndian: address.sin_port))
    }

    /// Nobody is accepted any more, and who waits for a connection is woken. The descriptor stays: another thread may
    /// be about to accept on it, and its number must not be another listener's by then.
    func end() {
        _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR))
    }

    func close() {
        end()
        _ = Glibc.close(descriptor)
    }
}

/// Whether something accepts connections at the loopback port.
func accepts(port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { _ = Glibc.close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
