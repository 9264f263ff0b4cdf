package import Answering
import Curl
import EventTime
package import Listening
import Plans
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
        Parser(wanted: "{health: {address: 127.0.0.1:9464}}") { value in
            guard let section = value.section() else { return nil }
            let health = section.optional("health", .healthListener)
            let answers = section.optional("answers", .answerListener(secret))
            section.finish()
            if let health, health.address == answers?.address {
                section.report(
                    "answers",
                    "\(health.address) is where the health pages are; give the answers a port of their own"
                )
            }
            return ListenSettings(health: health?.address, healthHosts: health?.hosts ?? [], answers: answers)
        }
    }
}

extension Parser where T == ListenAddress {
    fileprivate static var listenAddress: Parser {
        Parser(wanted: "an IP address of this machine and a port, like 127.0.0.1:9464", parse: ListenAddress.init)
    }
}

/// Where the health pages are, and under which names.
private struct HealthListening {
    var address: ListenAddress
    var hosts: [String]
}

extension Parser where T == HealthListening {
    fileprivate static var healthListener: Parser {
        Parser(wanted: "{address: 127.0.0.1:9464}") { value in
            guard let section = value.section() else { return nil }
            let address = section.readAddress(exposing: "the pages name the sites without asking who reads them")
            let hosts = section.list("hosts", Parser<String>.host)
            section.finish()
            return address.map { HealthListening(address: $0, hosts: hosts) }
        }
    }
}

extension Section {
    /// An address of this machine alone, unless `expose: true` stands beside it; `exposing` says what others would get.
    fileprivate func readAddress(exposing risk: String) -> ListenAddress? {
        let address = required("address", Parser<ListenAddress>.listenAddress)
        let isExposed = optional("expose", .flag, default: false)
        if let address, !isLoopback(address.host), !isExposed {
            report(
                "address",
                "\(address.host) can be reached from other machines, and \(risk); write 127.0.0.1, or expose: true beside it"
            )
        }
        return address
    }
}

extension Parser where T == ListenSettings.Answers {
    fileprivate static func answerListener(_ secret: Parser<Secret>) -> Parser {
        Parser(wanted: "a section with address, url and key") { value in
            guard let section = value.section() else { return nil }
            let address = section.readAddress(
                exposing: "what it is sent is not encrypted without a proxy in front of it"
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
                    "is shorter than \(AnswerLinks.leastKey) bytes; take one that nobody can guess, such as openssl rand -hex 32 gives"
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
        Parser(wanted: "an address like https://noise.example.org") { value in
            guard let text = value.text(wanted: "an address like https://noise.example.org") else { return nil }
            do throws(HTTPAddressError) {
                let address = try HTTPAddress(text)
                guard !text.contains("?") else {
                    value.report("a ? does not belong into this address; write it up to the path")
                    return nil
                }
                guard address.isEncrypted || isLoopback(address.host) else {
                    value.report("http:// would send who answers what in plain text to \(address.host); write https://")
                    return nil
                }
                return text
            } catch {
                value.report("\(error)")
                return nil
            }
        }
    }
}
