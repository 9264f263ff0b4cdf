import Foundation
import GRDB
import TestSupport
import Testing

@Suite(
    "A mail server that fails (mqttwarn never retries)",
    .disabled(if: MosquittoServer.isMissing || !SMTPServer.isAvailable, "needs mosquitto and python3-aiosmtpd")
)
struct MailFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        var isDown = false
        let change: @Sendable (inout SMTPServer.Behaviour) -> Void
        var testDescription: String { name }
    }

    private static let passing = [
        Fault(name: "down", isDown: true) { _ in },
        Fault(name: "slow to greet") { $0.greetingDelay = 5 },
        Fault(name: "slow to take the message") { $0.dataDelay = 5 },
        Fault(name: "451 to DATA") { $0.replyToData = ["451 4.3.0 later"] },
        Fault(name: "450 to the recipient") { $0.replyToRecipient["*"] = "450 4.2.1 busy" },
        Fault(name: "closes after DATA") { $0.closesAfterData = true },
    ]

    private func reporters(_ port: UInt16) -> String {
        """
        {log: false, mail: {host: 127.0.0.1, port: \(port), security: none, from: quiethours@school.example, \
        timeout: 2s}, retry: {first: 200ms, longest: 1s}}
        """
    }

    private func ids(_ server: SMTPServer) throws -> [String] {
        try server.messages().compactMap { $0.mail.headers["x-quiet-hours-alert"] }
    }

    @Test("every alert arrives when the server is well again, also after a restart in between", arguments: passing)
    func passes(fault: Fault) throws {
        let failing = try SMTPServer(fault.change)
        if fault.isDown { failing.stop() }
        let run = try FaultRun(sites: 5, seconds: 12, reporters: reporters(failing.port))
        while run.fleet.progress < 0.6 { Thread.sleep(forTimeInterval: 0.05) }
        #expect(run.service?.isRunning == true)
        #expect(try failing.messages().isEmpty || fault.name.contains("slow to take"))
        run.kill()
        failing.stop()
        let well = try SMTPServer { $0.port = failing.port }
        try run.start()
        try run.verify()
        // Several may have left as one message; each names the one that carried it.
        let (alerts, told, messages) = try run.installation.connect().read { db in
            (
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM alert") ?? 0,
                try Int.fetchOne(db, sql: "SELECT COUNT(DISTINCT alert) FROM delivery WHERE outcome = 'accepted'") ?? 0,
                try String.fetchSet(db, sql: "SELECT message FROM delivery WHERE outcome = 'accepted'")
            )
        }
        #expect(alerts > 0 && told == alerts)
        #expect(messages.isSubset(of: Set(try ids(well)).union(try ids(failing))))
        #expect(try ids(well).count == Set(try ids(well)).count)
    }

    @Test("what is refused for good is recorded as refused, and everything else stands")
    func refused() throws {
        let server = try SMTPServer { $0.replyToRecipient["*"] = "550 5.1.1 no such user" }
        let run = try FaultRun(sites: 5, seconds: 8, reporters: reporters(server.port))
        try run.verify(delivers: false)
        let rows = try run.installation.connect().read { db in
            try Row.fetchAll(
                db,
                sql:
                    "SELECT state, (SELECT COUNT(*) FROM delivery WHERE alert = alert.id AND outcome = 'refused') AS n "
                    + "FROM alert WHERE state <> 'pending'"
            )
        }
        #expect(!rows.isEmpty)
        #expect(rows.allSatisfy { $0["state"] == "failed" && $0["n"] == 1 })
    }
}
