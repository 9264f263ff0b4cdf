import EventTime
import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

@Suite("What could not be decoded", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct RejectedTests {
    /// A service that has taken `messages` of topic and payload, rejected ones included.
    private func taken(
        _ messages: [(topic: String, payload: [UInt8])],
        rejected: Int,
        by installation: Installation,
        _ broker: MosquittoServer
    ) throws -> ChildProcess {
        let service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "sensors"))
        for message in messages { try publisher.publish(topic: message.topic, payload: message.payload) }
        try publisher.flush()
        _ = try service.wait(for: "reject \(rejected)") {
            try number("SELECT COUNT(*) FROM rejected", installation) == rejected ? true : nil
        }
        return service
    }

    private func number(_ sql: String, _ installation: Installation) throws -> Int? {
        try installation.connect().read {
            try Int.fetchOne($0, sql: sql)
        }
    }

    private func run(_ arguments: [String], _ installation: Installation) throws -> String {
        try installation.run(["rejected"] + arguments + ["--config", installation.config])
    }

    @Test("Telegraf drops a whole message over one bad element: here neither its neighbours nor its bytes are lost")
    func telegraf() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let end = RFC3339.format(Instant(milliseconds: Int64(Date().timeIntervalSince1970) * 1000), offset: 0)
        // Sixty seconds, of which one says 999 dB.
        let levels = (0..<60).map { $0 == 30 ? "999" : "50.\($0 % 10)" }.joined(separator: ",")
        let bad = "{\"v\":1,\"series\":{\"end\":\"\(end)\",\"dur\":1,\"LAeq\":[\(levels)]}}"
        let topic = "noise/1/school/gate/obs"
        let neighbours = payloads([60, 61], endingAt: Date(timeIntervalSinceNow: -120))
        let service = try taken(
            [(topic, neighbours[0]), (topic, Array(bad.utf8)), (topic, neighbours[1])],
            rejected: 1,
            by: installation,
            broker
        )
        _ = try service.wait(for: "keep the other 59 seconds and the neighbours") {
            try number("SELECT COUNT(*) FROM reading", installation) == 61 ? true : nil
        }

        let list = try run(["list"], installation)
        #expect(list.contains("impossibleLevel") && list.contains("1 rejected: 1 impossibleLevel"), "\(list)")
        let line = try run(["list", "--json"], installation)
        let id = String(try #require(line.firstMatch(of: /"id":([0-9]+)/)?.1))
        #expect(try run(["show", id, "--raw"], installation) == bad)
        let page = try run(["show", id], installation)
        #expect(page.contains("[30]") && page.contains("the other 59 are kept") && page.contains(bad), "\(page)")
        // Nothing has been mended, so it stays, and nothing counts twice.
        #expect(try run(["retry", id], installation).contains("0 decoded") == true)
        #expect(try number("SELECT COUNT(*) FROM rejected", installation) == 1)
        #expect(try number("SELECT COUNT(*) FROM reading", installation) == 61)
    }

    @Test("a contradiction stands until a person decides it; then the record says who, why and what stood before")
    func ruling() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let now = Date(timeIntervalSinceNow: -5)
        let topic = "noise/1/school/gate/obs"
        let first = payloads([51.5], endingAt: now)[0]
        let second = payloads([64.5], endingAt: now)[0]
        let service = try taken([(topic, first), (topic, second)], rejected: 1, by: installation, broker)
        let line = try run(["list", "--json"], installation)
        let id = String(try #require(line.firstMatch(of: /"id":([0-9]+)/)?.1))
        #expect(try run(["retry", id], installation).contains("0 decoded"))
        let told = try run(["retry", id, "--replace", "--by", "Wang", "--why", "the card is right"], installation)
        #expect(told.contains("1 in place of others"), "\(told)")
        #expect(try number("SELECT COUNT(*) FROM rejected", installation) == 0)
        #expect(try number("SELECT LAeq FROM reading", installation) == 6450)
        let replaced = try run(["replaced"], installation)
        #expect(replaced.contains("by Wang: the card is right") && replaced.contains("51.5"), "\(replaced)")
        service.stop(signal: SIGTERM)
    }

    @Test("a sensor that is added to the plan gets its readings back, into the hourly file, while the service runs")
    func retry() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let now = Date()
        // Loud enough for an alarm, if it were not old.
        let loud = payloads([Double](repeating: 78.4, count: 20), endingAt: now)
        let topic = "noise/1/school/roof/obs"
        let messages = loud.map { (topic, $0) } + [(topic, Array("nonsense".utf8)), ("noise/1/a/b/obs", loud[0])]
        let service = try taken(messages, rejected: 22, by: installation, broker)
        #expect(try number("SELECT COUNT(*) FROM reading", installation) == 0)

        let plan = try String(contentsOfFile: installation.directory.path("plan.yaml"), encoding: .utf8)
        let roof = "      - {id: roof, placement: construction boundary, class: \"1\", silent-after: 1h}\n"
        try installation.directory.write(
            plan.replacingOccurrences(of: "exams:", with: roof + "exams:"),
            to: "plan.yaml"
        )
        let dry = try run(["retry", "--all", "--dry-run"], installation)
        #expect(dry == "20 would decode, with 20 readings; 2 would stay (1 malformed, 1 unknownSensor)\n")
        #expect(try number("SELECT COUNT(*) FROM rejected", installation) == 22)
        let outcome = try run(["retry", "--all", "--json"], installation)
        #expect(outcome.contains("\"appended\":20") && outcome.contains("\"decoded\":20"), "\(outcome)")
        #expect(try number("SELECT COUNT(*) FROM rejected", installation) == 2)
        #expect(try number("SELECT COUNT(*) FROM reading WHERE historical", installation) == 20)
        #expect(try run(["retry", "--reason", "malformed"], installation).hasPrefix("0 decoded"))

        let hour = Int64(now.timeIntervalSince1970) / 3600 * 3600
        let file = try installation.run([
            "export", "hourly", "--config", installation.config,
            "--from", RFC3339.format(Instant(milliseconds: (hour - 3600) * 1000), offset: 0),
            "--to", RFC3339.format(Instant(milliseconds: (hour + 3600) * 1000), offset: 0),
        ])
        let rows = file.split(separator: "\n").filter { $0.contains("school,roof,78.4") }
        #expect(!rows.isEmpty, "\(file)")
        // The service has judged them by now, and called nobody: a fresh reading is taken, and no alert is there.
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "sensors"))
        try publisher.publish(topic: "noise/1/school/gate/obs", payload: payloads([50], endingAt: Date())[0])
        try publisher.flush()
        _ = try service.wait(for: "judge all") {
            try number("SELECT cursor FROM evaluation", installation) == 21 ? true : nil
        }
        #expect(try number("SELECT COUNT(*) FROM alert", installation) == 0)
        #expect(try number("SELECT COUNT(*) FROM violation", installation) == 0)
    }

    @Test("bytes are dumped, narrowed lists count what they show, and an id that is not there is told")
    func commands() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let service = try taken(
            [
                ("noise/1/school/gate/obs", [0x00, 0xff, 0xfe, 0x1b]), ("noise/1/school/yard/obs", Array("NaN".utf8)),
                ("noise/1/else/yard/obs", Array("NaN".utf8)),
            ],
            rejected: 3,
            by: installation,
            broker
        )
        service.stop(signal: SIGTERM)
        #expect(try run(["show", "1"], installation).contains("00000000  00 ff fe 1b"))
        #expect(try run(["show", "1", "--json"], installation).contains("\"payloadBase64\":\"AP/+Gw==\""))
        #expect(
            try run(["list", "--site", "school", "--limit", "1"], installation).contains("2 rejected: 2 malformed")
        )
        let filtered = try run(["list", "--topic-filter", "noise/1/+/yard/#", "--json"], installation)
        #expect(filtered.hasSuffix("{\"rejected\":{\"malformed\":2}}\n") && filtered.split(separator: "\n").count == 3)
        #expect(try run(["list", "--from", "2100-01-01"], installation) == "nothing rejected\n")
        let error = #expect(throws: ChildProcessError.self) { try run(["retry", "99"], installation) }
        #expect(error?.description.contains("rejected payload 99 not found") == true)
        for wrong in [
            ["retry"], ["retry", "1", "--all"], ["list", "--reason", "bad"], ["list", "--topic-filter", "a#"],
        ] {
            #expect(throws: ChildProcessError.self) { try run(wrong, installation) }
        }
    }

    @Test("the service removes what has outlived the settings when it starts, and says so")
    func expiry() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let service = try taken(
            (0..<5).map { ("noise/1/school/gate/obs", Array("bad \($0)".utf8)) },
            rejected: 5,
            by: installation,
            broker
        )
        service.stop(signal: SIGTERM)
        try installation.connect().write {
            try $0.execute(sql: "UPDATE rejected_entry SET last_at = last_at - 40 * 86400000")
        }
        let next = try installation.start("serve")
        _ = try next.wait(for: "remove") {
            next.errors().contains("removed old rejected payloads") ? true : nil
        }
        #expect(next.errors().contains("over-age=5"))
        #expect(try number("SELECT COUNT(*) FROM rejected", installation) == 0)
    }
}
