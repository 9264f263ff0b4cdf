import EventTime
import Foundation
import Notifications
import Records
import Running
import Settings
import TestSupport
import Testing

/// Alerts on their way through a real mail server.
@Suite(.enabled(if: SMTPServer.isAvailable, "python3-aiosmtpd is not installed"), .timeLimit(.minutes(1)))
struct MailDeliveryTests {
    private static let password = "pa55 of/the duty"
    private let log = RecordedLog()

    @Test("the officer's mail: subject, both forms, and headers that recognise a repeat")
    func message() async throws {
        let server = try SMTPServer()
        let outbox = MemoryOutbox([try violation()])
        try await deliver(outbox, server) { outbox.states == [.delivered] }
        let received = try #require(try server.messages().first)
        #expect(received.envelopeFrom == "quiet@hours.example" && received.envelopeTo == ["duty@example.org"])
        let mail = received.mail
        #expect(mail.headers["subject"]?.hasPrefix("【疑似施工噪声】第一中学 78.4 dB(A) 超限 8.4 dB") == true)
        #expect(mail.headers["message-id"] == "<20260607-7K3M9Q2A.1.bureau.mail@hours.example>")
        #expect(mail.headers["x-quiet-hours-alert"] == "20260607-7K3M9Q2A.1.bureau.mail")
        #expect(mail.headers["auto-submitted"] == "auto-generated")
        #expect(mail.headers["date"] == "Sun, 07 Jun 2026 01:03:12 +0000")
        #expect(mail.to.map(\.name) == ["某某区生态环境局"])
        #expect(mail.text("text/plain")?.contains("编号：20260607-7K3M9Q2A") == true)
        #expect(mail.text("text/html")?.contains("78.4 dB(A)") == true)
        #expect(mail.defects == [])
    }

    @Test("a server that says 451 twice takes the third attempt; the server's words are the receipt")
    func retried() async throws {
        let server = try SMTPServer {
            $0.replyToData = ["451 4.3.0 later", "451 4.3.0 later", "250 2.0.0 queued as 7"]
        }
        let outbox = MemoryOutbox([Sample.alert()])
        try await deliver(outbox, server) { outbox.states == [.delivered] }
        #expect(outbox.deliveries.map(\.outcome) == [.deferred, .deferred, .accepted])
        #expect(outbox.deliveries.first?.detail == "the server refused DATA: 451 4.3.0 later")
        #expect(outbox.deliveries.last?.detail == "250 2.0.0 queued as 7")
        #expect(try server.messages().count == 1)
        #expect(log.lines(containing: "alert deferred").count == 1)
    }

    @Test("a server that is down is tried again; a refused recipient is not")
    func downAndRefused() async throws {
        let down = try SMTPServer()
        down.stop()
        let outbox = MemoryOutbox([Sample.alert()])
        try await deliver(outbox, down) { outbox.deliveries.count >= 3 }
        #expect(outbox.states == [.pending])
        let refusing = try SMTPServer { $0.replyToRecipient["*"] = "550 5.1.1 no such user" }
        let second = MemoryOutbox([Sample.alert()])
        try await deliver(second, refusing) { second.states == [.failed] }
        #expect(second.deliveries.map(\.detail) == ["the server refused duty@example.org: 550 5.1.1 no such user"])
    }

    @Test("of several addresses the good ones are told and the bad ones named")
    func partial() async throws {
        let server = try SMTPServer { $0.replyToRecipient = ["gone@example.org": "550 5.1.1 gone"] }
        var office = Sample.bureau
        office.mail = ["duty@example.org", "gone@example.org", "not an address"]
        let outbox = MemoryOutbox([Sample.alert()])
        try await deliver(outbox, server, to: office) { outbox.states == [.delivered] }
        let detail = try #require(outbox.deliveries.first?.detail)
        #expect(detail.contains("gone@example.org refused: 550 5.1.1 gone"))
        #expect(detail.contains("\"not an address\" is not a mail address"))
        #expect(try server.messages().first?.envelopeTo == ["duty@example.org"])
    }

    @Test("greylisting of one address: it alone gets a second attempt, and the alert is delivered when it has it")
    func greylisted() async throws {
        let server = try SMTPServer {
            $0.replyOnceToRecipient = ["two@example.org": "451 4.7.1 Greylisted, try again in 5 seconds"]
            $0.replyToRecipient = ["gone@example.org": "550 5.1.1 no such user"]
        }
        var office = Sample.bureau
        office.mail = ["one@example.org", "two@example.org", "gone@example.org"]
        let outbox = MemoryOutbox([Sample.alert()])
        try await deliver(outbox, server, to: office) { outbox.states == [.delivered] }
        #expect(try server.messages().map(\.envelopeTo) == [["one@example.org"], ["two@example.org"]])
        #expect(outbox.deliveries.map(\.outcome) == [.partial, .accepted])
        let first = try #require(outbox.deliveries.first?.detail)
        #expect(first.contains("for one@example.org; two@example.org refused for now: 451 4.7.1 Greylisted"))
        #expect(first.contains("gone@example.org refused: 550 5.1.1 no such user"))
        #expect(outbox.deliveries.last?.detail == "250 2.0.0 kept for two@example.org")
        let ids = try server.messages().map { $0.mail.headers["message-id"] }
        #expect(ids.first == ids.last, "a repeat must be recognisable")
    }

