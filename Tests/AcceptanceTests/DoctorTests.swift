import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

/// The doctor's lines, as `--json` gives them.
private struct Finding: Decodable {
    var check: String
    var verdict: String
    var found: String
    var remedy: String?
}

/// What one run of the doctor said.
private struct Round {
    var findings: [Finding]
    var exitCode: Int32
    /// Everything that it wrote to either output.
    var text: String

    func verdict(_ check: String) -> String? { findings.first { $0.check == check }?.verdict }
    func found(_ check: String) -> String { findings.filter { $0.check == check }.map(\.found).joined(separator: "\n") }
    var problems: [String] { findings.filter { $0.verdict == "problem" }.map(\.check) }
}

extension Installation {
    /// Settings of a broker with a user, in place of the plain ones.
    fileprivate func writeSettings(broker: String, reporters: String = "{eml: {directory: outbox}}") throws {
        try directory.write(
            "broker: {host: 127.0.0.1, client-id: acceptance, \(broker)}\nstore: {path: quiethours.db}\n"
                + "plan: plan.yaml\nreporters: \(reporters)\n",
            to: "quiethours.yaml"
        )
    }

    /// Runs the doctor to its end, whatever its exit code.
    fileprivate func doctor(_ arguments: [String] = [], password: String? = nil, json: Bool = true) throws -> Round {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Installation.program)
        process.arguments = ["doctor", "--config", config] + (json ? ["--json"] : []) + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["DOCTOR_TEST_PASSWORD"] = password
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        // waitUntilExit() misses an end that comes just before it.
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        ended.wait()
        let findings = text.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Finding.self, from: Data($0.utf8))
        }
        return Round(findings: findings, exitCode: process.terminationStatus, text: text)
    }
}

private let collector = "username: collector, password: {env: DOCTOR_TEST_PASSWORD}"

@Suite("doctor", .enabled(if: !MosquittoServer.isMissing, "mosquitto is not installed"))
struct DoctorTests {
    /// A broker's configuration file beside a real broker's own, for what the doctor reads of it.
    private func keepingFile(_ installation: Installation, port: Int) throws -> String {
        try installation.directory.write(
            """
            listener \(port) 127.0.0.1
            allow_anonymous false
            persistence true
            autosave_on_changes false
            autosave_interval 5
            max_queued_messages 1000000
            max_inflight_messages 2000
            max_packet_size 66560
            """,
            to: "mosquitto.conf"
        )
    }

