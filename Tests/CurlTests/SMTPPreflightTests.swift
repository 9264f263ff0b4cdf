import Curl
import Foundation
import Records
import TestSupport
import Testing

/// Asking a real server whether it would take a message.
@Suite("A mail server is asked and gets no message", .enabled(if: SMTPServer.isAvailable, "no python3-aiosmtpd"))
struct SMTPPreflightTests {
    private static let password = "s3cret/With spaces"

    @Test("a server that takes everything refuses nobody", arguments: [SMTPServer.Security.none, .starttls, .tls])
    func willing(security: SMTPServer.Security) throws {
        let server = try SMTPServer {
            $0.security = security
            if security == .starttls { $0.login = ("collector", Self.password) }
        }
        let login = security == .starttls ? ("collector", Self.password) : nil
        #expect(try ask(server, security, login: login).isEmpty)
        #expect(server.transactions == 0)
        #expect(try server.messages().isEmpty)
    }

    @Test("each refused recipient is named with the server's words, and the others are asked all the same")
    func recipients() throws {
        let server = try SMTPServer {
            $0.replyToRecipient = ["a@example.org": "550 5.1.1 no such user", "c@example.org": "450 4.2.1 later"]
        }
        let refused = try ask(server, to: ["a@example.org", "b@example.org", "c@example.org"])
        #expect(refused.map(\.recipient.description) == ["a@example.org", "c@example.org"])
        #expect(refused.map(\.line) == ["550 5.1.1 no such user", "450 4.2.1 later"])
    }

    @Test("a refused sender is an error that says so")
    func sender() throws {
        let server = try SMTPServer { $0.replyToSender = "553 5.7.1 not you" }
        let error = try failure { try ask(server) }
        #expect(error.message == "the server refused MAIL: 553 5.7.1 not you")
        #expect(error.responseCode == 553)
    }

    @Test("a wrong password is an error without the password")
    func login() throws {
        let server = try SMTPServer {
            $0.security = .starttls
            $0.login = ("collector", "right")
        }
        let error = try failure { try ask(server, .starttls, login: ("collector", Self.password)) }
        #expect(error.message.contains("AUTH") && error.responseCode == 535, "\(error)")
        let encoded = Data(Self.password.utf8).base64EncodedString()
        #expect(!"\(error)".contains(Self.password) && !"\(error)".contains(encoded))
    }

    @Test("a certificate of another authority ends it before the login")
    func authority() throws {
        let server = try SMTPServer { $0.security = .tls }
        let directory = try TemporaryDirectory()
        let other = try TestCertificates(in: directory)
        let error = try failure { try ask(server, .tls, authority: AuthorityID(other.authority)) }
        #expect(error.message.contains("certificate problem"), "\(error)")
    }

    @Test("a server that says nothing is given up when the time is over")
    func silence() throws {
        let server = try SMTPServer { $0.greetingDelay = 30 }
        let error = try failure { try ask(server, timeout: .milliseconds(500)) }
        #expect(error.code == 28, "CURLE_OPERATION_TIMEDOUT: \(error)")
    }

    private func ask(
        _ server: SMTPServer,
        _ security: SMTPServer.Security = .none,
        to recipients: [String] = ["duty@example.org"],
        login: (username: String, password: String)? = nil,
        authority: AuthorityID? = nil,
        timeout: Duration = .seconds(20)
    ) throws -> [SMTPReceipt.Refusal] {
        let ways: [SMTPServer.Security: SMTPEndpoint.Security] = [.starttls: .startTLS, .tls: .tls]
        let endpoint = SMTPEndpoint(
            host: "127.0.0.1",
            port: server.port,
            security: ways[security] ?? .none,
            authorityFile: authority?.text ?? server.authorityFile,
            timeout: timeout
        )
        return try SMTPPreflight.refusals(
            from: MailAddress("quiet@example.org"),
            to: recipients.map { try MailAddress($0) },
            through: endpoint,
            login: login
        )
    }

    private func failure(_ body: () throws -> [SMTPReceipt.Refusal]) throws -> CurlError {
        try #require(#expect(throws: CurlError.self) { _ = try body() })
    }
}
