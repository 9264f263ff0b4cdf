import Collector
import Foundation
import Ingest
import Records
import ServiceSettings
import Settings
import Testing

@Suite("Settings of commands that contact nobody") struct LocalConfigurationTests {
    private static let settings = """
        broker: {host: b.example, username: u, password: {file: nowhere}, tls: {ca: missing.pem}}
        store: {path: a.db}
        plan: plan.yaml
        reporters: {mail: {host: m.example, from: a@a.example, username: u, password: {env: QUIETHOURS_NO_SUCH}}}

        """

    private func folder(_ settings: String) throws -> (TemporaryFolder, String) {
        let folder = try TemporaryFolder()
        let sample = try String(contentsOfFile: repositoryPath("deploy/samples/plan.yaml"), encoding: .utf8)
        try folder.write("plan.yaml", sample)
        let csv = try String(contentsOfFile: repositoryPath("deploy/samples/zhongkao.csv"), encoding: .utf8)
        try folder.write("zhongkao.csv", csv)
        return (folder, try folder.write("q.yaml", settings))
    }

    @Test("no secret is resolved and no file of the broker is looked for; the service needs them")
    func secrets() throws {
        let (folder, path) = try folder(Self.settings)
        let local = try LocalConfiguration.load(path: path).get()
        #expect(local.storePath == folder.path + "/a.db" && !local.plan.sites.isEmpty)
        #expect(local.planFiles.count == 1 + local.sessionsPaths.count)
        guard case .failure(let invalid) = Configuration.load(path: path, environment: [:]) else {
            Issue.record("the service started without its secrets")
            return
        }
        let problems = invalid.problems.map(\.description).joined(separator: "\n")
        for part in ["nowhere", "missing.pem", "QUIETHOURS_NO_SUCH"] { #expect(problems.contains(part), "\(problems)") }
    }

    @Test("a sender needs the broker's secret and no other")
    func broker() throws {
        let (kept, path) = try folder(
            Self.settings.replacing("{file: nowhere}, tls: {ca: missing.pem}", with: "{env: SECRET}, insecure: true")
        )
        let (local, broker) = try LocalConfiguration.loadWithBroker(path: path, environment: ["SECRET": "x"]).get()
        #expect(broker.password?.reveal() == "x" && !local.plan.sites.isEmpty)
        guard case .failure(let invalid) = LocalConfiguration.loadWithBroker(path: path, environment: [:]) else {
            Issue.record("a broker without its password")
            return
        }
        #expect(invalid.problems.count == 1 && invalid.problems[0].position.file.hasPrefix(kept.path))
    }

    @Test("what the settings do not know, and what of the plan is wrong, is said all the same")
    func problems() throws {
        let (folder, path) = try folder(Self.settings + "colour: red\n")
        let sample = try String(contentsOfFile: repositoryPath("deploy/samples/plan.yaml"), encoding: .utf8)
        try folder.write("plan.yaml", sample.replacing("time-zone: Asia/Shanghai", with: "time-zone: Asia/Beijing"))
        guard case .failure(let invalid) = LocalConfiguration.load(path: path) else {
            Issue.record("settings with two mistakes")
            return
        }
        #expect(invalid.problems.map(\.position.keyPath) == ["colour", "time-zone"])
    }

    struct Place: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var named: String?
        var environment: [String: String] = [:]
        var there: [String] = []
        var found: String?
    }

    @Test(
        "the file that is named, else that of the environment, else the first of the usual ones that is there",
        arguments: [
            Place(
                testDescription: "named",
                named: "a.yaml",
                environment: ["QUIETHOURS_CONFIG": "b.yaml"],
                there: ["./quiethours.yaml"],
                found: "a.yaml"
            ),
            Place(
                testDescription: "environment, there or not",
                environment: ["QUIETHOURS_CONFIG": "b.yaml"],
                there: ["./quiethours.yaml"],
                found: "b.yaml"
            ),
            Place(
                testDescription: "an empty variable names none",
                environment: ["QUIETHOURS_CONFIG": ""],
                there: ["./quiethours.yaml", "/etc/quiethours/quiethours.yaml"],
                found: "./quiethours.yaml"
            ),
            Place(
                testDescription: "of the system",
                there: ["/etc/quiethours/quiethours.yaml"],
                found: "/etc/quiethours/quiethours.yaml"
            ),
            Place(testDescription: "none"),
        ]
    )
    func place(row: Place) throws {
        let found = try? SettingsPath.find(named: row.named, environment: row.environment) { row.there.contains($0) }
        #expect(found == row.found)
        #expect(NoSettings().description.contains("--config") && NoSettings().description.contains("QUIETHOURS_CONFIG"))
    }
}
