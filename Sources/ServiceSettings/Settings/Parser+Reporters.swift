import Curl
import EventTime
import Notifications
import Plans
import Reports
import Settings

extension Parser where T == ReporterSettings {
    /// `webhooks` is told the names of all webhooks, of those with a problem too.
    static func reporters(_ secret: Parser<Secret>, webhooks: @escaping (Set<String>) -> Void = { _ in }) -> Parser {
        Parser(
            wanted: Wording(
                "a section with mail, webhooks, eml, log or other ways",
                zh: "含有 mail、webhooks、eml、log 或其他渠道的一节"
            )
        ) { value in
            guard let section = value.section() else { return nil }
            var settings = ReporterSettings()
            settings.mail = section.optional("mail", .mail(secret))
            settings.emlDirectory = section.optional("eml", .directory)
            settings.log = section.optional("log", .flag, default: settings.log)
            let read = section.optionalItems("webhooks", Parser<WebhookSettings>.webhooks(secret, settings.mail?.from))
            settings.webhooks = read?.settings ?? []
            webhooks(read?.names ?? [])
            settings.syslog = section.optional("syslog", .syslog)
            settings.jsonlFile = section.optional("jsonl", .jsonlFile)
            settings.cap = section.optional("cap", .cap(mailSender: settings.mail?.from))
            settings.mqtt = section.optional("mqtt", .mqttClient).flatMap { $0 }
            settings.map = section.optional("map", .map)
            section.optional("retry", .section)?.readRetry(into: &settings)
            section.optional("gathering", .section)?.readGathering(into: &settings.grouping)
            section.finish()
            if !settings.log,
                !section.hasItems("webhooks"),
                !["mail", "eml", "syslog", "jsonl", "cap", "mqtt"].contains(where: section.has)
            {
                section.report(
                    "log",
                    Wording(
                        "nothing tells an alert to anybody; add mail or eml, or write log: true",
                        zh: "没有任何渠道发送告警；请添加 mail 或 eml，或填写 log: true"
                    )
                )
            }
            return settings
        }
    }
}

extension Section {
    fileprivate func readRetry(into settings: inout ReporterSettings) {
        let range = Parser<TimeSpan>.span(from: .milliseconds(100), to: .hours(24))
        settings.firstRetry = optional("first", range, default: settings.firstRetry)
        settings.longestRetry = optional("longest", range, default: settings.longestRetry)
        settings.expiry = optional("expiry", .span(from: .minutes(1), to: .hours(24 * 30)), default: settings.expiry)
        finish()
        if settings.longestRetry < settings.firstRetry {
            report(
                "longest",
                Wording(
                    "the longest wait is shorter than the first one; make it at least as long",
                    zh: "最长等待短于首次等待；请不短于首次等待"
                )
            )
        }
        if settings.expiry < settings.longestRetry {
            report(
                "expiry",
                Wording(
                    "alerts would expire before the longest wait is over; make it at least as long",
                    zh: "告警会在最长等待之前失效；请不短于最长等待"
                )
            )
        }
    }
}

extension Section {
    fileprivate func readGathering(into grouping: inout Grouping) {
        grouping.gather = optional("wait", .span(from: .zero, to: .minutes(1)), default: grouping.gather)
        grouping.most = optional("messages", .integer(in: 1...10_000), default: grouping.most)
        grouping.period = optional("per", .span(from: .minutes(1), to: .hours(24)), default: grouping.period)
        let digest = Parser<TimeSpan>.span(from: .seconds(10), to: .hours(24))
        grouping.digestEvery = optional("digest", digest, default: grouping.digestEvery)
        finish()
        if grouping.digestEvery > grouping.period {
            report(
                "digest",
                Wording(
                    "what is held back would wait longer than the period; make it at most per",
                    zh: "暂缓的消息会等待得比统计周期更久；请不超过 per"
                )
            )
        }
    }
}

extension Parser where T == MapService {
    /// `https://…{latitude}…{longitude}`, and `{name}` where the service takes one.
    fileprivate static var map: Parser {
        Parser(
            wanted: Wording(
                "an address of https with {latitude} and {longitude}",
                zh: "含有 {latitude} 和 {longitude} 的 https 地址"
            )
        ) { value in
            guard
                let text = value.text(
                    wanted: Wording(
                        "an address of https with {latitude} and {longitude}",
                        zh: "含有 {latitude} 和 {longitude} 的 https 地址"
                    )
                )
            else {
                return nil
            }
            do throws(MapService.Fault) {
                return try MapService(template: text)
            } catch {
                switch error {
                case .notHTTPS:
                    value.report(
                        Wording("a map opens by an address that begins with https://", zh: "地图地址须以 https:// 开头")
                    )
                case .noPlace(let place):
                    value.report(
                        Wording(
                            "\(place) is missing; the site's degrees (WGS-84) take its place",
                            zh: "缺少 \(place)；考点的经纬度（WGS-84）填入其中"
                        )
                    )
                }
            }
            return nil
        }
    }
}

extension Parser where T == String {
    /// `{directory: PATH}`
    fileprivate static var directory: Parser {
        Parser(wanted: Wording("{directory: PATH}", zh: "{directory: 路径}")) { value in
            guard let section = value.section() else { return nil }
            let directory = section.required("directory", .path)
            section.finish()
            return directory
        }
    }
}

extension Parser where T == MailSettings {
    fileprivate static func mail(_ secret: Parser<Secret>) -> Parser {
        Parser(wanted: Wording("a section with host, port and from", zh: "含有 host、port 和 from 的一节")) { value in
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
            wanted: Wording(
                "a host name with a dot, like collector.example.org, or an address like \"[192.0.2.7]\"",
                zh: "带点号的主机名，例如 collector.example.org，或形如 \"[192.0.2.7]\" 的地址"
            )
        ) {
            text in
            SMTPGreeting.isValid(text) && (text.contains(".") || text.hasPrefix("[")) ? text : nil
        }
    }
}
