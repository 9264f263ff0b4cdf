import Curl
import EventTime
import Settings

extension Parser where T == WebhookSettings {
    /// Those without a problem, and the names of all; `mailSender` sends CAP documents where they name no sender of
    /// their own.
    static func webhooks(
        _ secret: Parser<Secret>,
        _ mailSender: String?
    ) -> Parser<(settings: [WebhookSettings], names: Set<String>)> {
        let one = Parser<(Located<String>?, WebhookSettings?)>(
            expected: Wording("a section with name, kind and url", zh: "含有 name、kind 和 url 的一节")
        ) { value in
            guard let section = value.section() else { return nil }
            return section.readWebhook(secret, mailSender: mailSender)
        }
        return one.list.map { read in
            var names: Set<String> = []
            for name in read.compactMap(\.0) where !names.insert(name.value).inserted {
                name.report(
                    Wording("there is a webhook of this name already; give each its own", zh: "已有同名的 webhook；请使用不同的名称")
                )
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
                report(
                    "secret",
                    Wording(
                        "robots of WeCom have none, their key stands in the url; take it out",
                        zh: "企业微信机器人没有该项，密钥在 url 中；请删去"
                    )
                )
            }
            if kind != .wecom, kind != .dingtalk, has("mention") {
                report(
                    "mention",
                    Wording(
                        "only the robots of wecom and dingtalk mention by telephone; take it out",
                        zh: "只有 wecom 和 dingtalk 机器人按手机号提醒；请删去"
                    )
                )
            }
            if kind != .cap, has("sender") {
                report("sender", Wording("only kind cap has a sender; take it out", zh: "只有 kind: cap 有 sender；请删去"))
            }
        }
        if let address, !address.isEncrypted, !isLoopback(address.host) {
            report(
                "url",
                Wording(
                    "http:// would send alerts in plain text to \(address.host); write https://",
                    zh: "http:// 会把告警以明文发送到 \(address.host)；请填写 https://"
                )
            )
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

extension Parser where T == HTTPAddress {
    /// By reference, because robots have their key in it; no problem quotes it.
    fileprivate static func address(_ secret: Parser<Secret>) -> Parser {
        Parser(
            expected: Wording("{env: NAME} or {file: PATH} that holds an address", zh: "{env: 变量名} 或 {file: 路径}，其内容为地址")
        ) { value in
            guard let text = secret.read(value) else { return nil }
            do throws(HTTPAddressError) {
                return try HTTPAddress(text.reveal())
            } catch {
                value.report(Wording("what it refers to is no web address: \(error)", zh: "所指内容不是网址：\(error.chinese)"))
                return nil
            }
        }
    }
}
