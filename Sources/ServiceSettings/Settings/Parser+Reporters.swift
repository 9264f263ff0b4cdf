import Curl
import EventTime
import Notifications
import Plans
import Reports
import Settings

extension Parser where T == ReporterSettings {
    /// `webhooks` is told the names of all webhooks, of those with a problem too.
    static func reporters(_ secret: Parser<Secret>, webhooks: @escaping (Set<String>) -> Void = { _ in }) -> Parser {
        Parser(wanted: "a section with mail, webhooks, eml, log or other ways") { value in
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
                section.report("log", "nothing tells an alert to anybody; add mail or eml, or write log: true")
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
            report("longest", "the longest wait is shorter than the first one; make it at least as long")
        }
        if settings.expiry < settings.longestRetry {
            report("expiry", "alerts would expire before the longest wait is over; make it at least as long")
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
            report("digest", "what is held back would wait longer than the period; make it at most per")
        }
    }
}

extension Parser where T == MapService {
    /// `https://…{latitude}…{longitude}`, and `{name}` where the service takes one.
    fileprivate static var map: Parser {
        Parser(wanted: "an address of https with {latitude} and {longitude}") { value in
            guard let text = value.text(wanted: "an address of https with {latitude} and {longitude}") else {
                return nil
            }
            do throws(MapService.Fault) {
                return try MapService(template: text)
            } catch {
                switch error {
                case .notHTTPS: value.report("a map opens by an address that begins with https://")
                case .noPlace(let place):
                    value.report("\(place) is missing; the site's degrees (WGS-84) take its place")
                }
            }
            return nil
        }
    }
}

extension Parser where T == String {
    /// `{directory: PATH}`
    fileprivate static var directory: Parser {
        Parser(wanted: "{directory: PATH}") { value in
            guard let section = value.section() else { return nil }
            let directory = section.required("directory", .path)
            section.finish()
            return directory
        }
    }
}

extension Parser where T == MailSettings {
    fileprivate static func mail(_ secret: Parser<Secret>) -> Parser {
        Parser(wanted: "a section with host, port and from") { value in
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
                section.report("ca", "security none checks no certificate; take it out, or write starttls or tls")
            }
            if let other = MailSettings.Security.allCases.first(where: { $0 != security && $0.standardPort == port }),
                other != .none
            {
                section.warn(
                    "port",
                    "mail servers listen on \(other.standardPort) for \(other.rawValue); write security: "
                        + "\(other.rawValue), or \(security.standardPort)"
                )
            }
            guard let host, let from else { return nil }
            if security == .none, !isLoopback(host) {
                section.report(
                    "security",
                    "none would send alerts and passwords in plain text to \(host); write starttls or tls"
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
        Parser(wanted: "a host name with a dot, like collector.example.org, or an address like \"[192.0.2.7]\"") {
            text in
            SMTPGreeting.isValid(text) && (text.contains(".") || text.hasPrefix("[")) ? text : nil
        }
    }
}
