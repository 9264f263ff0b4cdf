import Curl
import EventTime
import Settings

extension Parser where T == MailSettings {
    static func mail(_ secret: Parser<Secret>) -> Parser {
        Parser(expected: Wording("a section with host, port and from", zh: "含有 host、port 和 from 的一节")) { value in
            guard let section = value.section() else { return nil }
            let host = section.required("host", .host)
            let port = section.optional("port", .port)
            let security = section.optional(
                "security",
                Parser<MailSettings.Security>.choice("kind of security"),
                default: .startTLS
            )
            let authority = section.optional("ca", .existingFile)
            let username = section.optional("username", .text)
            let password = section.optional("password", secret)
            let from = section.required("from", .mailAddress)
            let timeout = section.optional("timeout", .span(from: .seconds(1), to: .minutes(10)), default: .seconds(30))
            let ehlo = section.optional("ehlo", .ehloName)
            section.finish()

            section.reportHalf("username", "password")
            if security == .none, section.has("ca") {
                section.report(
                    "ca",
                    Wording(
                        "security none checks no certificate; take it out, or write starttls or tls",
                        zh: "security 为 none 时不检查证书；请删去，或填写 starttls 或 tls"
                    )
                )
            }
            if let other = MailSettings.Security.allCases.first(where: { $0 != security && $0.standardPort == port }),
                other != .none
            {
                section.warn(
                    "port",
                    Wording(
                        "mail servers listen on \(other.standardPort) for \(other.rawValue); write security: "
                            + "\(other.rawValue), or \(security.standardPort)",
                        zh:
                            "邮件服务器的 \(other.rawValue) 端口为 \(other.standardPort)；请填写 security: \(other.rawValue)，或填写 \(security.standardPort)"
                    )
                )
            }
            guard let host, let from else { return nil }
            if security == .none, !isLoopback(host) {
                section.report(
                    "security",
                    Wording(
                        "none would send alerts and passwords in plain text to \(host); write starttls or tls",
                        zh: "none 会把告警和密码以明文发送到 \(host)；请填写 starttls 或 tls"
                    )
                )
            }
            return MailSettings(
                host: host,
                port: port ?? security.standardPort,
                security: security,
                authorityFile: authority,
                username: username,
                password: password,
                from: from,
                timeout: timeout,
                ehlo: ehlo
            )
        }
    }
}

extension Parser where T == String {
    /// What a mail server with strict rules takes in EHLO.
    fileprivate static var ehloName: Parser {
        Parser(
            expected: Wording(
                "a host name with a dot, like collector.example.org, or an address like \"[192.0.2.7]\"",
                zh: "带点号的主机名，例如 collector.example.org，或形如 \"[192.0.2.7]\" 的地址"
            )
        ) {
            text in
            SMTPGreeting.isValid(text) && (text.contains(".") || text.hasPrefix("[")) ? text : nil
        }
    }
}