    @Test("one address refuses for good in the end: delivered to the others, and the receipt says so")
    func refusedInTheEnd() async throws {
        let server = try SMTPServer {
            $0.replyOnceToRecipient = ["two@example.org": "450 4.2.1 busy"]
            $0.replyToRecipient = ["two@example.org": "550 5.1.1 gone"]
        }
        var office = Sample.bureau
        office.mail = ["one@example.org", "two@example.org"]
        let outbox = MemoryOutbox([Sample.alert()])
        try await deliver(outbox, server, to: office) { outbox.states == [.delivered] }
        #expect(try server.messages().map(\.envelopeTo) == [["one@example.org"]])
        #expect(outbox.deliveries.map(\.outcome) == [.partial, .accepted])
        #expect(outbox.deliveries.last?.detail.contains("two@example.org: 550 5.1.1 gone") == true)
    }

    @Test("a name in EHLO that the server does not take is no refusal of the alert; the usual name is taken")
    func greeting() async throws {
        let server = try SMTPServer { $0.isStrictAboutGreeting = true }
        let refused = MemoryOutbox([Sample.alert()])
        try await deliver(refused, server, ehlo: "vm") { refused.deliveries.count >= 2 }
        #expect(refused.states == [.pending] && refused.deliveries.first?.outcome == .deferred)
        #expect(refused.deliveries.first?.detail.contains("504 5.5.2 <vm>") == true)
        let outbox = MemoryOutbox([Sample.alert()])
        try await deliver(outbox, server) { outbox.states == [.delivered] }
        #expect(try server.messages().map(\.helo) == ["hours.example"])
    }

    @Test("an office without any usable address is a refusal, not a crash")
    func noAddress() async throws {
        let server = try SMTPServer()
        var office = Sample.bureau
        office.mail = ["duty@example.org\r\nBcc: thief@example.org"]
        let outbox = MemoryOutbox([Sample.alert()])
        try await deliver(outbox, server, to: office) { outbox.states == [.failed] }
        #expect(server.transactions == 0)
    }

    struct Login: CustomTestStringConvertible {
        let serverPassword: String
        let reply: String?
        let ends: Alert.State
        var testDescription: String { reply ?? "\(ends)" }
    }

    @Test(
        "the password stands in no receipt and no log line, whether it is right, wrong or echoed",
        arguments: [
            Login(serverPassword: password, reply: nil, ends: .delivered),
            Login(serverPassword: "another", reply: nil, ends: .pending),
            Login(serverPassword: "another", reply: "535 5.7.8 not \(password)", ends: .pending),
        ]
    )
    func secrets(row: Login) async throws {
        let server = try SMTPServer {
            $0.security = .tls
            $0.login = ("duty", row.serverPassword)
            $0.replyToAuth = row.reply
        }
        let outbox = MemoryOutbox([Sample.alert()])
        try await deliver(outbox, server) { !outbox.deliveries.isEmpty && outbox.states == [row.ends] }
        let plain = Data("\0duty\0\(Self.password)".utf8).base64EncodedString()
        let told = log.lines + outbox.deliveries.map { "\($0)" } + ["\(settings(server))"]
        #expect(!log.lines.isEmpty)
        for text in told {
            #expect(!text.contains(Self.password))
            #expect(!text.contains(plain) && !text.contains(Data(Self.password.utf8).base64EncodedString()))
        }
    }

    private func violation() throws -> Alert {
        var alert = Sample.alert()
        alert.subject = .violation(try Sample.violation())
        return alert
    }

    private func settings(_ server: SMTPServer) -> MailSettings {
        let isEncrypted = server.authorityFile != nil
        return MailSettings(
            host: "127.0.0.1",
            port: Int(server.port),
            security: isEncrypted ? .tls : .none,
            authorityFile: server.authorityFile,
            username: isEncrypted ? "duty" : nil,
            password: isEncrypted ? Secret(Self.password) : nil,
            from: "quiet@hours.example",
            timeout: .seconds(10)
        )
    }

    /// Runs the service with retries after 20 ms, at the sample's time of day.
    private func deliver(
        _ outbox: MemoryOutbox,
        _ server: SMTPServer,
        to office: Authority = Sample.bureau,
        ehlo: String? = nil,
        until condition: () -> Bool
    ) async throws {
        let begin = TimeSource.system.now()
        var settings = settings(server)
        settings.ehlo = ehlo
        let service = DeliveryService(
            outbox: outbox,
            content: MessageContent(plan: Sample.plan([office])),
            channels: [try MailChannel(settings) { outbox.addressOutcomes(of: $0) }],
            policy: DeliveryPolicy(retry: RetryPolicy(first: .milliseconds(20), longest: .milliseconds(100))),
            wake: WakeSignal(),
            time: TimeSource(now: { Sample.start + (TimeSource.system.now() - begin) }),
            logger: log.logger
        )
        let run = Task { try await service.run() }
        defer { run.cancel() }
        try await eventually { condition() }
        run.cancel()
        try await run.value
    }
}
