import Foundation
import Mosquitto
import TestSupport
import Testing

@Suite("Every way beside mail")
struct ChannelsTests {
    private static let key = "r0bot-key-of-the-room"
    private static let secret = "s1gning-secret"

    @Test(
        "a violation is told and ended by webhook, robot, syslog, JSON lines, CAP and MQTT, each with its receipt",
        .disabled(if: MosquittoServer.isMissing, "needs mosquitto")
    )
    func everyWay() throws {
        let broker = try MosquittoServer()
        // The room takes nothing at first.
        let room = try HTTPServer([.init(503), .init(202)])
        let chat = try HTTPServer([.init(200, "{\"errcode\":0,\"errmsg\":\"ok\"}")])
        let syslog = try SyslogServer("tcp")
        let secrets = try TemporaryDirectory()
        try secrets.write("http://127.0.0.1:\(room.port)/hook/\(Self.key)\n", to: "room")
        try secrets.write("http://127.0.0.1:\(chat.port)/cgi-bin/webhook/send?key=\(Self.key)\n", to: "chat")
        try secrets.write(Self.secret, to: "secret")
        let installation = try Installation(
            brokerPort: broker.port,
            reporters: """
                {log: true, jsonl: {file: out/alerts.jsonl}, cap: {directory: out/cap, sender: quiet@school.example}, \
                mqtt: true, syslog: {host: 127.0.0.1, port: \(syslog.port), protocol: tcp}, retry: {first: 100ms}, \
                webhooks: [{name: room, kind: generic, url: {file: \(secrets.path("room"))}, \
                secret: {file: \(secrets.path("secret"))}}, \
                {name: chat, kind: wecom, url: {file: \(secrets.path("chat"))}}]}
                """,
            plan: Installation.plan().replacing("mail: [duty@bureau.example]", with: "webhooks: [room, chat]")
        )
        let service = try installation.start("serve", ["--json"])
        _ = try service.wait(for: "subscribe") { broker.log.contains("SUBSCRIBE from acceptance") ? true : nil }

        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        let now = Date()
        for payload in payloads([Double](repeating: 78.4, count: 10), endingAt: now) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        _ = try service.wait(for: "tell the opening everywhere") { try told(room, chat, installation, 1) }
        let opened = try #require(try retained(broker))
        #expect(opened.contains("\"state\":\"open\"") && opened.contains("\"type\":\"violation.opened\""))

        for payload in payloads([Double](repeating: 50.0, count: 25), endingAt: now + 25) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        _ = try service.wait(for: "tell the end everywhere") { try told(room, chat, installation, 2) }
        let messages = try syslog.messages(2)
        #expect(messages.map(\.message) == ["violation.opened", "violation.closed"])
        #expect(messages.compactMap(\.problem) == [])
        _ = try service.wait(for: "take the retained message away") { try retained(broker) == nil ? true : nil }

        try expectEvents(room)
        #expect(try chat.requests().allSatisfy { $0.path == "/cgi-bin/webhook/send?key=\(Self.key)" })
        let cap = try documents(installation)
        #expect(try PythonReading.problems(ofCAP: cap) == "")
        let first = try #require(cap[0].firstMatch(of: /<identifier>(.+)<\/identifier>/)?.1)
        let sent = try #require(cap[0].firstMatch(of: /<sent>(.+)<\/sent>/)?.1)
        #expect(cap[1].contains("<references>quiet@school.example,\(first),\(sent)</references>"))
        #expect(cap[1].contains("<msgType>Cancel</msgType>"))

        let list = try installation.run(["violations", "list", "--json", "--config", installation.config])
        let id = try #require(list.firstMatch(of: /"id":"([0-9A-Z-]+)"/)?.1)
        let show = try installation.run(["violations", "show", String(id), "--json", "--config", installation.config])
        for receipt in [
            "HTTP 503", "HTTP 202", "errcode 0: ok", "PUBACK of 127.0.0.1", "alerts.jsonl", "syslog has no receipt",
        ] {
            #expect(show.contains(receipt), "\(receipt)")
        }
        let stored = String(decoding: try Data(contentsOf: URL(fileURLWithPath: installation.store)), as: UTF8.self)
        for text in [service.errors(), service.output(), show, stored] {
            #expect(!text.contains(Self.key) && !text.contains(Self.secret))
        }
    }

    /// True when so many changes have arrived everywhere.
    private func told(_ room: HTTPServer, _ chat: HTTPServer, _ installation: Installation, _ count: Int) throws
        -> Bool?
    {
        let lines =
            (try? String(contentsOfFile: installation.directory.path("out/alerts.jsonl"), encoding: .utf8)) ?? ""
        return try room.requests().count >= count + 1 && chat.requests().count >= count
            && lines.split(separator: "\n").count >= count && documents(installation).count >= count ? true : nil
    }

    private func documents(_ installation: Installation) throws -> [String] {
        let folder = installation.directory.path("out/cap")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return try files.filter { $0.hasSuffix(".xml") }.sorted().map {
            try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)
        }
    }

    /// The attempt that was not taken, the same again, and the end; signed as Python signs.
    private func expectEvents(_ room: HTTPServer) throws {
        let requests = try room.requests()
        try #require(requests.count == 3)
        let ids = requests.map { $0.headers["x-quiet-hours-alert"] ?? "" }
        #expect(ids[0] == ids[1] && ids[1] != ids[2])
        let types = try requests.map { request in
            let timestamp = try #require(request.headers["x-quiet-hours-timestamp"])
            let signature = try PythonReading.signature(of: "\(timestamp).\(request.body)", key: Self.secret)
            #expect(request.headers["x-quiet-hours-signature"] == "v1=\(signature)")
            let event = try #require(try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any])
            #expect(event["id"] as? String == request.headers["x-quiet-hours-alert"])
            return event["type"] as? String
        }
        #expect(types == ["quiethours.violation.opened", "quiethours.violation.opened", "quiethours.violation.closed"])
    }

    /// What the broker keeps for those who come later; nil when it keeps nothing.
    private func retained(_ broker: MosquittoServer) throws -> String? {
        let program = try #require(ChildProcess.find("mosquitto_sub"))
        let directory = try TemporaryDirectory()
        let child = try ChildProcess(
            "/usr/bin/stdbuf",
            ["-oL", program, "-h", "127.0.0.1", "-p", "\(broker.port)", "-t", "noise/1/school/alerts", "-F", "%r %p"],
            directory: directory.url
        )
        Thread.sleep(forTimeInterval: 0.5)
        child.stop()
        return child.output().split(separator: "\n").first { $0.hasPrefix("1 {") }.map(String.init)
    }
}
