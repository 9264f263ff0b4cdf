import Curl
import Foundation
import Records
import TestSupport
import Testing

/// One transfer to a real server, each with its own security, login and faults.
@Suite(.enabled(if: SMTPServer.isAvailable, "python3-aiosmtpd is not installed"))
struct SMTPTransferTests {
    private static let password = "s3cret/With spaces"

    @Test("plain: the server's reply is told, the envelope and the message arrive")
    func plain() throws {
        let server = try SMTPServer { $0.replyToData = ["250 2.0.0 Ok: queued as 4F3A"] }
        let receipt = try send(to: server)
        #expect(receipt.code == 250)
        #expect(receipt.line == "250 2.0.0 Ok: queued as 4F3A")
        #expect(receipt.refused.isEmpty)
        let received = try #require(try server.messages().first)
        #expect(received.envelopeFrom == "quiet@example.org")
        #expect(received.envelopeTo == ["duty@example.org"])
        #expect(!received.encrypted && !received.authenticated)
    }

    @Test("a line that is a single dot reaches the reader as it is")
    func dots() throws {
        let server = try SMTPServer()
        var message = try sample()
        message.text = "before\n.\n..after"
        _ = try SMTPTransfer.send(message.rendered(), from: from, to: [to], through: endpoint(server))
        let received = try #require(try server.messages().first)
        #expect(received.mail.text("text/plain")?.contains("before\n.\n..after") == true)
    }

    @Test("STARTTLS and TLS with the right authority", arguments: [SMTPServer.Security.starttls, .tls])
    func encrypted(security: SMTPServer.Security) throws {
        let server = try SMTPServer { $0.security = security }
        let receipt = try send(to: server, security: security)
        #expect(receipt.code == 250)
        #expect(try server.messages().first?.encrypted == true)
    }

    @Test(
        "another authority's certificate is refused and nothing is sent",
        arguments: [SMTPServer.Security.starttls, .tls]
    )
    func wrongAuthority(security: SMTPServer.Security) throws {
        let server = try SMTPServer { $0.security = security }
        let directory = try TemporaryDirectory()
        let other = try TestCertificates(in: directory)
        let error = try failure { try send(to: server, security: security, authority: AuthorityID(other.authority)) }
        #expect(error.code == 60, "CURLE_PEER_FAILED_VERIFICATION: \(error)")
        #expect(error.isWorthRetry)
        #expect(server.transactions == 0)
    }

    @Test("required STARTTLS that the server does not offer is an error, not plain text")
    func missingSTARTTLS() throws {
        let server = try SMTPServer()
        let error = try failure { try send(to: server, security: .starttls) }
        #expect(error.code == 64, "CURLE_USE_SSL_FAILED: \(error)")
        #expect(server.transactions == 0)
    }

    @Test("the right password is taken, over TLS and STARTTLS", arguments: [SMTPServer.Security.starttls, .tls])
    func login(security: SMTPServer.Security) throws {
        let server = try SMTPServer {
            $0.security = security
            $0.login = ("duty", Self.password)
        }
        _ = try send(to: server, security: security, login: ("duty", Self.password))
        #expect(try server.messages().first?.authenticated == true)
    }

    @Test("a wrong password may be mended, and stands in no error")
    func wrongPassword() throws {
        let server = try SMTPServer {
            $0.security = .tls
            $0.login = ("duty", "another")
        }
        let error = try failure { try send(to: server, security: .tls, login: ("duty", Self.password)) }
        #expect(error.responseCode == 535)
        #expect(error.isWorthRetry)
        #expect(error.message.contains("535 5.7.8"))
        expectNoPassword(in: error)
    }

    @Test("a server that echoes the password does not bring it into the error")
    func echoedPassword() throws {
        let encoded = Data("\0duty\0\(Self.password)".utf8).base64EncodedString()
        let server = try SMTPServer {
            $0.security = .tls
            $0.login = ("duty", "another")
            $0.replyToAuth = "454 4.7.0 cannot check \(Self.password) (\(encoded)) now"
        }
        let error = try failure { try send(to: server, security: .tls, login: ("duty", Self.password)) }
        #expect(error.responseCode == 454)
        #expect(error.isWorthRetry)
        #expect(error.message.contains("cannot check <secret> (<secret>) now"))
        expectNoPassword(in: error)
    }

    struct Reply: CustomTestStringConvertible {
        let to: String
        let reply: String
        let isWorthRetry: Bool
        var testDescription: String { "\(to): \(reply)" }
    }

