import Answering
import EventTime
import Foundation
import Health
import Listening
import Records
import ServiceSettings
import Settings
import TestSupport
import Testing
import Yams

@testable import Collector

@Suite("Where the service listens") struct ListenSettingsTests {
    private static func load(_ listen: String) throws -> (listen: ListenSettings?, problems: [String]) {
        let folder = try TemporaryFolder()
        try folder.write(
            "plan.yaml",
            """
            version: 1
            time-zone: Asia/Shanghai
            authorities: [{id: bureau, name: Bureau, language: zh}]
            sites:
              - {id: s, name: School, zone: 1, sensors: [{id: yard, placement: yard, class: 1}]}
            rules: [{id: r, name: R, when: always, limit: {standard: WHO}, window: 60s}]
            """
        )
        let path = try folder.write(
            "q.yaml",
            "broker: {host: b.example}\nstore: {path: a.db}\nplan: plan.yaml\n\(listen)\n"
        )
        let keys = ["KEY": String(repeating: "k", count: 32), "SHORT": String(repeating: "k", count: 31)]
        let result = Configuration.load(path: path, environment: keys)
        return (try? result.get().listen, result.problems(in: folder.path))
    }

    @Test("nowhere when nothing is written")
    func closed() throws {
        let listen = try #require(try Self.load("").listen)
        #expect(listen.health == nil && listen.answers == nil)
    }

    @Test(
        "on this machine, and where it is said explicitly on others",
        arguments: [
            ("{health: {address: 127.0.0.1:9464}}", "127.0.0.1:9464"),
            ("{health: {address: \"[::1]:9464\"}}", "[::1]:9464"),
            ("{health: {address: 0.0.0.0:80, expose: true}}", "0.0.0.0:80"),
            ("{health: {address: 127.0.0.1:80, expose: false}}", "127.0.0.1:80"),
        ]
    )
    func listens(written: String, address: String) throws {
        let (listen, problems) = try Self.load("listen: \(written)")
        #expect(problems == [])
        #expect(listen?.health?.description == address)
    }

    private static func answers(
        _ address: String = "127.0.0.1:9465",
        url: String = "https://noise.example/qh",
        key: String = "{env: KEY}",
        more: String = ""
    ) -> String {
        "{answers: {address: \(address), url: \"\(url)\", key: \(key)\(more)}}"
    }

    @Test("the page for answers, with its links")
    func answering() throws {
        let (listen, problems) = try Self.load("listen: \(Self.answers(more: ", validity: 2h"))")
        #expect(problems == [])
        let answers = try #require(listen?.answers)
        #expect(answers.address.description == "127.0.0.1:9465" && answers.links.validity == .hours(2))
        let link = AnswerLink(alert: AlertID("a"), expiresAt: Instant(milliseconds: 0))
        #expect(answers.links.address(of: link).hasPrefix("https://noise.example/qh/a/"))
        #expect(try Self.load("listen: \(Self.answers(url: "http://127.0.0.1:9465"))").problems == [])
        #expect(answers.hosts == ["noise.example"])
    }

    @Test("under further names")
    func hosts() throws {
        let health = "health: {address: 127.0.0.1:9464, hosts: [collector.example]}"
        let (listen, problems) = try Self.load(
            "listen: {\(health), \(Self.answers(more: ", hosts: [inner.example, inner]").dropFirst())"
        )
        #expect(problems == [])
        #expect(listen?.healthHosts == ["collector.example"])
        #expect(listen?.answers?.hosts == ["noise.example", "inner.example", "inner"])
    }

