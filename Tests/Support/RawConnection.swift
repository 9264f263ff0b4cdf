import Glibc

/// A TCP connection to a loopback port that sends whatever bytes it is given, as no client of HTTP would. For one
/// thread at a time.
package final class RawConnection: @unchecked Sendable {
    private let descriptor: Int32
    /// Received and not taken yet.
    private var received: [UInt8] = []
    /// Whether the other side has ended or cut the connection.
    package private(set) var isEnded = false

    package init(port: Int) throws(SocketFailure) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketFailure("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected else {
            let failure = SocketFailure("connect")
            _ = Glibc.close(descriptor)
            throw failure
        }
    }

    deinit { _ = Glibc.close(descriptor) }

    /// How many bytes of `text` the system took until it had all, the connection was cut, or it took none for
    /// `patience` seconds.
    @discardableResult package func send(_ text: String, patience: Double = 5) -> Int {
        send(Array(text.utf8), patience: patience)
    }

    @discardableResult package func send(_ bytes: [UInt8], patience: Double = 5) -> Int {
        var sent = 0
        while sent < bytes.count, waits(for: POLLOUT, seconds: patience) {
            let count = bytes[sent...]
                .withUnsafeBytes {
                    Glibc.send(
                        descriptor,
                        $0.baseAddress,
                        $0.count,
                        Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
                    )
                }
            if count < 0, errno == EAGAIN { continue }
            guard count > 0 else { break }
            sent += count
        }
        return sent
    }

    /// Ends our side; the other may go on.
    package func endSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// A reply of HTTP/1.1 as it was received.
    package struct Reply: Hashable, Sendable {
        package var status: Int
        /// Names in small letters.
        package var fields: [String: String]
        package var body: String
    }

    /// The next reply; nil when the connection ends before it is whole, or nothing comes for `patience` seconds.
    /// `isHead` for a reply to HEAD, which announces a body that does not come.
    package func reply(isHead: Bool = false, patience: Double = 20) -> Reply? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let head = received.firstRange(of: end) {
                let lines = String(decoding: received[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n")
                let words = lines.first?.split(separator: " ") ?? []
                guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { return nil }
                let fields = lines.dropFirst().compactMap { line -> (String, String)? in
                    guard let colon = line.firstIndex(of: ":") else { return nil }
                    return (line[..<colon].lowercased(), String(line[line.index(after: colon)...].drop { $0 == " " }))
                }
                let all = Dictionary(fields) { first, _ in first }
                let length = isHead || status < 200 ? 0 : all["content-length"].flatMap { Int($0) } ?? 0
                if received.count >= head.upperBound + length {
                    let body = String(decoding: received[head.upperBound..<head.upperBound + length], as: UTF8.self)
                    received.removeFirst(head.upperBound + length)
                    return Reply(status: status, fields: all, body: body)
                }
            }
            guard receive(patience) else { return nil }
        }
    }

    /// All that comes until the connection ends; nil when it does not end although nothing comes for `patience`
    /// seconds.
    package func rest(patience: Double = 20) -> [UInt8]? {
        while !isEnded {
            guard receive(patience) || isEnded else { return nil }
        }
        defer { received = [] }
        return received
    }

    private func receive(_ patience: Double) -> Bool {
        guard !isEnded, waits(for: POLLIN, seconds: patience) else { return false }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else {
            isEnded = true
            return false
        }
        received += bytes.prefix(count)
        return true
    }

    private func waits(for events: Int32, seconds: Double) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        return poll(&entry, 1, Int32(seconds * 1000)) > 0
    }
}

/// Lets this process have as many descriptors as it may, for tests with many connections; how many these are.
package func raiseDescriptorLimit() -> Int {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = min(limit.rlim_max, 8192)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return Int(limit.rlim_cur)
}
