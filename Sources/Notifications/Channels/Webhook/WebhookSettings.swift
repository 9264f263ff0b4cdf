package import Curl
package import EventTime
import Preflight
package import Settings

/// A web address to which alerts are posted, and in what form.
package struct WebhookSettings: Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A CloudEvents 1.0 event.
        case generic
        /// A group robot of WeCom 企业微信.
        case wecom
        /// A group robot of DingTalk 钉钉.
        case dingtalk
        /// A group robot of Feishu 飞书 or Lark.
        case feishu
        /// A CAP 1.2 document.
        case cap

        /// People read in a group what it is told.
        package var isRobot: Bool { [.wecom, .dingtalk, .feishu].contains(self) }
    }

    /// As recipients of the plan name it.
    package var name: String
    package var kind: Kind
    package var address: HTTPAddress
    /// Signs what is sent; nil sends it without a signature.
    package var secret: Secret?
    /// For one delivery, the connection included.
    package var timeout: TimeSpan
    /// PEM file of certificate authorities; nil for the system's own.
    package var authorityFile: String?
    /// Nil reaches the server itself.
    package var proxy: HTTPAddress?
    /// Whether the recipient's telephone is mentioned in the robot's group.
    package var mention: Bool
    /// Who sends CAP documents.
    package var sender: String

    package init(
        name: String,
        kind: Kind,
        address: HTTPAddress,
        secret: Secret? = nil,
        timeout: TimeSpan = .seconds(10),
        authorityFile: String? = nil,
        proxy: HTTPAddress? = nil,
        mention: Bool = false,
        sender: String = CAPSettings.usualSender
    ) {
        self.name = name
        self.kind = kind
        self.address = address
        self.secret = secret
        self.timeout = timeout
        self.authorityFile = authorityFile
        self.proxy = proxy
        self.mention = mention
        self.sender = sender
    }

    /// The way to the server, with half of `timeout` for the connection.
    package func way(timeout limit: TimeSpan? = nil) -> HTTPClientOptions {
        let time = Duration.milliseconds(min(timeout, limit ?? timeout).milliseconds)
        return HTTPClientOptions(authorityFile: authorityFile, proxy: proxy, connectTimeout: time / 2, timeout: time)
    }
}

extension WebhookSettings {
    /// The web server's; nil without TLS.
    var certificate: WatchedCertificate? {
        guard address.isEncrypted else { return nil }
        return WatchedCertificate(
            name: "\(address.host):\(address.port)",
            place: .server(.web(address, way(timeout: .seconds(8)))),
            ahead: WatchedCertificate.othersAhead
        )
    }
}