    @Test(
        "a healthy installation ends with 0, every line ok or with the reason for not looking",
        arguments: ["3.1.1", "5"]
    )
    func healthy(version: String) throws {
        var options = MosquittoServer.Options()
        options.users = ["collector": Installation.password]
        options.lines = ["max_packet_size 66560"]
        let broker = try MosquittoServer(options)
        let mail = try SMTPServer()
        let everySensor = Installation.construction
            .replacing("[construction boundary]", with: "[construction boundary, yard]")
            .replacing("GB 12523", with: "WHO")
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan(rules: everySensor))
        try installation.writeSettings(
            broker: "port: \(broker.port), protocol: \"\(version)\", \(collector)",
            reporters: "{mail: {host: 127.0.0.1, port: \(mail.port), security: none, from: q@b.example}, "
                + "eml: {directory: outbox}}"
        )
        let file = try keepingFile(installation, port: broker.port)
        let round = try installation.doctor(
            ["--broker-config", file, "--probe-queue", "300", "--send-to", "chief@b.example"],
            password: Installation.password
        )
        #expect(round.exitCode == 0, "\(round.text)")
        #expect(round.problems == [])
        // A kernel whose clock nobody keeps, a small disk and a tz database of old are this machine's own.
        let ofMachine: Set = ["clock", "disk", "time zones"]
        for finding in round.findings where !ofMachine.contains(finding.check) {
            let isFew = finding.check == "broker queue"
            let isUnused = ["sensor clocks", "duty", "client id"].contains(finding.check)
            let wanted = isFew ? "warning" : isUnused ? "not looked at" : "ok"
            #expect(finding.verdict == wanted, "\(finding)")
        }
        #expect(
            round.findings.map(\.check) == [
                "settings", "sessions", "duty", "plan", "time zones", "clock", "sensor clocks", "store",
                "file modes", "rejected", "disk", "broker", "subscription", "topics", "packet limit", "session",
                "client id",
                "broker file", "broker queue", "mail", "test mail",
                "mail files",
            ]
        )
        #expect(round.found("broker queue").contains("kept all of 300 messages"))
        #expect(try mail.messages().map(\.envelopeTo) == [["chief@b.example"]])
        #expect(!FileManager.default.fileExists(atPath: installation.store))
        // Neither a session of its own nor one under the service's id is left behind.
        broker.kill()
        let kept = try String(contentsOfFile: broker.directory.path("mosquitto.db"), encoding: .isoLatin1)
        #expect(!kept.contains("-doctor-"))
        #expect(!kept.contains("acceptance"))
    }

    @Test(
        "a port without a broker, a name that is none and a wrong password are told apart, and nothing shows the password"
    )
    func unreachable() throws {
        var options = MosquittoServer.Options()
        options.users = ["collector": "right"]
        let broker = try MosquittoServer(options)
        let mail = try SMTPServer {
            $0.login = ("collector", "right")
        }
        let installation = try Installation(brokerPort: 1, plan: Installation.plan())
        let reporters =
            "{mail: {host: 127.0.0.1, port: \(mail.port), security: none, from: q@b.example, \(collector)}}"

        try installation.writeSettings(broker: "port: \(try freePort()), \(collector)", reporters: reporters)
        let refused = try installation.doctor(password: Installation.password)
        #expect(refused.exitCode == 1)
        #expect(refused.problems == ["broker", "mail"])
        #expect(refused.found("broker").contains("nothing listens"))
        #expect(refused.verdict("session") == "not looked at")

        for json in [true, false] {
            try installation.writeSettings(broker: "port: \(broker.port), \(collector)", reporters: reporters)
            let wrong = try installation.doctor(["--probe-queue", "5"], password: Installation.password, json: json)
            #expect(wrong.exitCode == 1)
            #expect(wrong.text.contains("does not let user 'collector' in"))
            #expect(wrong.text.contains("AUTH"), "\(wrong.text)")
            let encoded = Data(Installation.password.utf8).base64EncodedString()
            #expect(!wrong.text.contains(Installation.password) && !wrong.text.contains(encoded))
        }
    }

    @Test("TLS: another authority and a certificate for another name are told with what shows them")
    func certificates() throws {
        let own = try TemporaryDirectory()
        var options = MosquittoServer.Options()
        options.certificates = try TestCertificates(in: own, names: "DNS:other.example")
        let broker = try MosquittoServer(options)
        let others = try TemporaryDirectory()
        let foreign = try TestCertificates(in: others)
        let installation = try Installation(brokerPort: 1, plan: Installation.plan())
        for file in [foreign.authority, own.path("ca.pem")] {
            try installation.writeSettings(broker: "port: \(broker.port), tls: {ca: \(file)}")
            let round = try installation.doctor()
            #expect(round.problems == ["broker"], "\(round.text)")
            #expect(round.findings.first { $0.check == "broker" }?.remedy?.contains("openssl s_client") == true)
            #expect(round.found("broker").contains("certificate verify failed"), "\(round.found("broker"))")
        }
    }

    @Test("in Chinese no finding and no advice of a broken installation is English")
    func chinese() throws {
        let own = try TemporaryDirectory()
        var options = MosquittoServer.Options()
        options.certificates = try TestCertificates(in: own, names: "DNS:other.example")
        let broker = try MosquittoServer(options)
        let port = try freePort()
        let installation = try Installation(brokerPort: 1, plan: Installation.plan())
        try installation.directory.write("http://127.0.0.1:\(port)/x", to: "hook")
        try installation.writeSettings(
            broker: "port: \(broker.port), tls: {ca: \(own.path("ca.pem"))}",
            reporters: "{mail: {host: 127.0.0.1, port: \(port), security: none, from: q@b.example}, "
                + "webhooks: [{name: room, kind: wecom, url: {file: hook}}], jsonl: {file: .}, "
                + "syslog: {socket: nowhere}}"
        )
        let round = try installation.doctor(["--language", "zh", "--broker-config", "/nowhere"], json: false)
        #expect(round.exitCode == 1)
        for line in round.text.split(separator: "\n") {
            #expect(faultOfChinese(String(line).replacing(/（[^（）]*）/, with: "")) == nil)
        }
        for words in [
            "其证书不属于主机“127.0.0.1”", "/nowhere：无法读取", "127.0.0.1:\(port)：无法连接", "是文件夹", "无法连接服务器，见上",
            "预案中没有使用 room",
        ] {
            #expect(round.text.contains(words), "\(words) in \(round.text)")
        }
    }

    @Test("a broker that refuses the subscription is told, in either version", arguments: ["3.1.1", "5"])
    func refusedSubscription(version: String) throws {
        var script = ScriptedBroker.Script()
        script.grant = version == "5" ? 0x87 : 0x80
        let broker = try ScriptedBroker(script)
        let installation = try Installation(brokerPort: 1, plan: Installation.plan())
        try installation.writeSettings(broker: "port: \(broker.port), protocol: \"\(version)\"")
        let round = try installation.doctor()
        #expect(round.verdict("subscription") == "problem")
        #expect(round.found("subscription").contains("noise/1/+/+/obs"))
    }

    @Test("a broker that forgets sessions is told")
    func forgetful() throws {
        var script = ScriptedBroker.Script()
        script.sessionPresent = { _ in false }
        let broker = try ScriptedBroker(script)
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let round = try installation.doctor()
        #expect(round.verdict("session") == "problem")
        #expect(round.found("session").contains("forgot a session"))
        // Every session that was asked for is taken away again: as many ends as there are durable probes.
        #expect(broker.connectPackets.contains { $0.cleanSession })
    }

    @Test("access rules that keep messages back are named as not tested, and no topic for the queue is found")
    func silentRules() throws {
        var options = MosquittoServer.Options()
        options.users = ["collector": Installation.password]
        options.accessRules = "user collector\ntopic read noise/1/+/+/obs\ntopic write noise/1/+/alerts\n"
        let broker = try MosquittoServer(options)
        let installation = try Installation(brokerPort: 1, plan: Installation.plan())
        try installation.writeSettings(broker: "port: \(broker.port), \(collector)")
        let round = try installation.doctor(["--probe-queue", "50"], password: Installation.password)
        #expect(round.problems == [], "\(round.text)")
        #expect(round.verdict("session") == "ok")
        #expect(round.found("subscription").contains("not tested"))
        #expect(round.verdict("broker queue") == "not looked at")
    }

    @Test("a broker that keeps 100 messages: its file says so, and a measurement too")
    func shortQueue() throws {
        var options = MosquittoServer.Options()
        options.lines = ["max_queued_messages 100", "max_inflight_messages 20", "persistence false"]
        let broker = try MosquittoServer(options)
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let file = broker.directory.path("mosquitto.conf")
        let round = try installation.doctor(["--broker-config", file, "--probe-queue", "400"])
        #expect(round.exitCode == 1)
        #expect(round.found("broker file").contains("persistence is off"))
        #expect(round.found("broker file").contains("keeps 100 messages"))
        #expect(round.found("broker file").contains("= 7200"))
        #expect(round.verdict("broker queue") == "problem")
        let kept = try #require(round.found("broker queue").firstMatch(of: /kept (\d+);/)?.1)
        #expect((100...130).contains(Int(kept) ?? 0), "\(round.found("broker queue"))")
    }

    @Test("messages on topics outside the contract leave a trace")
    func strangeTopics() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        for topic in [
            "noise/1/school/obs", "noise/school/gate/obs", "noise/1/school/gate/info", "noise/1/school/gate/obs",
        ] {
            try publisher.publish(topic: topic, payload: Array("{}".utf8), retained: true)
        }
        try publisher.flush()
        let round = try installation.doctor()
        #expect(round.verdict("topics") == "warning", "\(round.text)")
        let found = round.found("topics")
        #expect(found.contains("noise/1/school/obs (1)") && found.contains("noise/school/gate/obs (1)"), "\(found)")
        #expect(!found.contains("info") && !found.contains("noise/1/school/gate/obs"), "\(found)")
    }

    @Test("a draft with the client id of a service elsewhere leaves that service alone")
    func draft() throws {
        let broker = try MosquittoServer()
        let other = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let service = try other.start("serve")
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        let draft = try Installation(brokerPort: broker.port, plan: Installation.plan())
        try draft.directory.write(
            "time,sensor,duration,LAeq\n2026-06-07T09:00:00+08:00,school/yard,1,50\n",
            to: "a.csv"
        )
        for _ in 0..<2 {
            let round = try draft.doctor()
            #expect(round.exitCode == 0 && round.verdict("client id") == "not looked at", "\(round.text)")
            // Readings that no broker brought make no session that could be lost.
            _ = try draft.run(["import", "--readings", draft.directory.path("a.csv"), "--config", draft.config])
        }
        #expect(!service.errors().contains("connection lost"), "\(service.errors())")
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        for payload in payloads([60], endingAt: Date()) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        let store = try other.connect()
        _ = try service.wait(for: "receive") {
            try store.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") == 1 ? true : nil }
        }
    }

    @Test("a second service on the same client id throws the doctor out", arguments: ["3.1.1", "5"])
    func secondInstance(version: String) throws {
        let broker = try MosquittoServer()
        let other = try Installation(brokerPort: broker.port, plan: Installation.plan())
        try other.writeSettings(broker: "port: \(broker.port), protocol: \"\(version)\"")
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        try installation.writeSettings(broker: "port: \(broker.port), protocol: \"\(version)\"")
        let first = try installation.start("serve")
        _ = try first.wait(for: "subscribe") { first.errors().contains("subscribed") ? true : nil }
        first.stop(signal: SIGTERM)
        let service = try other.start("serve")
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        let round = try installation.doctor()
        #expect(round.problems == ["client id"], "\(round.text)")
        #expect(round.found("client id").contains("another client uses the id 'acceptance'"))
    }

    @Test("while the lock says that the service runs here, its client id is left alone")
    func runningHere() throws {
        let broker = try ScriptedBroker()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let lock = try #require(fopen(installation.store + ".lock", "w"))
        defer { fclose(lock) }
        try #require(flock(fileno(lock), LOCK_EX | LOCK_NB) == 0)
        let round = try installation.doctor()
        #expect(round.verdict("client id") == "not looked at")
        #expect(round.found("client id").contains("the service runs on this machine"))
        let identifiers = broker.connectPackets.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(identifiers.allSatisfy { $0.contains("-doctor-") })
    }

    @Test("with messages waiting, the doctor takes none; and a session that the broker lost is told and not made anew")
    func sessionOfTheService() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        let sensor = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        func publish(_ count: Int, endingAt end: Date) throws {
            for payload in payloads(Array(repeating: 60, count: count), endingAt: end) {
                try sensor.publish(topic: "noise/1/school/gate/obs", payload: payload)
            }
            try sensor.flush()
        }
        let readings = { () -> Int in
            try installation.connect().read {
                try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") ?? 0
            }
        }
        try publish(5, endingAt: Date(timeIntervalSinceNow: -20))
        _ = try service.wait(for: "commit") { try readings() == 5 ? true : nil }
        service.stop(signal: SIGTERM)
        try publish(7, endingAt: Date())

        let healthy = try installation.doctor()
        #expect(healthy.exitCode == 0, "\(healthy.text)")
        #expect(healthy.verdict("client id") == "ok")
        #expect(healthy.found("subscription").contains("a reading came"))
        #expect(healthy.found("sensor clocks").contains("5 readings arrived"))
        let again = try installation.start("serve")
        _ = try again.wait(for: "what waited") { try readings() == 12 ? true : nil }
        again.stop(signal: SIGTERM)

        var clean = broker.options(clientID: "acceptance")
        clean.cleanSession = true
        try MosquittoPublisher(options: clean).disconnect()
        for _ in 0..<2 {
            let lost = try installation.doctor()
            #expect(lost.verdict("client id") == "problem", "\(lost.text)")
            #expect(lost.found("client id").contains("has no session"))
        }
    }

    @Test("the officers' addresses are tried too; a name in EHLO that is not taken is told as what it is")
    func officers() throws {
        let broker = try ScriptedBroker()
        let plan = Installation.plan().replacing(
            "mail: [duty@bureau.example]}",
            with: "mail: [duty@bureau.example], officers: [{id: wang, name: Wang, mail: [wang@bureau.example]}]}"
        )
        let installation = try Installation(brokerPort: broker.port, plan: plan)
        func round(_ server: SMTPServer, _ more: String = "") throws -> Round {
            try installation.writeSettings(
                broker: "port: \(broker.port)",
                reporters: "{mail: {host: 127.0.0.1, port: \(server.port), security: none, from: q@b.example\(more)}}"
            )
            return try installation.doctor()
        }
        let refusing = try round(SMTPServer { $0.replyToRecipient = ["wang@bureau.example": "550 5.1.1 unknown"] })
        #expect(refusing.found("mail").contains("refuses wang@bureau.example: 550 5.1.1 unknown"), "\(refusing.text)")
        let strict = try SMTPServer { $0.isStrictAboutGreeting = true }
        let wrong = try round(strict, ", ehlo: \"[]\"")
        #expect(wrong.exitCode == 78, "\(wrong.text)")
        #expect(try round(strict).verdict("mail") == "ok")
        let greeting = try SMTPServer { $0.replyToRecipient = ["*": "504 5.5.2 <b.example>: Helo command rejected"] }
        let named = try round(greeting)
        #expect(named.findings.filter { $0.check == "mail" }.count == 2)
        #expect(named.findings.first { $0.check == "mail" }?.remedy?.contains("reporters.mail.ehlo") == true)
    }

    @Test("a mail server's no to login, sender and recipient, in its own words")
    func mail() throws {
        let broker = try ScriptedBroker()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let rows: [((inout SMTPServer.Behaviour) -> Void, String, String)] = [
            (
                {
                    $0.replyToAuth = "535 5.7.8 no"; $0.login = ("collector", "x")
                }, "535 5.7.8 no", "password"
            ),
            (
                {
                    $0.login = ("collector", Installation.password); $0.replyToSender = "553 not you"
                }, "553 not you", "from"
            ),
            (
                {
                    $0.login = ("collector", Installation.password)
                    $0.replyToRecipient = ["*": "550 unknown"]
                }, "refuses duty@bureau.example: 550 unknown", "plan"
            ),
        ]
        for (change, says, remedy) in rows {
            let server = try SMTPServer(change)
            try installation.writeSettings(
                broker: "port: \(broker.port)",
                reporters:
                    "{mail: {host: 127.0.0.1, port: \(server.port), security: none, from: q@b.example, \(collector)}}"
            )
            let round = try installation.doctor(password: Installation.password)
            #expect(round.problems == ["mail"], "\(round.text)")
            #expect(round.found("mail").contains(says), "\(round.found("mail"))")
            #expect(round.findings.first { $0.check == "mail" }?.remedy?.contains(remedy) == true)
            #expect(!round.text.contains(Installation.password))
            #expect(server.transactions == 0)
        }
    }

    @Test("settings that cannot be read end with 78 and their problems")
    func badSettings() throws {
        let installation = try Installation(brokerPort: 1, plan: Installation.plan())
        try installation.directory.write("brokr: {}\n", to: "quiethours.yaml")
        let round = try installation.doctor(json: false)
        #expect(round.exitCode == 78)
        #expect(round.text.contains("brokr"))
    }
}
