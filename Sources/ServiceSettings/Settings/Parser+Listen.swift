package import Answering
import Curl
import EventTime
package import Listening
import Settings

/// Where the service listens; nowhere unless it is written.
package struct ListenSettings: Equatable, Sendable {
    /// The health pages.
    package var health: ListenAddress?
    /// Names by which they are asked for, beside `localhost` and IP addresses.
    package var healthHosts: [String]
    /// The page for answers.
    package var answers: Answers?

    package struct Answers: Equatable, Sendable {
        package var address: ListenAddress
        /// As for the health pages; the one in the links' address is among them.
        package var hosts: [String]
        package var links: AnswerLinks
    }

    package init(health: ListenAddress? = nil, healthHosts: [String] = [], answers: Answers? = nil) {
        self.health = health
        self.healthHosts = healthHosts
        self.answers = answers
    }
}

extension Parser where T == ListenSettings {
    static func listen(_ secret: Parser<Secret>) -> Parser {
        Parser(expected: Wording("{health: {address: 127.0.0.1:9464}}", zh: "{health: {address: 127.0.0.1:9464}}")) {
            value in
            guard let section = value.section() else { return nil }
            let health = section.optional("health", .healthListener)
            let answers = section.optional("answers", .answerListener(secret))
            section.finish()
            if let health, health.address == answers?.address {
                section.report(
                    "answers",
                    Wording(
                        "\(health.address) is where the health pages are; give the answers a port of their own",
                        zh: "\(health.address) 已用于状态页面；请为响应页面另设端口"
                    )
                )
            }
            return ListenSettings(health: health?.address, healthHosts: health?.hosts ?? [], answers: answers)
        }
    }
}

extension Parser where T == ListenAddress {
    fileprivate static var listenAddress: Parser {
        Parser(
            expected: Wording(
                "an IP address of this machine and a port, like 127.0.0.1:9464",
                zh: "本机 IP 地址和端口，例如 127.0.0.1:9464"
            ),
            parse: ListenAddress.init
        )
    }
}

/// Where the health pages are, and under which names.
private struct HealthListening {
    var address: ListenAddress
    var hosts: [String]
}

extension Parser where T == HealthListening {
    fileprivate static var healthListener: Parser {
        Parser(expected: Wording("{address: 127.0.0.1:9464}", zh: "{address: 127.0.0.1:9464}")) { value in
            guard let section = value.section() else { return nil }
            let address = section.readAddress(
                exposing: Wording("the pages name the sites without asking who reads them", zh: "页面会向任何访问者显示考点")
            )
            let hosts = section.list("hosts", Parser<String>.host)
            section.finish()
            return address.map { HealthListening(address: $0, hosts: hosts) }
        }
    }
}

extension Section {
    /// An address of this machine alone, unless `expose: true` stands beside it; `exposing` says what others would get.
    fileprivate func readAddress(exposing risk: Wording) -> ListenAddress? {
        let address = required("address", Parser<ListenAddress>.listenAddress)
        let isExposed = optional("expose", .flag, default: false)
        if let address, !isLoopback(address.host), !isExposed {
            report(
                "address",
                Wording(
                    "\(address.host) can be reached from other machines, and \(risk.en); write 127.0.0.1, or expose: true beside it",
                    zh: "\(address.host) 可从其他机器访问，\(risk.zh)；请填写 127.0.0.1，或另加 expose: true"
                )
            )
        }
        return address
    }
}

extension Parser where T == ListenSettings.Answers {
    fileprivate static func answerListener(_ secret: Parser<Secret>) -> Parser {
        Parser(expected: Wording("a section with address, url and key", zh: "含有 address、url 和 key 的一节")) { value in
            guard let section = value.section() else { return nil }
            let address = section.readAddress(
                exposing: Wording(
                    "what it is sent is not encrypted without a proxy in front of it",
                    zh: "前面没有代理时，提交的内容不加密"
                )
            )
            let url = section.required("url", .publicAddress)
            let key = section.required("key", secret)
            let hosts = section.list("hosts", Parser<String>.host)
            let validity = section.optional(
                "validity",
                .span(from: .minutes(1), to: .hours(24 * 30)),
                default: .hours(24)
            )
            section.finish()
            if let key, key.reveal().utf8.count < AnswerLinks.leastKey {
                section.report(
                    "key",
                    Wording(
                        "is shorter than \(AnswerLinks.leastKey) bytes; take one that nobody can guess, such as openssl rand -hex 32 gives",
                        zh: "短于 \(AnswerLinks.leastKey) 字节；请使用无法猜到的密钥，例如 openssl rand -hex 32 的输出"
                    )
                )
                return nil
            }
            guard let address, let url, let key else { return nil }
            let own = (try? HTTPAddress(url)).map { [$0.host] } ?? []
            return ListenSettings.Answers(
                address: address,
                hosts: own + hosts,
                links: AnswerLinks(key: key, url: url, validity: validity)
            )
        }
    }
}

extension Parser where T == String {
    /// Where people reach a listener of ours: encrypted, unless that is on their own machine.
    fileprivate static var publicAddress: Parser {
        Parser(expected: Wording("an address like https://noise.example.org", zh: "形如 https://noise.example.org 的地址")) {
            value in
            guard
                let text = value.text(
                    expected: Wording(
                        "an address like https://noise.example.org",
                        zh: "形如 https://noise.example.org 的地址"
                    )
                )
            else { return nil }
            do throws(HTTPAddressError) {
                let address = try HTTPAddress(text)
                guard !text.contains("?") else {
                    value.report(
                        Wording(
                            "a ? does not belong into this address; write it up to the path",
                            zh: "该地址中不应有 ?；请只写到路径为止"
                        )
                    )
                    return nil
                }
                guard address.isEncrypted || isLoopback(address.host) else {
                    value.report(
                        Wording(
                            "http:// would send who answers what in plain text to \(address.host); write https://",
                            zh: "http:// 会把响应人和响应内容以明文发送到 \(address.host)；请填写 https://"
                        )
                    )
                    return nil
                }
                return text
            } catch {
                value.report(Wording("\(error)", zh: error.chinese))
                return nil
            }
        }
    }
}
