import Notifications
import Records
import Settings

extension FirstAnswers {
    /// The text of `quiethours.yaml`, with a comment on every setting. `clientID` is the collector's name at the
    /// broker, not to be guessed.
    package func settings(clientID: String) -> String {
        """
        # \(say("Quiet Hours 设置。相对路径从本文件所在目录算起。密码不写在这里。", "Settings of Quiet Hours. Relative paths start from this file's folder. Passwords do not stand in it."))
        # \(say("修改 broker、store、listen 后须重启，其余用 quiethours reload。", "broker, store and listen are taken up by a restart, everything else by quiethours reload."))

        # \(say("传感器数据所在的 MQTT 服务器。", "The MQTT broker of the sensors."))
        broker:
          host: \(broker.endpoint.host.quoted)
          port: \(brokerPort) # \(say("一般 1883；加密 8883", "1883, or 8883 with tls"))
          client-id: \(clientID) # \(say("每个收集器不同；知道它的人可以挤掉本服务", "of this collector alone; who knows it could take its place"))
        \(brokerLines)
          protocol: "5"
          session-expiry: 7d # \(say("服务停止时服务器保留消息的时间", "how long the broker keeps messages while the service is away"))
          alert-after: 60s # \(say("多久收不到任何消息就通知运维", "operators are notified when nothing came for so long"))

        # \(say("数据文件（SQLite）；目录自动建立。", "The store, one SQLite file; its folder is made."))
        store:
          path: \(storePath.quoted)

        # \(say("计划：通知谁、守护哪里、何时、按哪些规则。", "The plan: who, where, when, and by which rules."))
        plan: plan.yaml

        # \(say("不写则不监听任何端口。health：健康页面和 Prometheus 指标，仅限本机访问。", "Nothing listens without these lines. health: health pages and metrics for Prometheus, for this machine alone."))
        # \(say("answers：告警邮件中的响应按钮，前面须有 TLS 代理。密钥：openssl rand -hex 32 > answer-key", "answers: the answer button of each alert, behind a proxy with TLS. Its key: openssl rand -hex 32 > answer-key"))
        # listen:
        #   health: {address: "127.0.0.1:9464"}
        #   answers: {address: "127.0.0.1:9465", url: https://noise.bureau.example, key: {file: answer-key}}

        # \(say("告警的发送渠道。", "How alerts leave."))
        reporters:
        \(mailLines)
          log: true # \(say("同时写入服务日志", "in the service's log as well"))

        """
    }

    private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

    private var brokerPort: Int { broker.endpoint.port ?? (broker.authorityFile == nil ? 1883 : 8883) }

    private var brokerLines: String {
        var lines: [String] = []
        if let account = broker.account {
            lines.append("  username: \(account.user.quoted)")
            lines.append("  password: {file: \(account.passwordFile.quoted)}")
        } else {
            lines.append("  # username: collector")
            lines.append(
                "  # password: {file: broker-password} # \(say("一行；或 {env: 变量名}", "one line; or {env: NAME}"))"
            )
        }
        if let file = broker.authorityFile {
            lines.append("  tls: {ca: \(file.quoted)}")
        } else {
            lines.append(
                "  # tls: {ca: ca.pem} # \(say("deploy/mosquitto/site 可生成证书和账号", "deploy/mosquitto/site makes certificates and accounts"))"
            )
        }
        return lines.joined(separator: "\n")
    }

    private var mailLines: String {
        guard let mailServer else {
            return """
                  # \(say("邮件写成文件；有邮件服务器后改用 mail。", "Mails as files. With a mail server, write mail instead."))
                  eml: {directory: \(outbox.quoted)}
                  # mail:
                  #   host: smtp.bureau.example
                  #   port: 587
                  #   security: starttls
                  #   username: quiet-hours@bureau.example
                  #   password: {file: mail-password}
                  #   from: quiet-hours@bureau.example
                """
        }
        let security = security(of: mailServer.server)
        let account = mailServer.account.map { account in
            """

                username: \(account.user.quoted)
                password: {file: \(account.passwordFile.quoted)}
            """
        }
        return """
              mail:
                host: \(mailServer.server.host.quoted)
                port: \(mailServer.server.port ?? security.standardPort)
                security: \(security.rawValue) # \(say("starttls、tls；none 仅限本机", "starttls, tls, or none on this machine"))\(account ?? "")
                from: \(mailServer.from.quoted)
            """
    }

    /// Beside the store.
    private var outbox: String {
        storePath.lastIndex(of: "/").map { storePath[...$0] + "outbox" } ?? "outbox"
    }

    /// Port 465 is for TLS from the start (RFC 8314); nothing goes to another machine without it.
    private func security(of server: Endpoint) -> MailSettings.Security {
        if server.port == 465 { return .tls }
        return isLoopback(server.host) && server.port != 587 ? .none : .startTLS
    }
}
