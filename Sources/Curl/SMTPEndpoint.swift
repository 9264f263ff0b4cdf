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
    /// The name that we give in EHLO: a host name with a dot, or an address literal such as `[192.0.2.7]`; nil for the
    /// machine's own name, which many servers refuse when it has no dot (RFC 5321 section 4.1.1.1).
    package var greeting: String?
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
        greeting: String? = nil,
        authorityFile: String? = nil,
        connectTimeout: Duration = .seconds(10),
        timeout: Duration = .seconds(30)
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.greeting = greeting
        self.authorityFile = authorityFile
        self.connectTimeout = connectTimeout
        self.timeout = timeout
    }

    /// `smtp://host:port/greeting`, without user information; nil when the host or the greeting is none.
    var url: String? {
        let isIPv6 = host.contains(":") && host.utf8.allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) }
        guard isIPv6 || HostName.isValid(host) else { return nil }
        var path = ""
        if let greeting {
            guard SMTPGreeting.isValid(greeting) else { return nil }
            // libcurl takes the path for the name, and decodes it.
            path = "/" + greeting.replacing("[", with: "%5B").replacing("]", with: "%5D")
        }
        return "\(security == .tls ? "smtps" : "smtp")://\(isIPv6 ? "[\(host)]" : host):\(port)\(path)"
    }
}

/// The name that a mail client gives of itself in EHLO.
package enum SMTPGreeting {
    /// A host name, or an address literal in brackets (RFC 5321 section 4.1.3).
    package static func isValid(_ text: String) -> Bool {
        guard text.hasPrefix("["), text.hasSuffix("]") else { return HostName.isValid(text) }
        let address = text.dropFirst().dropLast()
        return (1...64).contains(address.utf8.count)
            && address.utf8.allSatisfy { "0123456789abcdefABCDEFIPv:.".utf8.contains($0) }
    }

    /// A name that servers with strict rules take: the domain of the sender's address, the machine's own name where it
    /// has a dot, or else an address literal.
    package static func usual(sender: String, machine: String) -> String {
        let domain = sender.split(separator: "@").last.map(String.init) ?? ""
        for name in [domain, machine] where name.contains(".") && HostName.isValid(name) { return name }
        return "[127.0.0.1]"
    }
}
