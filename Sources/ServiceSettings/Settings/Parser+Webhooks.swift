import Curl
import EventTime
import Notifications
import Plans
import Settings

extension Parser where T == WebhookSettings {
    /// Those without a problem, and the names of all; `mailSender` sends CAP documents where they name no sender of
    /// their own.
    static func webhooks(
        _ secret: Parser<Secret>,
        _ mailSender: String?
    ) -> Parser<(settings: [WebhookSettings], names: Set<String>)> {
        let one = Parser<(Located<String>?, WebhookSettings?)>(wanted: "a section with name, kind and url") { value in
            guard let section = value.section() else { return nil }
            return section.readWebhook(secret, mailSender: mailSender)
        }
        return one.list.map { read in
            var names: Set<String> = []
            for name in read.compactMap(\.0) where !names.insert(name.value).inserted {
                name.report("there is a webhook of this name already; give each its own")
            }
            return (read.compactMap(\.1), names)
        }
    }
}

extension Section {
    fileprivate func readWebhook(
        _ secret: Parser<Secret>,
        mailSender: String?
    ) -> (Located<String>?, WebhookSettings?) {
        let name = required("name", Parser<String>.id.located)
        let kind = required("kind", Parser<WebhookSettings.Kind>.choice("kind of webhook"))
        let address = required("url", .address(secret))
        let key = optional("secret", secret)
        let timeout = optional("timeout", .span(from: .seconds(1), to: .minutes(1)), default: .seconds(10))
        let authority = optional("ca", .existingFile)
        let proxy = optional("proxy", .address(secret))
        let mention = optional("mention", .flag, default: false)
        let sender = optional("sender", .capSender)
        finish()

        if let kind {
            if kind == .wecom, has("secret") {
                report("secret", "robots of WeCom have none, their key stands in the url; take it out")
            }
            if kind != .wecom, kind != .dingtalk, has("mention") {
                report("mention", "only the robots of wecom and dingtalk mention by telephone; take it out")
            }
            if kind != .cap, has("sender") { report("sender", "only kind cap has a sender; take it out") }
        }
        if let address, !address.isEncrypted, !isLoopback(address.host) {
            report("url", "http:// would send alerts in plain text to \(address.host); write https://")
        }
        guard let name, let kind, let address else { return (name, nil) }
        let settings = WebhookSettings(
            name: name.value,
            kind: kind,
            address: address,
            secret: key,
            timeout: timeout,
            authorityFile: authority,
            proxy: proxy,
            mention: mention,
            sender: sender ?? mailSender ?? CAPSettings.usualSender
        )
        return (name, settings)
    }
}

extension Parser where T == String {
    /// CAP 1.2 clause 3.2.1.
    static var capSender: Parser {
        Parser(wanted: "a name like quiethours@example.org, without spaces, commas, < and &") { text in
            !text.isEmpty && text.utf8.count <= 254 && !text.contains { " ,<&".contains($0) || $0.isNewline }
                ? text : nil
        }
    }
}

extension Parser where T == HTTPAddress {
    /// By reference, because robots have their key in it; no problem quotes it.
    fileprivate static func address(_ secret: Parser<Secret>) -> Parser {
        Parser(wanted: "{env: NAME} or {file: PATH} that holds an address") { value in
            guard let text = secret.read(value) else { return nil }
            do throws(HTTPAddressError) {
                return try HTTPAddress(text.reveal())
            } catch {
                value.report("what it refers to is no web address: \(error)")
                return nil
            }
        }
    }
}
