package import Mosquitto
package import Preflight
import Settings

extension BrokerVerdict {
    /// Why the broker could not be reached, and what to do. What libmosquitto, the system or the broker said stands in
    /// it as it is.
    package static func connection(_ error: MosquittoError, _ options: ConnectionOptions) -> Diagnosis {
        .problem(Wording(error.description, zh: chinese(error, options)), remedy(error, options))
    }

    private static func chinese(_ error: MosquittoError, _ options: ConnectionOptions) -> String {
        let address = options.address
        let cause = error.cause.map { "（\($0)）" } ?? ""
        switch error.code {
        case .hostNotFound: return "找不到主机 \(options.host)\(cause)"
        case .connectionRefused: return "\(address) 拒绝连接\(cause)"
        case .unreachable: return "\(address) 无法连通\(cause)"
        case .timedOut: return "\(address) 没有在时限内响应\(cause)"
        case .tls: return tlsFault(error, options)
        case .badCredentials, .notAuthorised: return "\(address) 拒绝该用户登录\(cause)"
        case .protocolVersion: return "\(address) 不支持 MQTT \(options.protocolVersion.rawValue)\(cause)"
        case .clientIDRejected: return "\(address) 不接受客户端标识“\(options.clientID)”\(cause)"
        case .brokerUnavailable: return "\(address) 暂时不可用\(cause)"
        case .subscriptionRefused: return "\(address) 拒绝订阅\(cause)"
        case .publicationRefused: return "\(address) 拒绝发布\(cause)"
        case .sessionTakenOver: return "另一客户端以标识“\(options.clientID)”连接\(cause)"
        case .connectionLost, .keepAlive: return "与 \(address) 的连接中断\(cause)"
        case .protocolViolation: return "\(address) 的回答不符合 MQTT\(cause)"
        case .invalidOption: return "连接设置不正确（\(error.message)）"
        case .outOfMemory: return "内存不足\(cause)"
        case .other: return "\(address) 连接失败（\(error)）"
        }
    }

    private static func tlsFault(_ error: MosquittoError, _ options: ConnectionOptions) -> String {
        let words = error.message
        let moment = words.firstMatch(of: /\d{4}-\d\d-\d\dT[0-9:]+Z/).map { String($0.output) }
        let fault: String
        if words.contains("a certificate above the broker's own has expired") {
            fault = "上级证书已过期"
        } else if words.contains("expired") {
            fault = "其证书已" + (moment.map { "于 \($0) " } ?? "") + "过期"
        } else if words.contains("not valid before") {
            fault = "其证书" + (moment.map { "自 \($0) 起才有效" } ?? "尚未生效") + "，本机时钟早于该时间"
        } else if words.contains("not signed by") {
            fault = "其证书不是由 CA 文件 \(options.tls?.authorityFile ?? "") 中的机构签发"
        } else if words.contains("not for the host") {
            fault = "其证书不属于主机“\(options.host)”"
        } else if words.contains("TLS file") {
            fault = "TLS 文件无法读取（\(error)）"
        } else if error.description.contains("certificate verify failed") {
            fault = "其证书未通过验证\(error.cause.map { "（\($0)）" } ?? "")"
        } else {
            fault = error.cause ?? words
        }
        return "无法与 \(options.address) 建立 TLS 连接：\(fault)"
    }

    private static func remedy(_ error: MosquittoError, _ options: ConnectionOptions) -> Wording {
        let address = options.address
        switch error.code {
        case .hostNotFound:
            return Wording(
                "Correct broker.host, or look why DNS does not know it: 'getent hosts \(options.host)'.",
                zh: "请更正 broker.host，或检查 DNS：'getent hosts \(options.host)'。"
            )
        case .connectionRefused:
            return Wording(
                "Start the broker (systemctl status mosquitto), and look whether broker.port is its listener's port.",
                zh: "请启动服务器（systemctl status mosquitto），并核对 broker.port 与其监听端口。"
            )
        case .unreachable, .timedOut:
            return Wording(
                "Look at the network and the firewall between here and \(address).",
                zh: "请检查本机与 \(address) 之间的网络和防火墙。"
            )
        case .tls: return tlsRemedy(error, options)
        case .badCredentials:
            return Wording(
                "Correct broker.username and the password it refers to, or the broker's password_file.",
                zh: "请更正 broker.username 及其密码，或服务器的 password_file。"
            )
        case .notAuthorised:
            return Wording(
                "Correct broker.username and the password it refers to; the broker's password_file and its log tell why.",
                zh: "请更正 broker.username 及其密码；原因见服务器的 password_file 和日志。"
            )
        case .protocolVersion:
            return Wording(
                "Write another broker.protocol: \"3.1.1\" or \"5\".",
                zh: "请改写 broker.protocol：\"3.1.1\" 或 \"5\"。"
            )
        case .clientIDRejected:
            return Wording(
                "Write another broker.client-id, or let the broker allow it.",
                zh: "请改写 broker.client-id，或让服务器允许该标识。"
            )
        case .brokerUnavailable:
            return Wording("Look at the broker's log; try again later.", zh: "请查看服务器日志，稍后再试。")
        case .connectionLost where options.tls == nil:
            return Wording(
                "If this port wants TLS, write broker.tls; else the broker's log tells why it closed.",
                zh: "如该端口使用 TLS，请写 broker.tls；否则关闭的原因见服务器日志。"
            )
        case .subscriptionRefused, .publicationRefused:
            return Wording("Correct the broker's access rules for this user.", zh: "请更正服务器对该用户的访问规则。")
        case .sessionTakenOver:
            return Wording("Give each service a client id of its own.", zh: "请为每个服务设置各自的客户端标识。")
        case .connectionLost, .keepAlive, .protocolViolation, .invalidOption, .outOfMemory, .other:
            return Wording(
                "Look at the broker's log, and whether \(address) is an MQTT broker.",
                zh: "请查看服务器日志，并确认 \(address) 是 MQTT 服务器。"
            )
        }
    }

    private static func tlsRemedy(_ error: MosquittoError, _ options: ConnectionOptions) -> Wording {
        guard let tls = options.tls else { return Wording("Write broker.tls.", zh: "请写 broker.tls。") }
        if error.message.contains("expired") {
            return Wording(
                "Renew the broker's certificate (deploy/mosquitto/site FOLDER --renew), and let the broker read it.",
                zh: "请更新服务器证书（deploy/mosquitto/site 文件夹 --renew），并让服务器重新读取。"
            )
        }
        if error.message.contains("not valid before") {
            return Wording(
                "Set this machine's clock, and let a time service keep it.",
                zh: "请校准本机时钟，并启用时间同步。"
            )
        }
        guard error.description.contains("certificate verify failed") else {
            return Wording(
                "Look whether the port is the broker's TLS port, and whether the broker wants a client certificate.",
                zh: "请确认该端口是服务器的 TLS 端口，以及服务器是否要求客户端证书。"
            )
        }
        let command =
            "'openssl s_client -connect \(options.address) -CAfile \(tls.authorityFile) "
            + "-verify_return_error -verify_hostname \(options.host)'"
        return Wording(
            "\(command) tells which: another authority, another name, or a date that has passed. Renew the broker's "
                + "certificate or correct broker.tls.ca.",
            zh: "用 \(command) 可查明原因：签发机构不符、名称不符或日期已过。请更新服务器证书，或更正 broker.tls.ca。"
        )
    }
}
