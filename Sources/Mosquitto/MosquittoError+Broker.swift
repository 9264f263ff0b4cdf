import CMosquitto

/// What a broker's own codes mean: CONNACK of MQTT 3.1.1 (section 3.2.2.3), reason codes of MQTT 5 (section 2.4).
extension MosquittoError {
    /// `code` is not 0.
    init(connectCode code: Int32, _ context: FailureContext) {
        let isVersion5 = context.options.protocolVersion == .v5 && code >= 0x80
        let cause =
            unsafe isVersion5
            ? String(cString: mosquitto_reason_string(code)) : String(cString: mosquitto_connack_string(code))
        let address = context.options.address
        let user = context.options.username.map { "user '\($0)'" } ?? "a client without user name"
        switch code {
        case 1, Int32(MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION.rawValue):
            let version = context.options.protocolVersion.rawValue
            self.init(.protocolVersion, "the broker at \(address) does not speak MQTT \(version)", cause: cause)
        case 2, Int32(MQTT_RC_CLIENTID_NOT_VALID.rawValue):
            let id = context.options.clientID
            self.init(.clientIDRejected, "the broker at \(address) does not accept the client id '\(id)'", cause: cause)
        case 3, Int32(MQTT_RC_SERVER_UNAVAILABLE.rawValue), Int32(MQTT_RC_SERVER_BUSY.rawValue):
            self.init(.brokerUnavailable, "the broker at \(address) is not available now", cause: cause)
        case 4, Int32(MQTT_RC_BAD_USERNAME_OR_PASSWORD.rawValue):
            self.init(.badCredentials, "the broker at \(address) knows no \(user) with this password", cause: cause)
        case 5, Int32(MQTT_RC_NOT_AUTHORIZED.rawValue), Int32(MQTT_RC_BANNED.rawValue):
            self.init(
                .notAuthorised,
                "the broker at \(address) does not let \(user) in: check user name, password and the broker's rules",
                cause: cause
            )
        default:
            self.init(.other, "the broker at \(address) refused the connection with code \(code)", cause: cause)
        }
    }

    /// Nil when the filter was granted with QoS 1 or more.
    init?(grant: ConnectionEvent.Grant) {
        switch grant.code {
        case 1, 2:
            return nil
        case 0:
            self.init(
                .subscriptionRefused,
                "the broker grants '\(grant.filter)' with QoS 0 only, so that messages could be lost: allow QoS 1"
            )
        default:
            let cause = unsafe String(cString: mosquitto_reason_string(grant.code))
            self.init(
                .subscriptionRefused,
                "the broker refused the subscription to '\(grant.filter)': check its access rules for this user",
                cause: grant.code == 0x80 ? "code 0x80" : cause
            )
        }
    }

    /// `code` is what libmosquitto gave to on_disconnect when the broker ended an MQTT 5 connection itself.
    init(disconnectCode code: Int32, _ context: FailureContext) {
        guard code >= 0x80 else {
            self.init(returnCode: Int32(MOSQ_ERR_CONN_LOST.rawValue), context)
            return
        }
        let cause = unsafe String(cString: mosquitto_reason_string(code))
        if code == Int32(MQTT_RC_SESSION_TAKEN_OVER.rawValue) {
            let id = context.options.clientID
            self.init(
                .sessionTakenOver,
                "another client has connected with the client id '\(id)': each service needs its own",
                cause: cause
            )
            return
        }
        self.init(.connectionLost, "the broker at \(context.options.address) ended the connection", cause: cause)
    }
}
