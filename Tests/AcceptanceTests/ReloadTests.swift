import EventTime
import Foundation
import GRDB
import Mosquitto
import Records
import TestSupport
import Testing

@Suite(
    "Settings and plan edited while the service runs",
    .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed")
)
struct ReloadTests {
    private static func rules(limit: Int) -> String {
        """
              - id: boundary
                name: {zh: 场界, en: Boundary}
                when: always
                where: {placements: [construction boundary]}
                limit: {level: \(limit), document: Test}
                window: 5s
                clear: {below: 3, for: 3s}
        """
    }

    private static let two = """
              - id: school
                name: {zh: 第一中学, en: No 1 School}
                zone: "1"
                sensors:
                  - {id: gate, placement: construction boundary, class: "1", silent-after: 1h}
                  - {id: north, placement: construction boundary, class: "1", silent-after: 1h}
        """

    private let started = Date()

    private func plan(limit: Int = 60, sites: String = Installation.site(silentAfter: "1h")) -> String {
        Installation.plan(sites: sites, rules: ReloadTests.rules(limit: limit), now: started)
    }

    private func edit(_ installation: Installation, _ plan: String) throws {
        try installation.directory.write(plan, to: "plan.yaml")
    }

    private func count(_ sql: String, _ installation: Installation) throws -> Int {
        let connection = try installation.connect()
        return try connection.read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }

    @Test("a new sensor is received, a violation goes on, the connection stays, and the change is named")
    func takenUp() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: plan())
        let service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        let gate = try LivePublisher(broker)
        let north = try LivePublisher(broker, sensor: "north")
        try gate.live(80, seconds: 8)
        _ = try service.wait(for: "open a violation") {
            try count("SELECT COUNT(*) FROM violation", installation) == 1 ? true : nil
        }
        try edit(installation, plan(limit: 61, sites: ReloadTests.two))
        let watching = try installation.run(["violations", "list", "--config", installation.config])
        #expect(watching.contains("school"))
        let note = try installation.start("check")
        #expect(note.exitCode() == 0)
        #expect(note.errors().contains("the running service goes by another version of the plan"), "\(note.errors())")

        let taken = try installation.run(["reload", "--config", installation.config])
        #expect(taken.contains("sensor school/north: added"), "\(taken)")
        #expect(taken.contains("rule boundary: limit: 60.0 dB (Test), now 61.0 dB (Test)"), "\(taken)")
        try north.send([50, 50], endingAt: Date())
        try gate.live(80, seconds: 4)
        try gate.live(40, seconds: 10)
        _ = try service.wait(for: "close the violation") {
            try count("SELECT COUNT(*) FROM violation WHERE closed_at IS NOT NULL", installation) == 1 ? true : nil
        }
        #expect(try count("SELECT COUNT(*) FROM violation", installation) == 1)
        #expect(try count("SELECT COUNT(*) FROM rejected", installation) == 0)
        #expect(try count("SELECT COUNT(*) FROM plan_use", installation) == 2)
        #expect(service.errors().components(separatedBy: "subscribed").count == 2, "\(service.errors())")
        let quiet = try installation.start("check")
        #expect(quiet.exitCode() == 0)
        #expect(!quiet.errors().contains("another version"), "\(quiet.errors())")
        // What is past is looked at by the plans that it was judged by.
        let span = ["--config", installation.config, "--last", "1h"]
        let compared = try installation.start("replay", ["--against-record", "--last", "1h"])
        #expect(compared.exitCode() == 0)
        #expect(compared.output().contains("1 the same, 0 appear, 0 vanish, 0 change"), "\(compared.output())")
        #expect(compared.errors().contains("archived, SHA-256"), "\(compared.errors())")
        try edit(installation, plan(limit: 61))
        let hours = try installation.run(["export", "hourly"] + span)
        #expect(hours.contains(",north,"), "\(hours)")
        #expect(try !installation.run(["export", "hourly", "--present-plan"] + span).contains(",north,"))
        try edit(installation, plan(limit: 61, sites: ReloadTests.two))
        // The same files again.
        #expect(try installation.run(["reload", "--config", installation.config]).contains("nothing changed"))
    }

    @Test("files with problems change nothing, and operators are notified until they are right again")
    func refused() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: plan())
        let service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        try edit(installation, plan().replacing("window: 5s", with: "window: five"))
        let command = try installation.start("reload")
        #expect(command.exitCode() == 78)
        #expect(command.errors().contains("window"), "\(command.errors())")
        service.send(signal: SIGHUP)
        _ = try service.wait(for: "refuse the plan") {
            try installation.subjects().contains { $0.contains("Edited plan not taken up") } ? true : nil
        }
        #expect(service.errors().contains("were not taken up"))
        let gate = try LivePublisher(broker)
        try gate.live(80, seconds: 8)
        _ = try service.wait(for: "judge by the plan of before") {
            try count("SELECT COUNT(*) FROM violation", installation) == 1 ? true : nil
        }
        try edit(installation, plan())
        #expect(try installation.run(["reload", "--config", installation.config, "--json"]).contains("\"taken\":true"))
        _ = try service.wait(for: "say that it is over") {
            try installation.subjects().contains { $0.contains("Plan taken up again") } ? true : nil
        }
    }

    @Test("what a restart is needed for is named, and stays")
    func settings() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: plan())
        let service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        let settings = try String(contentsOfFile: installation.config, encoding: .utf8)
        try installation.directory.write(
            settings.replacing("client-id: acceptance", with: "client-id: other"),
            to: "quiethours.yaml"
        )
        let taken = try installation.run(["reload", "--config", installation.config])
        #expect(taken.contains("broker was changed and is taken up by a restart only"), "\(taken)")
        #expect(service.isRunning)
        #expect(!broker.log.contains("as other"))
    }

    @Test("without a service there is nobody to ask")
    func nobody() throws {
        let installation = try Installation(brokerPort: 1883, plan: plan())
        let command = try installation.start("reload")
        #expect(command.exitCode() == 69)
        #expect(command.errors().contains("no service runs on this store"), "\(command.errors())")
    }
}
