import Glibc

/// Where a socket sends to.
package enum SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// Datagrams to a path on this machine (unix(7)).
    case path(String)
    case udp(host: String, port: Int)
    case tcp(host: String, port: Int)

    package var description: String {
        switch self {
        case .path(let path): path
        case .udp(let host, let port): "\(host):\(port) (UDP)"
        case .tcp(let host, let port): "\(host):\(port) (TCP)"
        }
    }
}

/// A connected socket that sends and reads nothing. One thread makes, uses and ends it.
@safe package struct MessageSocket: ~Copyable {
    /// Owned: opened in `init`, closed in `deinit`.
    private let descriptor: Int32
    private let address: SocketAddress
    private let milliseconds: Int32

    /// Blocks for the look-up of the name, and up to `milliseconds` for each address that it has.
    package init(to address: SocketAddress, milliseconds: Int) throws(MachineError) {
        self.address = address
        self.milliseconds = Int32(clamping: milliseconds)
        let outcome =
            switch address {
            case .path(let path): SocketConnecting.path(path)
            case .udp(let host, let port):
                SocketConnecting.host(host, port: port, isStream: false, milliseconds: self.milliseconds)
            case .tcp(let host, let port):
                SocketConnecting.host(host, port: port, isStream: true, milliseconds: self.milliseconds)
            }
        switch outcome {
        case .connected(let descriptor): self.descriptor = descriptor
        case .failed(let errorNumber): throw MachineError("\(address): not connected", errorNumber: errorNumber)
        case .unknown(let words): throw MachineError("\(address): \(words)")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Hands all bytes to the system: to a datagram socket in one datagram. Blocks up to the socket's time for each
    /// part.
    package func send(_ bytes: [UInt8]) throws(MachineError) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + sent },
                    buffer.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            if count >= 0 {
                sent += count
                continue
            }
            let errorNumber = errno
            guard errorNumber == EAGAIN || errorNumber == EWOULDBLOCK else { throw failure(errorNumber) }
            let wait = SocketConnecting.wait(descriptor, for: POLLOUT, milliseconds: milliseconds)
            guard wait == 0 else { throw failure(wait) }
        }
    }

    /// Says that nothing follows and waits until the other side has closed too, which it does after it has read
    /// everything; one that keeps the connection open after `milliseconds` has taken what was sent as far as anybody
    /// can tell.
    package func finish(milliseconds: Int) throws(MachineError) {
        guard shutdown(descriptor, Int32(SHUT_WR)) == 0 else { throw failure(errno) }
        let deadline = ContinuousClock.now + .milliseconds(milliseconds)
        var bytes = [UInt8](repeating: 0, count: 512)
        while true {
            let left = (deadline - .now).components
            let leftMilliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
            guard leftMilliseconds > 0 else { return }
            let wait = SocketConnecting.wait(
                descriptor,
                for: POLLIN,
                milliseconds: Int32(clamping: leftMilliseconds)
            )
            if wait == ETIMEDOUT { return }
            guard wait == 0 || wait == EINTR else { throw failure(wait) }
            let count = unsafe bytes.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count == 0 { return }
            let errorNumber = errno
            if count < 0, errorNumber != EAGAIN { throw failure(errorNumber) }
        }
    }

    private func failure(_ errorNumber: Int32) -> MachineError {
        MachineError("\(address): not sent", errorNumber: errorNumber)
    }
}

/// The machine's own name, as gethostname(2) has it.
package enum MachineName {
    package static var current: String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