    @Test(
        "replies of 400 and more fail with the server's words",
        arguments: [
            Reply(to: "RCPT", reply: "450 4.2.1 mailbox busy", isWorthRetry: true),
            Reply(to: "RCPT", reply: "550 5.1.1 no such user", isWorthRetry: false),
            Reply(to: "DATA", reply: "451 4.3.0 try again later", isWorthRetry: true),
            Reply(to: "DATA", reply: "554 5.7.1 refused as spam", isWorthRetry: false),
        ]
    )
    func refusal(row: Reply) throws {
        let server = try SMTPServer {
            if row.to == "RCPT" { $0.replyToRecipient["*"] = row.reply } else { $0.replyToData = [row.reply] }
        }
        let error = try failure { try send(to: server) }
        #expect(error.responseCode == Int(row.reply.prefix(3)))
        #expect(error.message.contains(row.reply))
        #expect(error.isWorthRetry == row.isWorthRetry)
        #expect(try server.messages().isEmpty)
    }

    @Test("one refused recipient does not keep the others from the message, and is named")
    func partialRefusal() throws {
        let server = try SMTPServer { $0.replyToRecipient = ["gone@example.org": "550 5.1.1 gone"] }
        let gone = try MailAddress("gone@example.org")
        let receipt = try SMTPTransfer.send(
            sample().rendered(),
            from: from,
            to: [gone, to],
            through: endpoint(server)
        )
        #expect(receipt.refused.map(\.recipient) == [gone])
        #expect(receipt.refused.map(\.line) == ["550 5.1.1 gone"])
        #expect(try server.messages().first?.envelopeTo == ["duty@example.org"])
    }

    @Test("when all recipients are refused and one of them for now, it is worth another try")
    func mixedRefusal() throws {
        let server = try SMTPServer {
            $0.replyToRecipient = ["duty@example.org": "450 4.7.1 greylisted", "gone@example.org": "550 5.1.1 gone"]
        }
        let error = try failure {
            try SMTPTransfer.send(
                sample().rendered(),
                from: from,
                to: [to, MailAddress("gone@example.org")],
                through: endpoint(server)
            )
        }
        #expect(error.isWorthRetry)
        #expect(error.message.contains("duty@example.org: 450 4.7.1 greylisted"))
        #expect(error.message.contains("gone@example.org: 550 5.1.1 gone"))
    }

    @Test(
        "the name in EHLO is the one that is given",
        arguments: ["collector.bureau.example", "[192.0.2.7]", "[IPv6:2001:db8::1]"]
    )
    func greeting(name: String) throws {
        let server = try SMTPServer()
        var endpoint = endpoint(server)
        endpoint.greeting = name
        _ = try SMTPTransfer.send(sample().rendered(), from: from, to: [to], through: endpoint)
        #expect(try server.messages().first?.helo == name)
        endpoint.greeting = "a b"
        let error = try failure { try SMTPTransfer.send([], from: from, to: [to], through: endpoint) }
        #expect(!error.isWorthRetry)
    }

    @Test("a greeting that the server refuses at RCPT is our fault: worth another try, and told as what it is")
    func strictAboutGreeting() throws {
        let server = try SMTPServer { $0.isStrictAboutGreeting = true }
        var endpoint = endpoint(server)
        endpoint.greeting = "vm"
        let error = try failure { try SMTPTransfer.send(sample().rendered(), from: from, to: [to], through: endpoint) }
        #expect(error.isWorthRetry && error.isAboutGreeting)
        #expect(error.message.contains("504 5.5.2 <vm>"))
        endpoint.greeting = "vm.bureau.example"
        #expect(try SMTPTransfer.send(sample().rendered(), from: from, to: [to], through: endpoint).code == 250)
    }

    @Test("refusals for now and for good are told apart, recipient by recipient")
    func eachRecipient() throws {
        let server = try SMTPServer {
            $0.replyOnceToRecipient = ["later@example.org": "451 4.7.1 Greylisted"]
            $0.replyToRecipient = ["gone@example.org": "550 5.1.1 gone"]
        }
        let all = try [to, MailAddress("later@example.org"), MailAddress("gone@example.org")]
        let receipt = try SMTPTransfer.send(sample().rendered(), from: from, to: all, through: endpoint(server))
        #expect(try receipt.accepted == [to])
        #expect(receipt.refused.map(\.isFinal) == [false, true])
        let error = try failure {
            try SMTPTransfer.send(sample().rendered(), from: from, to: [all[2]], through: endpoint(server))
        }
        #expect(error.refused.map(\.recipient) == [all[2]] && error.refused.map(\.isFinal) == [true])
        #expect(!error.isWorthRetry)
    }

