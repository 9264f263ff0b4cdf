import CMosquitto

/// Why a connection, a subscription or a publication did not succeed, in words for the person who runs the service.
package struct MosquittoError: Error, Hashable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// A setting that no broker could accept, found before any connection.
        case invalidOption
        case hostNotFound
        /// Nothing listens at the address.
        case connectionRefused
        case unreachable
        case tls
        /// The broker speaks another version of MQTT.
        case protocolVersion
        case clientIDRejected
        case badCredentials
        case notAuthorised
        case brokerUnavailable
        case subscriptionRefused
        case publicationRefused
        /// Another client has connected with the same client id.
        case sessionTakenOver
        case keepAlive
        case connectionLost
        case timedOut
        case protocolViolation
        case outOfMemory
        case other
    }

    package var code: Code
    /// What happened and what to do, in one sentence.
    package var message: String
    /// What libmosquitto, the system or the broker said itself.
    package var cause: String?

    package init(_ code: Code, _ message: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String {
        guard let cause else { return message }
        return "\(message) (\(cause))"
    }
}

/// What is known beside a return code of libmosquitto.
struct FailureContext {
    var options: ConnectionOptions
    /// errno as the call left it.
    var errorNumber: Int32
    /// The last error line of libmosquitto's log, if any.
    var logLine: String?
    /// The broker has not yet answered CONNECT.
    var beforeAnswer: Bool
}

extension MosquittoError {
    /// The one place where return codes of libmosquitto become errors (`enum mosq_err_t`).
    init(returnCode: Int32, _ context: FailureContext) {
        let cause = unsafe String(cString: mosquitto_strerror(returnCode))
        let address = context.options.address
        if let line = context.logLine, line.contains("OpenSSL") {
            self = .tls(line, address: address)
            return
        }
        switch mosq_err_t(rawValue: returnCode) {
        case MOSQ_ERR_EAI:
            let reason = unsafe String(cString: gai_strerror(context.errorNumber))
            self.init(
                .hostNotFound,
                "the broker's host name '\(context.options.host)' could not be resolved: check broker.host and DNS",
                cause: reason
            )
        case MOSQ_ERR_ERRNO where context.options.tls != nil && context.errorNumber == EPROTO:
            self = .tls(context.logLine ?? "handshake refused", address: address)
        case MOSQ_ERR_ERRNO:
            self.init(errorNumber: context.errorNumber, address: address)
        case MOSQ_ERR_TLS, MOSQ_ERR_TLS_HANDSHAKE:
            self = .tls(context.logLine ?? cause, address: address)
        case MOSQ_ERR_KEEPALIVE:
            self.init(.keepAlive, "the broker at \(address) did not answer a ping in time", cause: cause)
        case MOSQ_ERR_CONN_LOST where context.beforeAnswer && context.options.tls == nil:
            self.init(
                .connectionLost,
                "the broker at \(address) closed the connection without an answer: does the port want TLS?",
                cause: cause
            )
        case MOSQ_ERR_CONN_LOST where context.beforeAnswer:
            self.init(
                .tls,
                "the broker at \(address) closed the connection without an answer: does the port speak TLS?",
                cause: cause
            )
        case MOSQ_ERR_CONN_LOST, MOSQ_ERR_NO_CONN:
            self.init(.connectionLost, "the broker at \(address) closed the connection", cause: cause)
        case MOSQ_ERR_PROTOCOL, MOSQ_ERR_MALFORMED_PACKET, MOSQ_ERR_DUPLICATE_PROPERTY:
            self.init(
                .protocolViolation,
                "what listens at \(address) does not follow MQTT: is it a broker?",
                cause: cause
            )
        case MOSQ_ERR_NOMEM:
            self = .outOfMemory
        case MOSQ_ERR_INVAL:
            self.init(.invalidOption, "libmosquitto does not accept the connection's options", cause: cause)
        default:
            self.init(.other, "the connection to the broker at \(address) failed", cause: cause)
        }
    }

    static let outOfMemory = MosquittoError(.outOfMemory, "there is no memory left for messages from the broker")

    /// Found before anything is sent, whoever connects.
    static func plainPassword(_ options: ConnectionOptions) -> MosquittoError {
        MosquittoError(
            .invalidOption,
            "the password would go to \(options.address) in plain text: use TLS, or allow it with broker.insecure: true"
        )
    }

    private init(errorNumber: Int32, address: String) {
        let cause = unsafe String(cString: strerror(errorNumber))
        switch errorNumber {
        case ECONNREFUSED:
            self.init(
                .connectionRefused,
                "nothing listens at \(address): is the broker running, and is the port right?",
                cause: cause
            )
        case ECONNRESET, EPIPE:
            self.init(.connectionLost, "the broker at \(address) closed the connection", cause: cause)
        default:
            self.init(.unreachable, "the broker at \(address) cannot be reached", cause: cause)
        }
    }

    private static func tls(_ line: String, address: String) -> MosquittoError {
        let advice =
            if line.contains("certificate verify failed") {
                "its certificate is not signed by an authority in the CA file, is not for this host, or has expired"
            } else {
                "does the port speak TLS 1.2 or newer, and does the broker want a client certificate that it trusts?"
            }
        return MosquittoError(.tls, "no TLS connection to the broker at \(address): \(advice)", cause: line)
    }
}
