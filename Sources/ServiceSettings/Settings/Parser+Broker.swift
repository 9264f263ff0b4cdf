import EventTime
import Ingest
import Mosquitto
import Plans
import Settings

extension Parser where T == BrokerSettings {
    static func broker(_ secret: Parser<Secret>) -> Parser {
        Parser(expected: Wording("a section with host and port of the broker", zh: "含有服务器 host 和 port 的一节")) { value in
            guard let section = value.section() else { return nil }
            let host = section.required("host", .host)
            let port = section.optional("port", .port)
            let clientID = section.optional("client-id", .clientID, default: "quiethours")
            let username = section.optional("username", .text)
            let password = section.optional("password", secret)
            let tls = section.optional("tls", .tls)
            let chosen = section.optional("protocol", .protocolVersion)
            let version = chosen ?? .v3_1_1
            let keepAlive = section.optional("keep-alive", .seconds(in: 5...65_535), default: 30)
            let expiry = section.optional("session-expiry", .seconds(in: 60...365 * 86_400), default: 7 * 86_400)
            let batch = section.optional("batch", .integer(in: 1...65_535), default: 2000)
            let outage = section.optional("outage", .span(from: .minutes(1), to: .hours(24 * 30)), default: .hours(1))
            let alertAfter = section.optional(
                "alert-after",
                .span(from: .seconds(5), to: .hours(24)),
                default: .minutes(1)
            )
            let packetLimit = section.optional(
                "max-packet",
                .size(in: 4000...10_000_000),
                default: Int64(ConnectionOptions.Limits.usualPacketLimit)
            )
            let isInsecure = section.optional("insecure", .flag, default: false)
            let takesAnswers = section.optional("answers", .flag, default: false)
            section.finish()

            section.reportHalf("username", "password")
            section.checkPort(port)
            if section.has("session-expiry"), version != .v5, chosen != nil || !section.has("protocol") {
                section.report(
                    "session-expiry",
                    Wording(
                        "only MQTT 5 has it; write protocol: \"5\", or take it out",
                        zh: "仅 MQTT 5 有此项；请填写 protocol: \"5\"，或删去"
                    )
                )
            }
            guard let host else { return nil }
            let connection = ConnectionOptions(
                host: host,
                port: port ?? (section.has("tls") ? 8883 : 1883),
                clientID: clientID,
                username: username,
                tls: tls,
                protocolVersion: version,
                isInsecure: isInsecure,
                limits: ConnectionOptions.Limits(
                    keepAliveSeconds: keepAlive,
                    sessionExpirySeconds: UInt32(expiry),
                    receiveMaximum: UInt16(batch),
                    packetLimit: Int(packetLimit)
                )
            )
            section.checkPassword(connection, isKnown: password != nil)
            return BrokerSettings(
                connection: connection,
                password: password,
                batchLimit: batch,
                outage: outage,
                takesAnswers: takesAnswers,
                alertAfter: alertAfter
            )
        }
    }
}

extension Section {
    fileprivate func checkPort(_ port: Int?) {
        if has("tls"), port == 1883 {
            warn(
                "port",
                Wording(
                    "brokers listen for TLS on 8883, and on 1883 without; write 8883, or leave it out",
                    zh: "MQTT 服务器的 TLS 端口为 8883，不加密的为 1883；请填写 8883，或删去该项"
                )
            )
        }
        if !has("tls"), port == 8883 {
            warn(
                "port",
                Wording(
                    "brokers listen on 8883 for TLS; add tls: {ca: FILE}, or write 1883",
                    zh: "MQTT 服务器的 8883 端口用于 TLS；请添加 tls: {ca: 文件}，或填写 1883"
                )
            )
        }
    }

    /// A password goes over a network in TLS, or because somebody has said that it may go without. `isKnown` says that
    /// the password could be had; where it could not, that is the problem.
    fileprivate func checkPassword(_ connection: ConnectionOptions, isKnown: Bool) {
        guard has("username"), has("password"), !connection.isPrivate else {
            if connection.isInsecure {
                report(
                    "insecure",
                    Wording(
                        "only a password that goes to another machine without tls needs it; take it out",
                        zh: "只有不经 tls 向其他机器发送密码时才需要该项；请删去"
                    )
                )
            }
            return
        }
        guard isKnown else { return }
        if connection.isInsecure {
            warn(
                "insecure",
                Wording(
                    "the password goes in plain text to \(connection.host); write tls: {ca: FILE} instead",
                    zh: "密码将以明文发送到 \(connection.host)；请改为 tls: {ca: 文件}"
                )
            )
        } else {
            report(
                "password",
                Wording(
                    "would go in plain text to \(connection.host), and readings with it; write tls: {ca: FILE}, or insecure: true "
                        + "for a network that nobody else can read",
                    zh: "密码和读数将以明文发送到 \(connection.host)；请填写 tls: {ca: 文件}；若他人无法监听该网络，可填写 insecure: true"
                )
            )
        }
    }
}

extension Parser where T == ConnectionOptions.ProtocolVersion {
    fileprivate static var protocolVersion: Parser { .choice("MQTT version") }
}

extension Parser where T == ConnectionOptions.TLS {
    fileprivate static var tls: Parser {
        Parser(expected: Wording("{ca: PATH}", zh: "{ca: 路径}")) { value in
            guard let section = value.section() else { return nil }
            let authority = section.required("ca", .existingFile)
            let certificate = section.optional("certificate", .existingFile)
            let key = section.optional("key", .existingFile)
            section.finish()
            section.reportHalf("certificate", "key")
            return authority.map {
                ConnectionOptions.TLS(authorityFile: $0, certificateFile: certificate, keyFile: key)
            }
        }
    }
}
