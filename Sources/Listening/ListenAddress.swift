import NIOCore

/// An IP address of this machine and a port, as settings write it: `127.0.0.1:9464`, `[::1]:9464`.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// An IPv4 or IPv6 address; host names would have to be looked up.
    package let host: String
    package let port: UInt16

    /// Nil when `text` is anything else; port 0 is none.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0,
            text[text.index(after: colon)...].utf8.allSatisfy({ $0 != UInt8(ascii: "+") })
        else { return nil }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            self.host = String(host.dropFirst().dropLast())
            guard case .v6 = try? SocketAddress(ipAddress: self.host, port: Int(port)) else { return nil }
        } else {
            self.host = String(host)
            guard case .v4 = try? SocketAddress(ipAddress: self.host, port: Int(port)) else { return nil }
        }
        self.port = port
    }

    package var isIPv6: Bool { host.contains(":") }
    package var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
