import Collector
import EvidenceBundles
import Foundation
import GRDB
import Mosquitto
import Records
import ServiceSettings
import TestSupport
import Testing

@Suite("From a published reading to a delivered mail")
struct ReadingToMailTests {
    @Test(
        "the mail says what was published, and a second one that it is over",
        .disabled(if: MosquittoServer.isMissing || !SMTPServer.isAvailable, "needs mosquitto and python3-aiosmtpd")
    )
    func mail() throws {
        let broker = try MosquittoServer()
        let server = try SMTPServer {
            $0.security = .starttls
            $0.login = ("reporter", Installation.password)
        }
        let secret = try TemporaryDirectory()
        try secret.write(Installation.password, to: "password")
        let installation = try Installation(
            brokerPort: broker.port,
            reporters: """
                {log: true, mail: {host: localhost, port: \(server.port), security: starttls, \
                ca: \(server.authorityFile ?? ""), username: reporter, password: {file: \(secret.path("password"))}, \
                from: quiethours@school.example}}
                """,
            plan: Installation.plan()
        )
        let service = try installation.start("serve", ["--json"])
        _ = try service.wait(for: "subscribe") { broker.log.contains("SUBSCRIBE from acceptance") ? true : nil }

        // Ten seconds at 78.4 dB against 70 dB(A) by day.
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        let now = Date()
        for payload in payloads([Double](repeating: 78.4, count: 10), endingAt: now) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.publish(topic: "noise/1/school/gate/obs", payload: Array("nonsense".utf8))
        try publisher.flush()
        let opened = try service.wait(for: "send a mail") { try server.messages().first }
        #expect(opened.encrypted)
        #expect(opened.authenticated)
        #expect(opened.envelopeTo == ["duty@bureau.example"])
        #expect(opened.mail.defects.isEmpty)
        #expect(opened.mail.to.map(\.address) == ["duty@bureau.example"])
        let subject = try #require(opened.mail.headers["subject"])
        #expect(subject.contains("78.4") && subject.contains("8.4"))
        for type in ["text/plain", "text/html"] {
            let body = try #require(opened.mail.text(type))
            for figure in ["78.4", "70.0", "8.4", "GB 12523-2025", "No 1 School", "Chinese"] {
                #expect(body.contains(figure), "\(type) lacks \(figure)")
            }
        }

        // Quiet, with the window and the clear time gone by.
        for payload in payloads([Double](repeating: 50.0, count: 25), endingAt: now + 25) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        let mails = try service.wait(for: "send the second mail") {
            let mails = try server.messages()
            return mails.count > 1 ? mails : nil
        }
        #expect(mails.count == 2)
        let ids = try mails.map { try #require($0.mail.headers["message-id"]) }
        #expect(Set(ids).count == 2)

        let list = try installation.run(["violations", "list", "--json", "--config", installation.config])
        let lines = list.split(separator: "\n")
        #expect(lines.count == 1)
        #expect(list.contains("\"state\":\"closed\""))
        let id = try #require(list.firstMatch(of: /"id":"([0-9A-Z-]+)"/)?.1)
        #expect(ids.allSatisfy { $0.contains(id) })
        let show = try installation.run(["violations", "show", String(id), "--json", "--config", installation.config])
        #expect(show.contains("\"outcome\":\"accepted\""))

        let answer = ["violations", "ack", String(id), "--by", "王芳", "--note", "已电话通知停工"]
        #expect(try installation.run(answer + ["--config", installation.config]).contains("acknowledged by 王芳"))
        try answerOnwards(String(id), installation)
        try evidence(String(id), installation)
        #expect(!service.errors().contains(Installation.password))
        #expect(service.errors().contains("violation opened"))
    }

    /// From the acknowledgement to the end of the case, by commands.
    private func answerOnwards(_ id: String, _ installation: Installation) throws {
        func say(_ command: String, _ more: [String]) throws -> String {
            try installation.run(["violations", command, id] + more + ["--config", installation.config])
        }
        #expect(try say("show", []).contains("suspected  construction"))
        let there = try say("on-site", ["--by", "李娜", "--confirm", "--found", "破碎锤"])
        #expect(there.contains("confirmed construction (by 李娜)") && there.contains("on site by 李娜"), "\(there)")
        #expect(try say("dispose", ["--by", "李娜", "--done", "责令停工"]).contains("noise stopped by 李娜"))
        let back = #expect(throws: ChildProcessError.self) { try say("ack", ["--by", "陈伟"]) }
        #expect(back?.description.contains("it does not go back to acknowledged") == true)
        let future = ["--by", "李娜", "--at", "2099-01-01T00:00:00Z"]
        let early = #expect(throws: ChildProcessError.self) { try say("close", future) }
        #expect(early?.description.contains("a time that has not come yet") == true)
        let page = try say("show", [])
        #expect(page.contains("confirmed  construction") && page.contains("done: 责令停工"), "\(page)")
        #expect(page.contains("answered   by 王芳") && !page.contains("陈伟"), "\(page)")
        let json = try say("show", ["--json"])
        #expect(json.contains("\"answering\":\"disposed\"") && json.contains("\"found\":\"破碎锤\""), "\(json)")
        #expect(json.contains("\"via\":\"command\"") && json.contains("\"minutes\":"), "\(json)")
    }

    /// The folder of the case, looked through as it was made and after a byte of it was changed.
    private func evidence(_ id: String, _ installation: Installation) throws {
        let folder = installation.directory.path("evidence")
        let make = ["violations", "evidence", id, "--by", "王芳", "-o", folder, "--config", installation.config]
        let made = try installation.run(make)
        let seal = try #require(made.firstMatch(of: /manifest SHA-256 ([0-9a-f]{64})/)?.1)
        let whole = try installation.run(["evidence", "verify", folder])
        #expect(whole.hasPrefix("whole: violation \(id), 7 files") && whole.contains(seal), "\(whole)")
        let known = ["evidence", "verify", folder, "--config", installation.config]
        #expect(try installation.run(known) == whole)
        // The service has archived the plan that it runs by, once.
        let uses = try installation.connect().read { db in
            try String.fetchAll(db, sql: "SELECT files FROM plan_use")
        }
        let plan = Fingerprint(of: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/plan/plan.yaml")))
        #expect(uses == ["[{\"name\":\"plan.yaml\",\"sha256\":\"\(plan)\"}]"])
        // Whole in itself, and made by somebody else.
        let manifest = try #require(try BundleVerification(of: BundleFolder(folder)).manifest)
        _ = try BundleFolder(folder + "-anew").draft(["readings.csv": Data()]).seal(under: manifest)
        #expect(try installation.run(["evidence", "verify", folder + "-anew"]).hasPrefix("whole: violation \(id)"))
        let anew = ["evidence", "verify", folder + "-anew", "--config", installation.config]
        let foreign = #expect(throws: ChildProcessError.self) { try installation.run(anew) }
        #expect(foreign?.description.contains("is not in the chain of this store") == true)
        let list = ["evidence", "list", "--config", installation.config]
        #expect(try installation.run(list).contains("\(id)  \(seal)  王芳"))
        #expect(try installation.run(list + ["--json"]).contains("\"manifest\":\"\(seal)\""))
        let report = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(folder)/report.pdf")).readToEnd()
        #expect(report?.prefix(5) == Data("%PDF-".utf8))
        let record = try String(contentsOfFile: "\(folder)/record.jsonl", encoding: .utf8)
        #expect(record.contains("破碎锤") && record.contains("\"kind\":\"alert\"") && record.contains("78.4"))
        // What was heard gives the same verdict again.
        let again = ["replay", "--plan", "\(folder)/plan/plan.yaml", "--readings", "\(folder)/readings.csv"]
        #expect(try installation.run(again).contains(id))
        #expect(throws: ChildProcessError.self) { try installation.run(make) }

        let readings = URL(fileURLWithPath: "\(folder)/readings.csv")
        var bytes = try Data(contentsOf: readings)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: readings)
        let changed = #expect(throws: ChildProcessError.self) { try installation.run(["evidence", "verify", folder]) }
        #expect(changed != nil)
    }
}
