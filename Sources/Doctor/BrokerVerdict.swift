package import EventTime
package import Mosquitto
import Reports

/// What the broker's answers mean, and what to do about them.
package enum BrokerVerdict {
    static func connected(_ options: ConnectionOptions) -> String {
        let user = options.username.map { "as '\($0)'" } ?? "without a user name"
        let tls = options.tls == nil ? "without TLS" : "over TLS"
        return "\(options.address) lets us in \(user), MQTT \(options.protocolVersion.rawValue), \(tls)"
    }

    /// What a connection that is made gives away; nil when nobody on a network can read it.
    package static func plainText(_ options: ConnectionOptions) -> Diagnosis? {
        guard !options.isPrivate else { return nil }
        let what = options.username == nil ? "readings pass" : "the password and readings pass"
        return .warning(
            "\(what) in plain text between here and \(options.address)"
                + (options.isInsecure ? ", as broker.insecure says" : ""),
            "Give the broker a TLS listener (deploy/mosquitto/site does), and write broker.tls: {ca: FILE}."
        )
    }

    package static func connection(_ error: MosquittoError, _ options: ConnectionOptions) -> Diagnosis {
        .problem(error.description, remedy(error, options))
    }

    private static func remedy(_ error: MosquittoError, _ options: ConnectionOptions) -> String {
        let address = options.address
        switch error.code {
        case .hostNotFound:
            return "Correct broker.host, or look why DNS does not know it: 'getent hosts \(options.host)'."
        case .connectionRefused:
            return "Start the broker (systemctl status mosquitto), and look whether broker.port is its listener's port."
        case .unreachable, .timedOut:
            return "Look at the network and the firewall between here and \(address)."
        case .tls: return tlsRemedy(error, options)
        case .badCredentials:
            return "Correct broker.username and the password it refers to, or the broker's password_file."
        case .notAuthorised:
            return
                "Correct broker.username and the password it refers to; the broker's password_file and its log tell why."
        case .protocolVersion: return "Write another broker.protocol: \"3.1.1\" or \"5\"."
        case .clientIDRejected: return "Write another broker.client-id, or let the broker allow it."
        case .brokerUnavailable: return "Look at the broker's log; try again later."
        case .connectionLost where options.tls == nil:
            return "If this port wants TLS, write broker.tls; else the broker's log tells why it closed."
        case .subscriptionRefused, .publicationRefused:
            return "Correct the broker's access rules for this user."
        case .sessionTakenOver: return "Give each service a client id of its own."
        case .connectionLost, .keepAlive, .protocolViolation, .invalidOption, .outOfMemory, .other:
            return "Look at the broker's log, and whether \(address) is an MQTT broker."
        }
    }

    private static func tlsRemedy(_ error: MosquittoError, _ options: ConnectionOptions) -> String {
        guard let tls = options.tls else { return "Write broker.tls." }
        if error.message.contains("expired") {
            return "Renew the broker's certificate (deploy/mosquitto/site FOLDER --renew), and let the broker read it."
        }
        if error.message.contains("not valid before") {
            return "Set this machine's clock, and let a time service keep it."
        }
        guard error.description.contains("certificate verify failed") else {
            return "Look whether the port is the broker's TLS port, and whether the broker wants a client certificate."
        }
        return "'openssl s_client -connect \(options.address) -CAfile \(tls.authorityFile) "
            + "-verify_return_error -verify_hostname \(options.host)' tells which: another authority, another name, or a "
            + "date that has passed. Renew the broker's certificate or correct broker.tls.ca."
    }

    /// What the journal says of readings that came.
    package enum Newest: Hashable, Sendable {
        case none
        /// So long ago.
        case ago(TimeSpan)
    }

    /// A grant is only half of it: mosquitto's access rules let everybody subscribe and then keep the messages back.
    package static func subscription(_ grant: ConnectionEvent.Grant, newest: Newest) -> Diagnosis {
        if let failure = grant.failure {
            return .problem(
                failure.description,
                "In the broker's acl_file, let this user read noise/1/+/+/obs; then restart or reload the broker."
            )
        }
        switch newest {
        case .ago(let age) where age < .hours(1):
            return .ok("\(grant.filter) is granted, and a reading came \(max(age.milliseconds, 0) / 1000) s ago")
        case .ago, .none:
            let told = newest == .none ? "no reading has come yet" : "no reading has come for over an hour"
            return .ok(
                "\(grant.filter) is granted; not tested: whether a sensor's reading gets through the broker's access "
                    + "rules, which takes a sensor's password (\(told))"
            )
        }
    }

    /// What the shipped profile sets; the native payload has at most 64 KiB.
    static let profilePacketLimit = 66_560

    /// Whether a topic under `noise/` is one that the contract knows: readings, status and info of a sensor, alerts and answers
    /// of a site.
    package static func isOfContract(_ topic: String) -> Bool {
        let parts = topic.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 4, parts[0] == "noise", parts[1] == "1", !parts[2].isEmpty, !parts[3].isEmpty else {
            return false
        }
        switch parts.count {
        case 4: return ["alerts", "answers"].contains(parts[3])
        case 5: return ["obs", "status", "info"].contains(parts[4])
        default: return false
        }
    }

    /// `strange` are topics outside the contract, with how many messages came.
    package static func topics(_ strange: [String: Int], seconds: Int64) -> Diagnosis {
        guard !strange.isEmpty else { return .ok("nothing came outside the contract's topics in \(seconds) s") }
        let listed = strange.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
            .map { "\(PayloadText.oneLine($0.key)) (\($0.value))" }.joined(separator: ", ")
        let more = strange.count > 5 ? " and \(strange.count - 5) more" : ""
        return .warning(
            "messages that the service never sees come on topics outside the contract: \(listed)\(more)",
            "Have these sensors publish on noise/1/SITE/SENSOR/obs, with the ids of the plan."
        )
    }

    package static func packetLimit(_ limit: Int?, _ options: ConnectionOptions) -> Diagnosis {
        let own = "the collector takes \(options.packetLimit) bytes (broker.max-packet)"
        let kept =
            "of a larger packet it keeps the first bytes, as rejected"
            + (options.protocolVersion == .v5
                ? ", and above \(options.refusedPacket) bytes the broker keeps it back and tells nobody" : "")
        let remedy =
            "Write max_packet_size \(profilePacketLimit) in mosquitto.conf, as deploy/mosquitto/site does: a larger packet then "
            + "closes its sender's connection."
        guard let limit else {
            return .warning("the broker takes packets of any size, up to 256 MB; \(own); \(kept)", remedy)
        }
        guard limit > options.packetLimit else {
            return .ok("the broker takes packets of up to \(limit) bytes; \(own)")
        }
        return .warning("the broker takes packets of up to \(limit) bytes; \(own); \(kept)", remedy)
    }

    package static func session(
        isKept: Bool,
        grant: ConnectionEvent.Grant,
        version: ConnectionOptions.ProtocolVersion
    ) -> Diagnosis {
        if let failure = grant.failure {
            return .problem(failure.description, "Let this user subscribe under noise/1/+/+/obs.")
        }
        guard isKept else {
            let setting =
                version == .v5 ? "a session expiry of 0 that it imposes" : "a setting that ends sessions at once"
            return .problem(
                "the broker forgot a session between two connections, so what comes while the service is away is lost",
                "Look in the broker's settings for \(setting), or for a cluster whose nodes do not share sessions."
            )
        }
        return .ok("session resumed after a break")
    }

    package static func identity(_ id: String, isTakenBack: Bool, isPresent: Bool) -> Diagnosis {
        if isTakenBack {
            return .problem(
                "another client uses the id '\(id)': it took the session over, as it would from the service",
                "Stop the second service, or give each one a broker.client-id of its own."
            )
        }
        if !isPresent {
            return .problem(
                "nobody else uses the id '\(id)', but the broker has no session for it any more: what was published since "
                    + "the service stopped is lost",
                "Look whether the broker keeps its sessions (persistence, persistent_client_expiration), then start the "
                    + "service; sensors that keep their data can send it again."
            )
        }
        return .ok("nobody else uses the id '\(id)'; the service is not running here")
    }

    package static func queue(kept: Int, of count: Int, needed: QueueNeed) -> Diagnosis {
        let missing = count - kept
        if missing > 0 {
            let isEnough = kept >= needed.messages
            let found = "of \(count) messages for a client that is away the broker kept \(kept); needed: \(needed)"
            return isEnough
                ? .ok(found)
                : .problem(found, "Set max_queued_messages in mosquitto.conf to \(needed.messages) or more.")
        }
        guard count < needed.messages else {
            return .ok("the broker kept all of \(count) messages for a client that is away; needed: \(needed)")
        }
        return .warning(
            "the broker kept all of \(count) messages for a client that is away, but more may come: \(needed)",
            "Try again with --probe-queue \(needed.messages)."
        )
    }
}
