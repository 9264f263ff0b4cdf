import ExamCalendar
import Foundation
import Mosquitto
import TestSupport
import Testing

/// The running service with a real broker and a real mail server, in real time.
@Suite("Who is told, and told again")
struct EscalationTests {
    private static let missing = MosquittoServer.isMissing || !SMTPServer.isAvailable

    private static func reporters(_ server: SMTPServer, _ more: String = "") -> String {
        "{log: true, mail: {host: localhost, port: \(server.port), security: none, from: quiethours@school.example}\(more)}"
    }

    /// The sample plan with a district, a city bureau above it and an exam office beside it.
    private static func plan(escalation: String, sites: String = Installation.school) -> String {
        Installation.plan(sites: sites).replacing(
            "sites:",
            with: """
                  - id: city
                    name: {zh: 市生态环境局, en: City Bureau}
                    language: zh
                    mail: [duty@city.example]
                    phone: "12345"
                  - {id: exams, name: {zh: 考试院, en: Exam Office}, language: zh, mail: [exams@example.org]}
                routes:
                  - {id: all, to: [bureau], then: [[city]], copies: [exams]}
                escalation: \(escalation)
                sites:
                """,
            maxReplacements: 1
        )
    }

    @Test(
        "nobody answers, so the next tier is told and the first told whom it went to; an answer ends it",
        .disabled(if: missing)
    )
    func escalation() throws {
        let broker = try MosquittoServer()
        let server = try SMTPServer()
        let installation = try Installation(
            brokerPort: broker.port,
            reporters: Self.reporters(server),
            plan: Self.plan(escalation: "{answer-within: 10s, listening: 10s, remind: 14s}")
        )
        let service = try installation.start("serve")
        defer { service.stop() }
        _ = try service.wait(for: "subscribe") { broker.log.contains("SUBSCRIBE from acceptance") ? true : nil }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        for payload in payloads([Double](repeating: 78.4, count: 10), endingAt: Date()) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()

        func mails(to address: String) throws -> [ReceivedMail] {
            try server.messages().filter { $0.envelopeTo == [address] }
        }
        let first = try service.wait(for: "tell the bureau") { try mails(to: "duty@bureau.example").first }
        let id = try #require(first.mail.headers["subject"]?.firstMatch(of: /\[([0-9A-Z-]+)\]/)?.1)
        #expect(try mails(to: "duty@city.example").isEmpty)
        let passed = try service.wait(for: "pass it on") { try mails(to: "duty@city.example").first }
        #expect(passed.mail.headers["subject"]?.contains("无人响应，升级至第二级") == true)
        #expect(passed.mail.text("text/plain")?.contains("现升级至您处，请立即响应") == true)
        #expect(passed.mail.text("text/plain")?.contains("此前已通知：生态环境局") == true)
        let told = try service.wait(for: "tell the bureau so") {
            try mails(to: "duty@bureau.example").first { $0.mail.headers["subject"]?.contains("level 2") == true }
        }
        #expect(told.mail.text("text/plain")?.contains("Now notified: City Bureau (12345)") == true)
        let reminder = try service.wait(for: "say that it is on still") {
            try mails(to: "duty@city.example").first { $0.mail.headers["subject"]?.contains("仍在持续") == true }
        }
        #expect(reminder.mail.text("text/plain")?.contains("响应人：尚无人响应") == true)
        // The exam office has its copy and is asked nothing.
        #expect(try mails(to: "exams@example.org").count == 1)

        let config = ["--config", installation.config]
        _ = try installation.run(["violations", "ack", String(id), "--by", "Li Na"] + config)
        let listed = try installation.run(["alerts", "list", "--violation", String(id), "--json"] + config)
        #expect(listed.contains("\"about\":\"unanswered, tier 2\"") && !listed.contains("tier 3"))
        #expect(listed.contains("\"answered\":{") && listed.contains("Li Na"), "\(listed)")
        let alert = try #require(listed.firstMatch(of: /"id":"([^"]+tier-2.city.mail)"/)?.1)
        let shown = try installation.run(["alerts", "show", String(alert)] + config)
        #expect(shown.contains("acknowledged by Li Na") && shown.contains("accepted  250"), "\(shown)")
    }

