import Foundation

/// A real mail server (python3-aiosmtpd) on a free loopback port, for one test.
package final class SMTPServer: Sendable {
    package enum Security: String, Sendable {
        case none, starttls, tls
    }

    /// How the server behaves; the defaults take every message.
    package struct Behaviour: Sendable {
        package var security = Security.none
        package var login: (username: String, password: String)?
        /// In place of the usual reply to AUTH.
        package var replyToAuth: String?
        /// In place of the usual reply to MAIL.
        package var replyToSender: String?
        /// By address; "*" for any other.
        package var replyToRecipient: [String: String] = [:]
        /// By address, for its first RCPT alone.
        package var replyOnceToRecipient: [String: String] = [:]
        /// 504 to RCPT after a greeting without a dot, as postfix's reject_non_fqdn_helo_hostname answers.
        package var isStrictAboutGreeting = false
        /// One for each message; the last serves all further ones.
        package var replyToData: [String] = []
        package var greetingDelay = 0.0
        package var dataDelay = 0.0
        package var quitDelay = 0.0
        package var closesAfterData = false
        /// Chosen by the system when 0.
        package var port: UInt16 = 0

        package init() {}
    }

    package let port: UInt16
    /// PEM file of the authority that signed the server's certificate; nil without TLS.
    package let authorityFile: String?
    private let process: ChildProcess
    private let directory: TemporaryDirectory
    private let kept: URL

    /// Whether this machine can run the server; always said to be so when `CI=true`, where its lack must fail the test.
    package static let isAvailable: Bool =
        ProcessInfo.processInfo.environment["CI"] == "true"
        || ((try? Python.run(["-c", "import aiosmtpd.smtp"])) != nil)

    package convenience init(_ change: (inout Behaviour) -> Void) throws {
        var behaviour = Behaviour()
        change(&behaviour)
        try self.init(behaviour)
    }

    package init(_ behaviour: Behaviour = Behaviour()) throws {
        directory = try TemporaryDirectory()
        kept = try directory.subdirectory("kept")
        var arguments = ["-B", Python.script("smtp_server.py"), "--directory", kept.path]
        arguments += ["--security", behaviour.security.rawValue]
        if behaviour.security == .none {
            authorityFile = nil
        } else {
            let certificates = try TestCertificates(in: directory)
            authorityFile = certificates.authority
            arguments += ["--certificate", certificates.serverCertificate, "--key", certificates.serverKey]
        }
        if let login = behaviour.login { arguments += ["--username", login.username, "--password", login.password] }
        if let reply = behaviour.replyToAuth { arguments += ["--reply-auth", reply] }
        if let reply = behaviour.replyToSender { arguments += ["--reply-mail", reply] }
        for (address, reply) in behaviour.replyToRecipient { arguments += ["--reply-rcpt", "\(address)=\(reply)"] }
        for (address, reply) in behaviour.replyOnceToRecipient {
            arguments += ["--reply-rcpt-once", "\(address)=\(reply)"]
        }
        if behaviour.isStrictAboutGreeting { arguments.append("--strict-helo") }
        for reply in behaviour.replyToData { arguments += ["--reply-data", reply] }
        arguments += ["--greeting-delay", "\(behaviour.greetingDelay)", "--data-delay", "\(behaviour.dataDelay)"]
        arguments += ["--quit-delay", "\(behaviour.quitDelay)"]
        arguments += ["--port", "\(behaviour.port)"]
        if behaviour.closesAfterData { arguments.append("--close-after-data") }
        let process = try ChildProcess(Python.executable, arguments, directory: directory.url)
        self.process = process
        port = try process.wait(for: "listen") {
            let words = process.output().split(whereSeparator: \.isWhitespace)
            return words.first == "LISTENING" && process.output().hasSuffix("\n")
                ? words.last.flatMap { UInt16($0) } : nil
        }
    }

    package func stop() {
        process.stop()
    }

    /// The messages that were taken so far, in order.
    package func messages() throws -> [ReceivedMail] {
        let files = try FileManager.default.contentsOfDirectory(atPath: kept.path).filter { $0.hasSuffix(".json") }
        return try files.sorted().map { name in
            try JSONDecoder().decode(
                ReceivedMail.self,
                from: Data(contentsOf: kept.appendingPathComponent(name))
            )
        }
    }

    /// How often a message's content was sent, taken or not.
    package var transactions: Int {
        let text = try? String(contentsOf: kept.appendingPathComponent("transactions"), encoding: .utf8)
        return text.flatMap { Int($0) } ?? 0
    }
}
