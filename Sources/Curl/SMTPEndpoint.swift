/// A mail server and how to speak with it. Holds no credentials.
package struct SMTPEndpoint: Hashable, Sendable {
    package enum Security: Hashable, Sendable {
        /// Plain text all the way.
        case none
        /// STARTTLS, required: without it nothing is sent (RFC 3207).
        case startTLS
        /// TLS from the first byte (RFC 8314).
        case tls
    }

    /// Host name, IPv4 or IPv6 address.
    package var host: String
    package var port: UInt16
    package var security: Security
    /// PEM file of the only authorities that may sign the server's certificate; nil for the system's own.
    package var authorityFile: String?
    /// Until the connection stands, TLS included.
    package var connectTimeout: Duration
    /// For the whole transfer, the connection included.
    package var timeout: Duration

    package init(
        host: String,
        port: UInt16,
        security: Security,
        authorityFile: String? = nil,
        connectTimeout: Duration = .seconds(10),
        timeout: Duration = .seconds(30)
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.authorityFile = authorityFile
        self.connectTimeout = connectTimeout
        self.timeout = timeout
    }

    /// `smtp://host:port`, without user information.
    var url: String? {
        let isIPv6 = host.contains(":") && host.utf8.allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) }
        guard isIPv6 || HostName.isValid(host) else { return nil }
        return "\(security == .tls ? "smtps" : "smtp")://\(isIPv6 ? "[\(host)]" : host):\(port)"
    }
}