    @Test(
        "a storm over two hundred sites is two messages at most in each mailbox and a violation for each sensor",
        .disabled(if: missing)
    )
    func storm() throws {
        let broker = try MosquittoServer()
        let server = try SMTPServer()
        let sites = (0..<200).map { number in
            """
                  - id: s\(number)
                    name: {zh: 第\(number)中学, en: School \(number)}
                    zone: "1"
                    sensors: [{id: gate, placement: construction boundary, class: "1", silent-after: 1h}]
            """
        }
        let plan = Self.plan(escalation: "{}", sites: sites.joined(separator: "\n"))
            .replacing("copies: [exams]", with: "copies: [exams, city]")
            .replacing("    sites: [school]\n", with: "")
        let installation = try Installation(brokerPort: broker.port, reporters: Self.reporters(server), plan: plan)
        let service = try installation.start("serve")
        defer { service.stop() }
        _ = try service.wait(for: "subscribe") { broker.log.contains("SUBSCRIBE from acceptance") ? true : nil }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "storm"))
        for payload in payloads([Double](repeating: 78.4, count: 10), endingAt: Date()) {
            for number in 0..<200 { try publisher.publish(topic: "noise/1/s\(number)/gate/obs", payload: payload) }
        }
        try publisher.flush()
        let config = ["--config", installation.config]
        _ = try service.wait(atMost: 60, for: "tell everybody") {
            try installation.run(
                ["alerts", "list", "--state", "delivered", "--channel", "mail", "--limit", "1000"] + config
            )
            .split(separator: "\n").count == 600 ? true : nil
        }
        let mailboxes = Dictionary(grouping: try server.messages()) { $0.envelopeTo.joined() }
        #expect(mailboxes.keys.sorted() == ["duty@bureau.example", "duty@city.example", "exams@example.org"])
        for (mailbox, mails) in mailboxes {
            let subjects = mails.compactMap { $0.mail.headers["subject"] }
            #expect(mails.count <= 2, "\(mailbox): \(subjects)")
            // The last names all sites, those of the message before as well.
            let words = mailbox == "duty@bureau.example" ? "200 sites at once" : "200 个考点同时超限"
            #expect(subjects.last?.contains(words) == true, "\(subjects)")
            guard mails.count == 2 else { continue }
            let text = mails[1].mail.text("text/plain") ?? ""
            #expect(text.contains(mailbox == "duty@bureau.example" ? "notified at" : "通知。"), "\(text)")
        }
        #expect(
            try installation.run(["violations", "list", "--limit", "1000"] + config).split(separator: "\n").count == 200
        )
    }

    @Test(
        "a drill reaches every recipient of every route, with and without the service, and says that it is one",
        .disabled(if: missing)
    )
    func drill() throws {
        let server = try SMTPServer()
        let broker = try MosquittoServer()
        let installation = try Installation(
            brokerPort: broker.port,
            reporters: Self.reporters(server),
            plan: Self.plan(escalation: "{}")
        )
        let drill = ["drill", "--config", installation.config, "--by", "Wang Fang"]
        let report = try installation.run(drill)
        #expect(report.contains("6 of 6 were accepted") && report.contains("all, tier 2"), "\(report)")
        let mails = try server.messages()
        #expect(
            mails.map { $0.envelopeTo.joined() }.sorted() == [
                "duty@bureau.example", "duty@city.example", "exams@example.org",
            ]
        )
        for mail in mails.map(\.mail) {
            let isEnglish = mail.headers["subject"]?.hasPrefix("[DRILL]") == true
            #expect(isEnglish || mail.headers["subject"]?.hasPrefix("【演练】") == true)
            for type in ["text/plain", "text/html"] {
                #expect(mail.text(type)?.contains(isEnglish ? "This is a drill." : "这是演练") == true)
            }
        }
        let service = try installation.start("serve")
        defer { service.stop() }
        _ = try service.wait(for: "subscribe") { broker.log.contains("SUBSCRIBE from acceptance") ? true : nil }
        // Its id is the second at which it is held.
        Thread.sleep(forTimeInterval: 1)
        let again = try installation.run(drill + ["--json"])
        #expect(again.split(separator: "\n").count == 6 && !again.contains("\"state\":\"pending\""), "\(again)")
        #expect(try server.messages().count == 6)
    }
}
