import Glibc

/// Opens sockets and waits for them; what is opened is the caller's to close.
enum SocketConnecting {
    /// A socket that is connected, or why there is none.
    enum Outcome {
        case connected(Int32)
        /// errno.
        case failed(Int32)
        /// The name is not known; getaddrinfo(3) says why.
        case unknown(String)
    }

    /// To the first address of the host that answers; blocks for the look-up, and up to `milliseconds` for each
    /// address.
    static func host(_ host: String, port: Int, isStream: Bool, milliseconds: Int32) -> Outcome {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(isStream ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { return .unknown(unsafe String(cString: gai_strerror(code))) }
        // Owned here, and freed here.
        defer { unsafe freeaddrinfo(list) }
        var outcome = Outcome.failed(EHOSTUNREACH)
        var next = unsafe list
        while let one = unsafe next {
            let entry = unsafe one.pointee
            outcome = unsafe connected(
                entry.ai_family,
                entry.ai_socktype,
                entry.ai_addr,
                entry.ai_addrlen,
                milliseconds
            )
            if case .connected = outcome { return outcome }
            unsafe next = entry.ai_next
        }
        return outcome
    }

    /// A datagram socket to a path (unix(7)).
    static func path(_ path: String) -> Outcome {
        let name = Array(path.utf8)
        var address = sockaddr_un()
        guard (1..<MemoryLayout.size(ofValue: address.sun_path)).contains(name.count) else {
            return .failed(ENAMETOOLONG)
        }
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
        return unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                let length = socklen_t(MemoryLayout<sockaddr_un>.size)
                return unsafe connected(AF_UNIX, Int32(SOCK_DGRAM.rawValue), pointer, length, 0)
            }
        }
    }

    /// 0 when the socket is ready for `events` within the time, or errno.
    static func wait(_ descriptor: Int32, for events: Int32, milliseconds: Int32) -> Int32 {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        let count = unsafe poll(&entry, 1, milliseconds)
        return count > 0 ? 0 : count == 0 ? ETIMEDOUT : errno
    }

    /// Non-blocking.
    private static func connected(
        _ family: Int32,
        _ type: Int32,
        _ address: UnsafePointer<sockaddr>?,
        _ length: socklen_t,
        _ milliseconds: Int32
    ) -> Outcome {
        let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, type | flags, 0)
        guard descriptor >= 0 else { return .failed(errno) }
        var failure = unsafe connect(descriptor, address, length) == 0 ? 0 : errno
        if failure == EINPROGRESS {
            failure = wait(descriptor, for: POLLOUT, milliseconds: milliseconds)
            var size = socklen_t(MemoryLayout<Int32>.size)
            if failure == 0, unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) != 0 {
                failure = errno
            }
        }
        guard failure == 0 else {
            close(descriptor)
            return .failed(failure)
        }
        return .connected(descriptor)
    }
}
