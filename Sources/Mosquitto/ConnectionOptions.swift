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
    package var limits: Limits
    /// A password may go over the network in plain text.
    package var isInsecure: Bool

    /// What client and broker may expect of each other.
    package struct Limits: Hashable, Sendable {
        /// 5 to 65535 s.
        package var keepAliveSeconds: Int
        /// MQTT 5: how long the broker keeps the session after a disconnection; without it the session would end at
        /// once.
        package var sessionExpirySeconds: UInt32
        /// MQTT 5: most unacknowledged messages at a time (1 to 65535).
        package var receiveMaximum: UInt16
        /// Largest message that is taken, in bytes of its packet; of a larger one only the first bytes are kept.
        package var packetLimit: Int
        /// MQTT 5: what is larger than this the broker keeps back by itself, and says so to nobody.
        package var refusedPacket: UInt32 { UInt32(clamping: packetLimit * 16) }

        package static let usualPacketLimit = 256_000

        package init(
            keepAliveSeconds: Int = 60,
            sessionExpirySeconds: UInt32 = 7 * 86_400,
            receiveMaximum: UInt16 = 2000,
            packetLimit: Int = Limits.usualPacketLimit
        ) {
            self.keepAliveSeconds = keepAliveSeconds
            self.sessionExpirySeconds = sessionExpirySeconds
            self.receiveMaximum = receiveMaximum
            self.packetLimit = packetLimit
        }
    }

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
        isInsecure: Bool = false,
        limits: Limits = Limits()
    ) {
        self.host = host
        self.port = port
        self.clientID = clientID
        self.username = username
        self.tls = tls
        self.protocolVersion = protocolVersion
        self.cleanSession = cleanSession
        self.isInsecure = isInsecure
        self.limits = limits
    }
}

extension ConnectionOptions {
    /// Whether nobody on a network can read what is sent: by TLS, or because the broker runs on this machine.
    package var isPrivate: Bool { tls != nil || isLocal }

    var mayCarryPassword: Bool { isPrivate || isInsecure }

    /// `localhost`, 127.0.0.0/8 (RFC 1122 section 3.2.1.3), ::1, or the path of a socket.
    private var isLocal: Bool {
        if host.lowercased() == "localhost" || host == "::1" || host.hasPrefix("/") { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && !numbers.contains(nil) && numbers[0] == 127
    }
}

extension ConnectionOptions {
    /// What no broker and not libmosquitto would accept, found before any connection.
    package func validate() throws(MosquittoError) {
        guard !host.isEmpty else { throw MosquittoError(.invalidOption, "the broker's host is empty") }
        guard (1...65_535).contains(port) else {
            throw MosquittoError(.invalidOption, "the broker's port is 1 to 65535, not \(port)")
        }
        guard (5...65_535).contains(limits.keepAliveSeconds) else {
            throw MosquittoError(.invalidOption, "the keep-alive is 5 to 65535 s, not \(limits.keepAliveSeconds)")
        }
        guard limits.receiveMaximum > 0 else {
            throw MosquittoError(.invalidOption, "the receive maximum is 1 to 65535, not 0")
        }
        guard (1000...100_000_000).contains(limits.packetLimit) else {
            throw MosquittoError(
                .invalidOption,
                "the largest packet is 1000 to 100000000 bytes, not \(limits.packetLimit)"
            )
        }
        guard cleanSession || !clientID.isEmpty else {
            throw MosquittoError(.invalidOption, "a session that the broker keeps needs a client id")
        }
    }
}
