import EventTime
import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

@Suite("Orders from the command line")
struct OrdersTests {
    private func run(_ arguments: [String], _ installation: Installation) throws -> String {
        try installation.run(arguments + ["--config", installation.config])
    }

    private let person = ["--by", "Wang Fang", "--why", "recording replayed"]

    @Test("an extension, a mute and a calibration are recorded, listed and shown by the calendar")
    func commands() throws {
        let installation = try Installation(brokerPort: 1883, plan: Installation.plan())
        #expect(try run(["exam", "list"], installation).contains("gaokao 1  "))
        #expect(throws: ChildProcessError.self) {
            try run(["exam", "extend", "--exam", "gaokao", "--minutes", "10"], installation)
        }
        // The paper runs from 08:00 to 12:00, and it is ten in the morning.
        let extended = try run(
            ["exam", "extend", "--exam", "gaokao", "--until", "12:10", "--json"] + person,
            installation
        )
        #expect(extended.contains("T12:10:00") && extended.contains("\"by\":\"Wang Fang\""), "\(extended)")
        #expect(try run(["exam", "list", "--language", "zh"], installation).contains("由 12:00 改至 12:10"))
        #expect(try run(["calendar", "--site", "school"], installation).contains("08:00 to 12:10"))

        let muted = try run(
            ["mute", "add", "--site", "school", "--source", "construction", "--until", "21:00"] + person,
            installation
        )
        #expect(muted.hasPrefix("2  holds  ") && muted.contains("school; construction"), "\(muted)")
        #expect(try run(["mute", "list", "--json"], installation).contains("\"holds\":true"))
        #expect(try run(["mute", "end", "2"] + person, installation).contains("ended early"))
        #expect(try run(["mute", "list"], installation).isEmpty)
        #expect(throws: ChildProcessError.self) { try run(["mute", "end", "2"] + person, installation) }

        for level in ["93.9", "94.5"] {
            let add = ["calibration", "add", "--sensor", "school/gate", "--level", level, "--by", "Wang Fang"]
            #expect(try run(add, installation).contains("found \(level) of 94.0"))
        }
        let list = try run(["calibration", "list", "--json"], installation)
        #expect(list.contains("\"drift\":0.6") && list.contains("\"valid\":false"), "\(list)")
    }

    @Test(
        "the running service obeys: a mute holds the mail back, and its early end lets it go",
        .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed")
    )
    func live() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let service = try installation.start("serve")
        defer { service.stop() }
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        _ = try run(["mute", "add", "--site", "school", "--until", "21:00"] + person, installation)
        _ = try run(["exam", "extend", "--exam", "gaokao", "--minutes", "10"] + person, installation)
        _ = try service.wait(for: "take the orders up") {
            service.errors().components(separatedBy: "order applied").count == 3 ? true : nil
        }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        for payload in payloads([Double](repeating: 85, count: 30), endingAt: Date()) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        let connection = try installation.connect()
        func count(_ sql: String) throws -> Int { try connection.read { try Int.fetchOne($0, sql: sql) ?? 0 } }
        _ = try service.wait(for: "record the violation") {
            try count("SELECT COUNT(*) FROM violation") == 1 ? true : nil
        }
        #expect(try count("SELECT COUNT(*) FROM alert") == 0)
        let list = try run(["violations", "list", "--json"], installation)
        #expect(list.contains("\"muted\":{\"by\":\"Wang Fang\",\"order\":1"), "\(list)")
        #expect(list.firstMatch(of: /"sessionEnds":"[0-9-]+T12:10:00/) != nil, "\(list)")
        #expect(list.contains("\"notification\":{\"decision\":\"suppress\",\"reason\":\"muted\"}"), "\(list)")
        let id = try #require(try connection.read { try String.fetchOne($0, sql: "SELECT id FROM violation") })
        #expect(try run(["violations", "show", id], installation).contains("    not notified: muted\n"))
        #expect(try run(["violations", "show", id, "--language", "zh"], installation).contains("    未通知：告警静默中\n"))
        _ = try run(["mute", "end", "1"] + person, installation)
        _ = try service.wait(for: "tell what is on still") { try count("SELECT COUNT(*) FROM alert") > 0 ? true : nil }
        #expect(try run(["violations", "show", id], installation).contains("    not notified: muted; notified "))
    }
}