    @Test("a server that is down is worth another try")
    func down() throws {
        let server = try SMTPServer()
        server.stop()
        let error = try failure { try send(to: server) }
        #expect(error.code == 7, "CURLE_COULDNT_CONNECT: \(error)")
        #expect(error.isWorthRetry)
        #expect(error.responseCode == 0)
    }

    @Test("a connection that breaks after the message is worth another try")
    func closesAfterData() throws {
        let server = try SMTPServer { $0.closesAfterData = true }
        let error = try failure { try send(to: server) }
        #expect(error.isWorthRetry)
        #expect(server.transactions == 1)
    }

    @Test(
        "silence ends at the limit: of the connection's greeting, of the reply to the message",
        arguments: [true, false]
    )
    func timeouts(atGreeting: Bool) throws {
        let server = try SMTPServer {
            if atGreeting { $0.greetingDelay = 60 } else { $0.dataDelay = 60 }
        }
        var endpoint = endpoint(server)
        endpoint.connectTimeout = .milliseconds(300)
        endpoint.timeout = .milliseconds(800)
        let error = try failure {
            try SMTPTransfer.send(sample().rendered(), from: from, to: [to], through: endpoint)
        }
        #expect(error.code == 28, "CURLE_OPERATION_TIMEDOUT: \(error)")
        #expect(error.isWorthRetry)
    }

    @Test("a server that is slow to say goodbye does not hold the receipt back", .timeLimit(.minutes(1)))
    func slowFarewell() throws {
        let server = try SMTPServer { $0.quitDelay = 300 }
        #expect(try send(to: server).line == "250 2.0.0 kept")
    }

    @Test("a host that is none, and no recipients, are errors before any connection")
    func badRequests() throws {
        let bad = SMTPEndpoint(host: "mail.example.org/\r\nRCPT", port: 25, security: .none)
        let hostError = try failure { try SMTPTransfer.send([], from: from, to: [to], through: bad) }
        #expect(!hostError.isWorthRetry)
        #expect(hostError.message.contains("neither a host name nor an IP address"))
        let good = SMTPEndpoint(host: "127.0.0.1", port: 1, security: .none)
        let emptyError = try failure { try SMTPTransfer.send([], from: from, to: [], through: good) }
        #expect(!emptyError.isWorthRetry)
    }

    @Test("many threads at a time")
    func threads() throws {
        let server = try SMTPServer()
        let message = try sample().rendered()
        let from = try from
        let to = try to
        let endpoint = endpoint(server)
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            _ = try? SMTPTransfer.send(message, from: from, to: [to], through: endpoint)
        }
        #expect(try server.messages().count == 16)
    }

    private var from: MailAddress { get throws { try MailAddress("quiet@example.org") } }
    private var to: MailAddress { get throws { try MailAddress("duty@example.org") } }

    private func sample() throws -> MIMEMessage {
        MIMEMessage(
            id: try #require(MIMEMessage.ID(local: "1", domain: from)),
            date: "Sun, 07 Jun 2026 09:03:12 +0800",
            from: Mailbox(address: try from),
            to: [Mailbox(address: try to)],
            subject: "a test",
            text: "text",
            html: "<p>text</p>"
        )
    }

    private func endpoint(_ server: SMTPServer, _ security: SMTPServer.Security = .none) -> SMTPEndpoint {
        let ways: [SMTPServer.Security: SMTPEndpoint.Security] = [.starttls: .startTLS, .tls: .tls]
        return SMTPEndpoint(
            host: "127.0.0.1",
            port: server.port,
            security: ways[security] ?? .none,
            authorityFile: server.authorityFile
        )
    }

    private func send(
        to server: SMTPServer,
        security: SMTPServer.Security = .none,
        authority: AuthorityID? = nil,
        login: (username: String, password: String)? = nil
    ) throws -> SMTPReceipt {
        var endpoint = endpoint(server, security)
        if let authority { endpoint.authorityFile = authority.text }
        return try SMTPTransfer.send(sample().rendered(), from: from, to: [to], through: endpoint, login: login)
    }

    private func failure(_ body: () throws -> SMTPReceipt) throws -> CurlError {
        try #require(#expect(throws: CurlError.self) { _ = try body() })
    }

    private func expectNoPassword(in error: CurlError) {
        let encoded = Data(Self.password.utf8).base64EncodedString()
        for text in [
            "\(error)", String(reflecting: error), String(describing: Mirror(reflecting: error).children.map { $0 }),
        ] {
            #expect(!text.contains(Self.password) && !text.contains(encoded))
        }
    }
}