    @Test(
        "anything else is refused with what to write",
        arguments: [
            ("{health: {address: 0.0.0.0:9464}}", "q.yaml:4:28: listen.health.address", "expose: true"),
            ("{health: {address: 10.1.2.3:9464, expose: false}}", "listen.health.address", "expose: true"),
            ("{health: {address: \"[::]:9464\"}}", "listen.health.address", "expose: true"),
            ("{health: {address: localhost:9464}}", "listen.health.address", "127.0.0.1:9464"),
            ("{health: {address: 9464}}", "listen.health.address", "127.0.0.1:9464"),
            ("{health: {expose: true}}", "listen.health.address", "is missing"),
            ("{health: {address: 127.0.0.1:1, hosts: [\"http://a\"]}}", "listen.health.hosts", "a host name"),
            (answers(more: ", hosts: [\"a:1\"]"), "listen.answers.hosts", "a host name"),
            ("{health: 127.0.0.1:9464}", "listen.health", "a section"),
            ("{heath: {address: 127.0.0.1:9464}}", "listen.heath", "did you mean health?"),
            (answers("0.0.0.0:1"), "listen.answers.address", "expose: true"),
            (answers(url: "http://noise.example"), "listen.answers.url", "write https://"),
            (answers(url: "https://noise.example/?a=b"), "listen.answers.url", "a ? does not belong"),
            (answers(url: "https://a:b@noise.example"), "listen.answers.url", "user and password"),
            (answers(url: "noise.example"), "listen.answers.url", "begins with https://"),
            (answers(key: "{env: SHORT}"), "listen.answers.key", "openssl rand -hex 32"),
            (answers(key: String(repeating: "k", count: 40)), "listen.answers.key", "{env: NAME}"),
            (answers(more: ", validity: 1s"), "listen.answers.validity", "1min to 30d"),
            ("{answers: {address: 127.0.0.1:1, url: http://localhost}}", "listen.answers.key", "is missing"),
            (
                "{health: {address: 127.0.0.1:1}, \(answers("127.0.0.1:1").dropFirst())", "listen.answers",
                "a port of their own"
            ),
        ]
    )
    func refused(written: String, place: String, says: String) throws {
        let (_, problems) = try Self.load("listen: \(written)")
        #expect(problems.count == 1)
        #expect(!problems.joined().contains("kkkk"))
        #expect(problems.first?.contains(place) == true, "\(problems)")
        #expect(problems.first?.contains(says) == true, "\(problems)")
    }

    @Test("the digest of the plan is what sha256sum tells", arguments: [0, 3, 1000])
    func digest(length: Int) throws {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let directory = try TemporaryDirectory()
        let file = directory.url.appending(path: "plan")
        try Data(bytes).write(to: file)
        let output = try ChildProcess.run("/usr/bin/sha256sum", [file.path], directory: directory.url)
        let digest = StartupLogEntry.digest(file.path)
        #expect(digest.count == 12 && output.hasPrefix(digest))
    }
}

@Suite("Alert rules for Prometheus") struct AlertRuleTests {
    private static let path = repositoryPath("deploy/samples/prometheus-rules.yaml")

    @Test("are YAML, each with a name, an expression and a summary")
    func yaml() throws {
        let root = try #require(
            try Yams.load(yaml: String(contentsOfFile: Self.path, encoding: .utf8)) as? [String: Any]
        )
        let groups = try #require(root["groups"] as? [[String: Any]])
        let rules = groups.flatMap { $0["rules"] as? [[String: Any]] ?? [] }
        #expect(rules.count >= 5)
        for rule in rules {
            #expect((rule["alert"] as? String)?.isEmpty == false)
            #expect((rule["expr"] as? String)?.isEmpty == false)
            #expect((rule["annotations"] as? [String: String])?["summary"]?.isEmpty == false)
        }
    }

    @Test("promtool finds nothing wrong", .enabled(if: ChildProcess.find("promtool") != nil, "needs promtool"))
    func promtool() throws {
        let program = try #require(ChildProcess.find("promtool"))
        let directory = try TemporaryDirectory()
        let output = try ChildProcess.run(program, ["check", "rules", Self.path], directory: directory.url)
        #expect(output.contains("SUCCESS"))
    }
}
