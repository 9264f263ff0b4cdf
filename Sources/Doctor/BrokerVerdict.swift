package import EventTime
import Ingest
package import Mosquitto
package import Preflight
import Reports
import Settings

/// What the broker's answers mean, and what to do about them.
package enum BrokerVerdict {
    static func connected(_ options: ConnectionOptions) -> Wording {
        let user =
            options.username.map { Wording("as '\($0)'", zh: "以“\($0)”登录") }
            ?? Wording("without a user name", zh: "不用用户名登录")
        let tls = options.tls == nil ? Wording("without TLS", zh: "未用 TLS") : Wording("over TLS", zh: "使用 TLS")
        let version = options.protocolVersion.rawValue
        return Wording(
            "\(options.address) lets us in \(user.en), MQTT \(version), \(tls.en)",
            zh: "\(options.address) 允许\(user.zh)，MQTT \(version)，\(tls.zh)"
        )
    }

    /// What a connection that is made gives away; nil when nobody on a network can read it.
    package static func plainText(_ options: ConnectionOptions) -> Diagnosis? {
        guard !options.isPrivate else { return nil }
        let what = options.username == nil ? "readings pass" : "the password and readings pass"
        return .warning(
            Wording(
                "\(what) in plain text between here and \(options.address)"
                    + (options.isInsecure ? ", as broker.insecure says" : ""),
                zh: "本机与 \(options.address) 之间以明文传输\(options.username == nil ? "读数" : "密码和读数")"
            ),
            Wording(
                "Give the broker a TLS listener (deploy/mosquitto/site does), and write broker.tls: {ca: FILE}.",
                zh: "请为服务器配置 TLS（deploy/mosquitto/site 可做），并写 broker.tls: {ca: FILE}。"
            )
        )
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
                Wording(failure.description, zh: failure.description),
                Wording(
                    "In the broker's acl_file, let this user read noise/1/+/+/obs; then restart or reload the broker.",
                    zh: "请在服务器的 acl_file 中允许该用户读取 noise/1/+/+/obs，然后重启服务器或重新加载其设置。"
                )
            )
        }
        switch newest {
        case .ago(let age) where age < .hours(1):
            return .ok(
                Wording(
                    "\(grant.filter) is granted, and a reading came \(max(age.milliseconds, 0) / 1000) s ago",
                    zh: "已获准订阅 \(grant.filter)，\(max(age.milliseconds, 0) / 1000) 秒前收到读数"
                )
            )
        case .ago, .none:
            let told = newest == .none ? "no reading has come yet" : "no reading has come for over an hour"
            return .ok(
                Wording(
                    "\(grant.filter) is granted; not tested: whether a sensor's reading gets through the broker's access "
                        + "rules, which takes a sensor's password (\(told))",
                    zh: "已获准订阅 \(grant.filter)；测点读数能否通过服务器的访问规则未测试，需测点密码（"
                        + (newest == .none ? "尚未收到读数" : "一小时以上未收到读数") + "）"
                )
            )
        }
    }

    /// What the shipped profile sets; the native payload has at most 64 KiB.
    static let profilePacketLimit = 66_560

    /// `strange` are topics outside the contract, with how many messages came.
    package static func topics(_ strange: [String: Int], seconds: Int64) -> Diagnosis {
        guard !strange.isEmpty else {
            return .ok(
                Wording("nothing came outside the contract's topics in \(seconds) s", zh: "\(seconds) 秒内没有约定以外的主题")
            )
        }
        let listed = strange.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
            .map { "\(PayloadText.oneLine($0.key)) (\($0.value))" }.joined(separator: ", ")
        let meant = Set(strange.keys.sorted().prefix(5).map(TopicContract.nearest)).sorted().map(PayloadText.oneLine)
        let more = strange.count > 5 ? " and \(strange.count - 5) more" : ""
        return .warning(
            Wording(
                "messages that the service never sees come on topics outside the contract: \(listed)\(more)",
                zh: "有消息发布在约定以外的主题，服务收不到：\(listed)" + (strange.count > 5 ? "，另有 \(strange.count - 5) 个" : "")
            ),
            Wording(
                "Have these sensors publish on noise/1/SITE/SENSOR/obs, with the ids of the plan; probably "
                    + meant.joined(separator: ", ") + ".",
                zh: "请让这些测点发布到 noise/1/点位/测点/obs，编号与预案一致；可能应为 \(meant.joined(separator: "、"))。"
            )
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
            return .warning(
                Wording(
                    "the broker takes packets of any size, up to 256 MB; \(own); \(kept)",
                    zh: "服务器接受任意大小的报文，最大 256 MB；\(ownZh)"
                ),
                Wording(remedy, zh: remedyZh)
            )
        }
        guard limit > options.limits.packetLimit else {
            return .ok(
                Wording(
                    "the broker takes packets of up to \(limit) bytes; \(own)",
                    zh: "服务器接受最大 \(limit) 字节的报文；采集服务最大 \(options.limits.packetLimit) 字节（broker.max-packet）"
                )
            )
        }
        return .warning(
            Wording(
                "the broker takes packets of up to \(limit) bytes; \(own); \(kept)",
                zh: "服务器接受最大 \(limit) 字节的报文；\(ownZh)"
            ),
            Wording(remedy, zh: remedyZh)
        )
    }

    package static func session(
        isKept: Bool,
        grant: ConnectionEvent.Grant,
        version: ConnectionOptions.ProtocolVersion
    ) -> Diagnosis {
        if let failure = grant.failure {
            return .problem(
                Wording(failure.description, zh: failure.description),
                Wording("Let this user subscribe under noise/1/+/+/obs.", zh: "请允许该用户订阅 noise/1/+/+/obs。")
            )
        }
        guard isKept else {
            let setting =
                version == .v5 ? "a session expiry of 0 that it imposes" : "a setting that ends sessions at once"
            return .problem(
                Wording(
                    "the broker forgot a session between two connections, so what comes while the service is away is lost",
                    zh: "服务器在两次连接之间丢失了会话，服务离线期间的消息会丢失"
                ),
                Wording(
                    "Look in the broker's settings for \(setting), or for a cluster whose nodes do not share sessions.",
                    zh: "请检查服务器设置中的会话保留时间，或集群节点是否共享会话。"
                )
            )
        }
        return .ok(Wording("session resumed after a break", zh: "断开后会话得以恢复"))
    }

    package static func identity(_ id: String, isTakenBack: Bool, isPresent: Bool) -> Diagnosis {
        if isTakenBack {
            return .problem(
                Wording(
                    "another client uses the id '\(id)': it took the session over, as it would from the service",
                    zh: "另有客户端使用标识“\(id)”，占用了会话"
                ),
                Wording(
                    "Stop the second service, or give each one a broker.client-id of its own.",
                    zh: "请停止另一个服务，或为每个服务设置各自的 broker.client-id。"
                )
            )
        }
        if !isPresent {
            return .problem(
                Wording(
                    "nobody else uses the id '\(id)', but the broker has no session for it any more: what was published since "
                        + "the service stopped is lost",
                    zh: "没有其他客户端使用标识“\(id)”，但服务器已无该会话：服务停止后发布的消息已丢失"
                ),
                Wording(
                    "Look whether the broker keeps its sessions (persistence, persistent_client_expiration), then start the "
                        + "service; sensors that keep their data can send it again.",
                    zh: "请检查服务器是否保留会话（persistence、persistent_client_expiration），然后启动服务；能保存数据的测点可以补传。"
                )
            )
        }
        return .ok(
            Wording(
                "nobody else uses the id '\(id)'; the service is not running here",
                zh: "没有其他客户端使用标识“\(id)”；服务未在本机运行"
            )
        )
    }

    package static func queue(kept: Int, of count: Int, needed: QueueNeed) -> Diagnosis {
        let missing = count - kept
        if missing > 0 {
            let isEnough = kept >= needed.messages
            let found = "of \(count) messages for a client that is away the broker kept \(kept); needed: \(needed)"
            let zh = "客户端离线时的 \(count) 条消息，服务器保留了 \(kept) 条；所需：\(needed.chinese)"
            return isEnough
                ? .ok(Wording(found, zh: zh))
                : .problem(
                    Wording(found, zh: zh),
                    Wording(
                        "Set max_queued_messages in mosquitto.conf to \(needed.messages) or more.",
                        zh: "请把 mosquitto.conf 的 max_queued_messages 设为 \(needed.messages) 或更大。"
                    )
                )
        }
        guard count < needed.messages else {
            return .ok(
                Wording(
                    "the broker kept all of \(count) messages for a client that is away; needed: \(needed)",
                    zh: "客户端离线时的 \(count) 条消息，服务器全部保留；所需：\(needed.chinese)"
                )
            )
        }
        return .warning(
            Wording(
                "the broker kept all of \(count) messages for a client that is away, but more may come: \(needed)",
                zh: "客户端离线时的 \(count) 条消息，服务器全部保留，但可能更多：\(needed.chinese)"
            ),
            Wording("Try again with --probe-queue \(needed.messages).", zh: "请用 --probe-queue \(needed.messages) 再试。")
        )
    }
}
