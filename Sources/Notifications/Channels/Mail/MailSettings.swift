import Curl
package import EventTime
import Preflight
package import Settings

/// The mail server that takes the alerts, and in whose name they are sent.
package struct MailSettings: Sendable {
    package enum Security: String, Hashable, Sendable, CaseIterable {
        /// Plain text; only for a server on this machine.
        case none
        /// STARTTLS, required (RFC 3207).
        case startTLS = "starttls"
        /// TLS from the first byte (RFC 8314).
        case tls
    }

    package var host: String
    package var port: Int
    package var security: Security
    /// PEM file of certificate authorities; nil for the system's own.
    package var authorityFile: String?
    package var username: String?
    package var password: Secret?
    /// Address of the sender; its domain stands in every Message-ID.
    package var from: String
    package var timeout: TimeSpan
    /// The name that we give in EHLO; nil for the usual one.
    package var ehlo: String?

    package init(
        host: String,
        port: Int,
        security: Security,
        authorityFile: String? = nil,
        username: String? = nil,
        password: Secret? = nil,
        from: String,
        timeout: TimeSpan = .seconds(30),
        ehlo: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.authorityFile = authorityFile
        self.username = username
        self.password = password
        self.from = from
        self.timeout = timeout
        self.ehlo = ehlo
    }
}

extension MailSettings.Security {
    /// SMTP 25 (RFC 5321), submission 587 (RFC 6409), submissions 465 (RFC 8314).
    package var standardPort: Int {
        switch self {
        case .none: 25
        case .startTLS: 587
        case .tls: 465
        }
    }
}

extension MailSettings {
    /// The mail server's; nil without TLS.
    var certificate: WatchedCertificate? {
        guard security != .none else { return nil }
        let endpoint = endpoint(timeout: .milliseconds(timeout.milliseconds))
        return WatchedCertificate(
            name: "\(host):\(port)",
            place: .server(.mail(endpoint)),
            ahead: WatchedCertificate.othersAhead
        )
    }
}
