/// How to reach a broker and which session to keep there.
package struct ConnectionOptions: Hashable, Sendable {
    package enum ProtocolVersion: String, Hashable, Sendable, CaseIterable {
        case v3_1_1 = "3.1.1"
        case v5 = "5"
    }

    /// Files of a TLS connection, PEM.
    package struct TLS: Hashable, Sendable {
        /// Certificate authorities that may sign the broker's certificate.
        package var authorityFile: String
        /// The client's own certificate and key; both or neither.
        package var certificateFile: String?
        package var keyFile: String?

        package init(authorityFile: String, certificateFile: String? = nil, keyFile: String? = nil) {
            self.authorityFile = authorityFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    package var host: String
    package var port: Int
    package var clientID: String
    package var username: String?
    package var tls: TLS?
    package var protocolVersion: ProtocolVersion
    /// False keeps the session at the broker while the client is away.
    package var cleanSession: Bool
    /// 5 to 65535 s.
    package var keepAliveSeconds: Int
    /// MQTT 5: how long the broker keeps the session after a disconnection; without it the session would end at once.
    package var sessionExpirySeconds: UInt32
    /// MQTT 5: most unacknowledged messages at a time (1 to 65535).
    package var receiveMaximum: UInt16

    /// The broker as people are told of it, "broker.example:8883".
    package var address: String { "\(host):\(port)" }

    package init(
        host: String,
        port: Int,
        clientID: String,
        username: String? = nil,
        tls: TLS? = nil,
        protocolVersion: ProtocolVersion = .v3_1_1,
        cleanSession: Bool = false,
        keepAliveSeconds: Int = 60,
        sessionExpirySeconds: UInt32 = 7 * 86_400,
        receiveMaximum: UInt16 = 2000
    ) {
        self.host = host
        self.port = port
        self.clientID = clientID
        self.username = username
        self.tls = tls
        self.protocolVersion = protocolVersion
        self.cleanSession = cleanSession
        self.keepAliveSeconds = keepAliveSeconds
        self.sessionExpirySeconds = sessionExpirySeconds
        self.receiveMaximum = receiveMaximum
    }
}

extension ConnectionOptions {
    /// What no broker and not libmosquitto would accept, found before any connection.
    package func validate() throws(MosquittoError) {
        guard !host.isEmpty else { throw MosquittoError(.invalidOption, "the broker's host is empty") }
        guard (1...65_535).contains(port) else {
            throw MosquittoError(.invalidOption, "the broker's port is 1 to 65535, not \(port)")
        }
        guard (5...65_535).contains(keepAliveSeconds) else {
            throw MosquittoError(.invalidOption, "the keep-alive is 5 to 65535 s, not \(keepAliveSeconds)")
        }
        guard receiveMaximum > 0 else {
            throw MosquittoError(.invalidOption, "the receive maximum is 1 to 65535, not 0")
        }
        guard cleanSession || !clientID.isEmpty else {
            throw MosquittoError(.invalidOption, "a session that the broker keeps needs a client id")
        }
    }
}
