package import EventTime
import Ingest
package import Mosquitto
import Reports

/// What the broker's answers mean, and what to do about them.
package enum BrokerVerdict {
    static func connected(_ options: ConnectionOptions) -> String {
        let user = options.username.map { "as '\($0)'" } ?? "without a user name"
        let tls = options.tls == nil ? "without TLS" : "over TLS"
        return "\(options.address) lets us in \(user), MQTT \(options.protocolVersion.rawValue), \(tls)"
    }

    static func connectedZh(_ options: ConnectionOptions) -> String {
        let user = options.username.map { "以“\($0)”登录" } ?? "不用用户名登录"
        return "\(options.address) 允许\(user)，MQTT \(options.protocolVersion.rawValue)，"
            + (options.tls == nil ? "未用 TLS" : "使用 TLS")
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
        .zh(
            "本机与 \(options.address) 之间以明文传输\(options.username == nil ? "读数" : "密码和读数")",
            "请为服务器配置 TLS（deploy/mosquitto/site 可做），并写 broker.tls: {ca: FILE}。"
        )
    }

    package static func connection(_ error: MosquittoError, _ options: ConnectionOptions) -> Diagnosis {
        let diagnosis = Diagnosis.problem(error.description, remedy(error, options))
        let address = options.address
        switch error.code {
        case .hostNotFound:
            return diagnosis.zh("找不到主机 \(options.host)", "请更正 broker.host，或检查 DNS：'getent hosts \(options.host)'。")
        case .connectionRefused:
            return diagnosis.zh(
                "\(address) 拒绝连接",
                "请启动服务器（systemctl status mosquitto），并核对 broker.port 与其监听端口。"
            )
        case .unreachable, .timedOut:
            return diagnosis.zh("\(address) 无法连通：\(error)", "请检查本机与 \(address) 之间的网络和防火墙。")
        case .badCredentials, .notAuthorised:
            return diagnosis.zh(
                "\(address) 拒绝该用户登录：\(error)",
                "请更正 broker.username 及其密码，或服务器的 password_file；服务器日志会说明原因。"
            )
        case .subscriptionRefused, .publicationRefused:
            return diagnosis.zh("\(error)", "请更正服务器对该用户的访问规则。")
        case .sessionTakenOver: return diagnosis.zh("\(error)", "请为每个服务设置各自的客户端标识。")
        case .brokerUnavailable: return diagnosis.zh("\(error)", "请查看服务器日志，稍后再试。")
        default: return diagnosis
        }
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
                .zh("已获准订阅 \(grant.filter)，\(max(age.milliseconds, 0) / 1000) 秒前收到读数")
        case .ago, .none:
            let told = newest == .none ? "no reading has come yet" : "no reading has come for over an hour"
            return .ok(
                "\(grant.filter) is granted; not tested: whether a sensor's reading gets through the broker's access "
                    + "rules, which takes a sensor's password (\(told))"
            )
            .zh(
                "已获准订阅 \(grant.filter)；测点读数能否通过服务器的访问规则未测试，需测点密码（"
                    + (newest == .none ? "尚未收到读数" : "一小时以上未收到读数") + "）"
            )
        }
    }

    /// What the shipped profile sets; the native payload has at most 64 KiB.
    static let profilePacketLimit = 66_560

    /// `strange` are topics outside the contract, with how many messages came.
    package static func topics(_ strange: [String: Int], seconds: Int64) -> Diagnosis {
        guard !strange.isEmpty else {
            return .ok("nothing came outside the contract's topics in \(seconds) s").zh("\(seconds) 秒内没有约定以外的主题")
        }
        let listed = strange.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
            .map { "\(PayloadText.oneLine($0.key)) (\($0.value))" }.joined(separator: ", ")
        let meant = Set(strange.keys.sorted().prefix(5).map(TopicContract.nearest)).sorted().map(PayloadText.oneLine)
        let more = strange.count > 5 ? " and \(strange.count - 5) more" : ""
        return .warning(
            "messages that the service never sees come on topics outside the contract: \(listed)\(more)",
            "Have these sensors publish on noise/1/SITE/SENSOR/obs, with the ids of the plan; probably "
                + meant.joined(separator: ", ") + "."
        )
        .zh(
            "有消息发布在约定以外的主题，服务收不到：\(listed)" + (strange.count > 5 ? "，另有 \(strange.count - 5) 个" : ""),
            "请让这些测点发布到 noise/1/点位/测点/obs，编号与预案一致；可能应为 \(meant.joined(separator: "、"))。"
        )
    }

    package static func packetLimit(_ limit: Int?, _ options: ConnectionOptions) -> Diagnosis {
        let own = "the collector takes \(options.limits.packetLimit) bytes (broker.max-packet)"
        let kept =
            "of a larger packet it keeps the first bytes, as rejected"
            + (options.protocolVersion == .v5
                ? ", and above \(options.limits.refusedPacket) bytes the broker keeps it back and tells nobody" : "")
        let remedy =
            "Write max_packet_size \(profilePacketLimit) in mosquitto.conf, as deploy/mosquitto/site does: a larger packet then "
            + "closes its sender's connection."
        let ownZh = "采集服务最大 \(options.limits.packetLimit) 字节（broker.max-packet），更大的只保留开头并计为拒收"
        let remedyZh =
            "请在 mosquitto.conf 写 max_packet_size \(profilePacketLimit)（deploy/mosquitto/site 即如此）：更大的报文会使发送方断开。"
        guard let limit else {
            return .warning("the broker takes packets of any size, up to 256 MB; \(own); \(kept)", remedy)
                .zh("服务器接受任意大小的报文，最大 256 MB；\(ownZh)", remedyZh)
        }
        guard limit > options.limits.packetLimit else {
            return .ok("the broker takes packets of up to \(limit) bytes; \(own)")
                .zh("服务器接受最大 \(limit) 字节的报文；采集服务最大 \(options.limits.packetLimit) 字节（broker.max-packet）")
        }
        return .warning("the broker takes packets of up to \(limit) bytes; \(own); \(kept)", remedy)
            .zh("服务器接受最大 \(limit) 字节的报文；\(ownZh)", remedyZh)
    }

    package static func session(
        isKept: Bool,
        grant: ConnectionEvent.Grant,
        version: ConnectionOptions.ProtocolVersion
    ) -> Diagnosis {
        if let failure = grant.failure {
            return .problem(failure.description, "Let this user subscribe under noise/1/+/+/obs.")
                .zh(failure.description, "请允许该用户订阅 noise/1/+/+/obs。")
        }
        guard isKept else {
            let setting =
                version == .v5 ? "a session expiry of 0 that it imposes" : "a setting that ends sessions at once"
            return .problem(
                "the broker forgot a session between two connections, so what comes while the service is away is lost",
                "Look in the broker's settings for \(setting), or for a cluster whose nodes do not share sessions."
            )
            .zh("服务器在两次连接之间丢失了会话，服务离线期间的消息会丢失", "请检查服务器设置中的会话保留时间，或集群节点是否共享会话。")
        }
        return .ok("session resumed after a break").zh("断开后会话得以恢复")
    }

    package static func identity(_ id: String, isTakenBack: Bool, isPresent: Bool) -> Diagnosis {
        if isTakenBack {
            return .problem(
                "another client uses the id '\(id)': it took the session over, as it would from the service",
                "Stop the second service, or give each one a broker.client-id of its own."
            )
            .zh("另有客户端使用标识“\(id)”，占用了会话", "请停止另一个服务，或为每个服务设置各自的 broker.client-id。")
        }
        if !isPresent {
            return .problem(
                "nobody else uses the id '\(id)', but the broker has no session for it any more: what was published since "
                    + "the service stopped is lost",
                "Look whether the broker keeps its sessions (persistence, persistent_client_expiration), then start the "
                    + "service; sensors that keep their data can send it again."
            )
            .zh(
                "没有其他客户端使用标识“\(id)”，但服务器已无该会话：服务停止后发布的消息已丢失",
                "请检查服务器是否保留会话（persistence、persistent_client_expiration），然后启动服务；能保存数据的测点可以补传。"
            )
        }
        return .ok("nobody else uses the id '\(id)'; the service is not running here")
            .zh("没有其他客户端使用标识“\(id)”；服务未在本机运行")
    }

    package static func queue(kept: Int, of count: Int, needed: QueueNeed) -> Diagnosis {
        let missing = count - kept
        if missing > 0 {
            let isEnough = kept >= needed.messages
            let found = "of \(count) messages for a client that is away the broker kept \(kept); needed: \(needed)"
            let zh = "客户端离线时的 \(count) 条消息，服务器保留了 \(kept) 条；所需：\(needed.chinese)"
            return isEnough
                ? .ok(found).zh(zh)
                : .problem(found, "Set max_queued_messages in mosquitto.conf to \(needed.messages) or more.")
                    .zh(zh, "请把 mosquitto.conf 的 max_queued_messages 设为 \(needed.messages) 或更大。")
        }
        guard count < needed.messages else {
            return .ok("the broker kept all of \(count) messages for a client that is away; needed: \(needed)")
                .zh("客户端离线时的 \(count) 条消息，服务器全部保留；所需：\(needed.chinese)")
        }
        return .warning(
            "the broker kept all of \(count) messages for a client that is away, but more may come: \(needed)",
            "Try again with --probe-queue \(needed.messages)."
        )
        .zh(
            "客户端离线时的 \(count) 条消息，服务器全部保留，但可能更多：\(needed.chinese)",
            "请用 --probe-queue \(needed.messages) 再试。"
        )
    }
}
