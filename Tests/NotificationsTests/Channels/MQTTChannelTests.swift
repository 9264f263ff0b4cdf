import EventTime
import Foundation
import Mosquitto
import NoiseRules
import Notifications
import Records
import Settings
import Sites
import Synchronization
import TestSupport
import Testing

/// What subscribers of a site's alerts get from a real mosquitto.
@Suite(.enabled(if: !MosquittoServer.isMissing))
struct MQTTChannelTests {
    /// What is open at the site, as a test says.
    private final class Site: Sendable {
        let open = Mutex<[ViolationRecord]>([])
        var violations: OpenViolations { { [self] site in open.withLock { site == "s1" ? $0 : [] } } }
    }

    @Test("each scene is acknowledged, and as it is written down")
    func scenes() throws {
        let server = try MosquittoServer()
        let site = Site()
        let watching = try Watching(server, count: try Scene.all().count)
        let scenes = try Scene.all()
        // Something else goes on all the while.
        let other = record(try #require(try Scene.named("rise").subject.violation))
        site.open.withLock { $0 = [other] }
        for scene in scenes {
            let outcome = channel(server, site).deliver(scene.outgoing(.mqtt, to: .everybody), to: .everybody)
            let receipt = "PUBACK of 127.0.0.1:\(server.port) for noise/1/s1/alerts"
            #expect(outcome == DeliveryOutcome(.accepted, receipt))
        }
        let received = try watching.messages()
        #expect(received.allSatisfy { $0.topic == "noise/1/s1/alerts" && $0.qos == 1 })
        _ = try PythonReading.shown(received.map(\.payload))
        let shown = try PythonReading.shown(
            zip(scenes, received).map { try $0.withoutObject($1.payload, .mqtt, to: .everybody) }
        )
        try WrittenMessages.expect(Array(zip(scenes.map(\.name), shown)), in: "mqtt.json.txt")
    }

    @Test("whoever comes later gets what is open, and nothing when all is over")
    func retained() throws {
        let server = try MosquittoServer()
        let site = Site()
        let opened = try Scene.named("opened")
        let change = try #require(opened.subject.violation)
        site.open.withLock { $0 = [record(change)] }
        _ = channel(server, site).deliver(opened.outgoing(.mqtt, to: .everybody), to: .everybody)
        // A silent sensor and a drill are told to those who listen, and leave what is retained.
        for name in ["silent", "drill"] {
            _ = channel(server, site).deliver(try Scene.named(name).outgoing(.mqtt, to: .everybody), to: .everybody)
        }
        let late = try #require(try Watching(server, count: 1).messages().first)
        #expect(late.isRetained)
        #expect(late.payload.contains("\"state\":\"open\"") && late.payload.contains("\"type\":\"violation.opened\""))

        site.open.withLock { $0 = [] }
        let watching = try Watching(server, count: 3)
        let outcome = channel(server, site).deliver(
            try Scene.named("closed").outgoing(.mqtt, to: .everybody),
            to: .everybody
        )
        #expect(outcome.outcome == .accepted)
        let messages = try watching.messages()
        #expect(messages.map(\.isRetained) == [true, false, false])
        #expect(messages[1].payload.contains("\"state\":\"quiet\""))
        #expect(messages[1].payload.contains("\"type\":\"violation.closed\""))
        #expect(messages[2].payload.isEmpty)
        #expect(try Watching(server, count: 0).messages(orNone: true).isEmpty)
    }

    @Test("a broker that is away, or a store that cannot be asked, is tried again; the password stands nowhere")
    func failures() throws {
        var behaviour = MosquittoServer.Options()
        behaviour.users = ["quiethours": "s3cret-of-the-broker"]
        let server = try MosquittoServer(behaviour)
        let outgoing = try Scene.named("opened").outgoing(.mqtt, to: .everybody)
        let right = channel(server, Site(), user: ("quiethours", "s3cret-of-the-broker"))
        #expect(right.deliver(outgoing, to: .everybody).outcome == .accepted)
        let wrong = channel(server, Site(), user: ("quiethours", "another-s3cret")).deliver(outgoing, to: .everybody)
        #expect(wrong.outcome == .deferred)
        #expect(!wrong.detail.contains("s3cret"))
        struct Away: Error {}
        let settings = MQTTSettings(options(server.port), password: nil, clientID: "a", sites: ["s1"])
        #expect(
            MQTTChannel(settings, open: { _ in throw Away() }).deliver(outgoing, to: .everybody).outcome == .deferred
        )
        let gone = MQTTSettings(options(try freePort()), password: nil, clientID: "a", sites: ["s1"])
        #expect(MQTTChannel(gone, open: { _ in [] }).deliver(outgoing, to: .everybody).outcome == .deferred)
    }

    private func channel(
        _ server: MosquittoServer,
        _ site: Site,
        user: (name: String, password: String)? = nil
    ) -> MQTTChannel {
        var options = options(server.port)
        options.username = user?.name
        let settings = MQTTSettings(
            options,
            password: user.map { Secret($0.password) },
            clientID: "quiethours-alerts",
            sites: ["s1"]
        )
        return MQTTChannel(settings, open: site.violations)
    }

    private func options(_ port: Int) -> ConnectionOptions {
        ConnectionOptions(host: "127.0.0.1", port: port, clientID: "quiethours")
    }

    private func record(_ change: ViolationChange) -> ViolationRecord {
        ViolationRecord(
            id: change.violation,
            subject: change.subject,
            openedAt: change.openedAt,
            closedAt: nil,
            worst: change.worst,
            changes: [change],
            answers: []
        )
    }
}

/// mosquitto_sub on all sites' alerts.
private final class Watching {
    struct Message {
        var topic: String
        var qos: Int
        var isRetained: Bool
        var payload: String
    }

    private let process: ChildProcess
    private let directory: TemporaryDirectory
    private let count: Int

    /// For so many messages.
    init(_ server: MosquittoServer, count: Int) throws {
        directory = try TemporaryDirectory()
        self.count = count
        guard let program = ChildProcess.find("mosquitto_sub") else { throw ChildProcessError("no mosquitto_sub") }
        // Line by line, so that its subscription is seen.
        process = try ChildProcess(
            "/usr/bin/stdbuf",
            [
                "-oL", program,
                "-h", "127.0.0.1", "-p", "\(server.port)", "-q", "1", "-t", "noise/1/+/alerts", "-F", "%t %q %r %p",
                "-d",
            ],
            directory: directory.url
        )
        _ = try process.wait(for: "subscribe") { process.output().contains("SUBACK") ? true : nil }
    }

    /// Whole lines with a message.
    private static func lines(of output: String) -> [Substring] {
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return lines.filter { $0.hasPrefix("noise/") }
    }

    /// Waits for them, or for a second when there should be none.
    func messages(orNone: Bool = false) throws -> [Message] {
        if orNone {
            Thread.sleep(forTimeInterval: 1)
            process.stop()
        }
        let lines =
            try orNone
            ? Watching.lines(of: process.output())
            : process.wait(for: "receive \(count) messages") {
                let lines = Watching.lines(of: process.output())
                return lines.count >= count ? lines : nil
            }
        return lines.map { line in
            let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            return Message(
                topic: parts[0],
                qos: Int(parts[1]) ?? -1,
                isRetained: parts[2] == "1",
                payload: parts.count > 3 ? parts[3] : ""
            )
        }
    }
}
