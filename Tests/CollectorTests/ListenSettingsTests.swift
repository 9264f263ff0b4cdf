import Foundation
import Health
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
        let result = Configuration.load(path: path, environment: [:])
        return (try? result.get().listen, result.problems(in: folder.path))
    }

    @Test("nowhere when nothing is written")
    func closed() throws {
        #expect(try Self.load("").listen == ListenSettings())
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

    @Test(
        "anything else is refused with what to write",
        arguments: [
            ("{health: {address: 0.0.0.0:9464}}", "q.yaml:4:28: listen.health.address", "expose: true"),
            ("{health: {address: 10.1.2.3:9464, expose: false}}", "listen.health.address", "expose: true"),
            ("{health: {address: \"[::]:9464\"}}", "listen.health.address", "expose: true"),
            ("{health: {address: localhost:9464}}", "listen.health.address", "127.0.0.1:9464"),
            ("{health: {address: 9464}}", "listen.health.address", "127.0.0.1:9464"),
            ("{health: {expose: true}}", "listen.health.address", "is missing"),
            ("{health: 127.0.0.1:9464}", "listen.health", "a section"),
            ("{heath: {address: 127.0.0.1:9464}}", "listen.heath", "did you mean health?"),
        ]
    )
    func refused(written: String, place: String, says: String) throws {
        let (_, problems) = try Self.load("listen: \(written)")
        #expect(problems.count == 1)
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
        let digest = StartLine.digest(file.path)
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
