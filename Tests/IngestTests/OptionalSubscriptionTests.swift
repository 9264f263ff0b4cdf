import Acoustics
import EventTime
import Ingest
import Logging
import Mosquitto
import Readings
import Records
import SensorPayloads
import Sites
import TestSupport
import Testing

@Suite("what ingest listens to beside the observations")
struct OptionalSubscriptionTests {
    private static func status(_ text: String, sensor: String, id: UInt16) -> ScriptedBroker.Publication {
        .init(topic: "noise/1/school/\(sensor)/status", payload: Array(text.utf8), packetID: id, repeated: false)
    }

    @Test("each topic has a SUBSCRIBE of its own, and a refusal ends nothing")
    func refused() async throws {
        var script = ScriptedBroker.Script()
        script.refuses = { $0.hasPrefix("$SYS") }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let log = SessionLogDouble()
        let options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        let ingest = try RunningIngest(options, sessionLog: log)
        try #require(await ingest.waits { _ in log.kinds.count == 3 })
        broker.publish([publication(1)], on: 0)
        #expect(await ingest.waits { $0.counts.readings == 1 })
        let filters = broker.packets(.subscribe).map { $0.filters(level: 4) }
        #expect(filters.map { $0.map(\.filter) }.first == ["noise/1/+/+/obs"])
        #expect(filters.count == 4 && filters.allSatisfy { $0.count == 1 })
        let levels = Dictionary(uniqueKeysWithValues: filters.flatMap { $0 }.map { ($0.filter, $0.options) })
        #expect(levels["noise/1/+/+/status"] == 1)
        #expect(levels["$SYS/broker/publish/messages/dropped"] == 0)
        #expect(ingest.counts.connectionFailures == 0)
        try await ingest.stop()
        #expect(log.kinds == [.begun, .refused, .refused, .stopped])
        #expect(log.events.first?.lastReceivedAt == Instant(milliseconds: 77))
    }

    @Test("a broker that says it has been up for longer than there is time ends nothing")
    func absurdUptime() async throws {
        let broker = try ScriptedBroker()
        defer { broker.stop() }
        let options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        let ingest = try RunningIngest(options, sessionLog: SessionLogDouble())
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })
        func report(_ topic: String, _ text: String, id: UInt16) -> ScriptedBroker.Publication {
            .init(topic: topic, payload: Array(text.utf8), packetID: id, repeated: false)
        }
        broker.publish(
            [
                report("$SYS/broker/uptime", "999999999999999999 seconds", id: 1),
                report("$SYS/broker/publish/messages/dropped", "999999999999999999", id: 2),
            ],
            on: 0
        )
        broker.publish([publication(3)], on: 0)
        #expect(await ingest.waits { $0.counts.readings == 1 })
        try await ingest.stop()
    }

    @Test("status reports are committed with their sensor and acknowledged; a bad one is kept as rejected")
    func statuses() async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in
            [
                OptionalSubscriptionTests.status(#"{"state":"offline"}"#, sensor: "s1", id: 1),
                OptionalSubscriptionTests.status("gone", sensor: "s2", id: 2),
                OptionalSubscriptionTests.status(#"{"state":"online"}"#, sensor: "stranger", id: 3),
                OptionalSubscriptionTests.status("", sensor: "s3", id: 4),
            ]
        }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        let ingest = try RunningIngest(options, sessionLog: SessionLogDouble())
        #expect(await broker.waits { $0.packets(.publishAnswer).count == 4 })
        let report = StatusReport(
            status: SensorStatus(sensor: SensorID(site: "school", sensor: "s1"), state: .offline),
            receivedAt: RunningIngest.receivedAt,
            retained: false
        )
        #expect(ingest.journal.arrivals.flatMap(\.statuses) == [report])
        #expect(ingest.journal.rejected.map(\.reason) == [.malformed, .unknownSensor])
        try await ingest.stop()
    }

    @Test("a session log that fails stops nothing, and has everything in the end")
    func failingLog() async throws {
        let broker = try ScriptedBroker()
        defer { broker.stop() }
        let log = SessionLogDouble(failures: 1)
        let options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        let ingest = try RunningIngest(options, sessionLog: log)
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })
        broker.publish([publication(1), publication(2)], on: 0)
        #expect(await ingest.waits { $0.counts.readings == 2 })
        #expect(log.kinds.isEmpty)
        try await ingest.stop()
        #expect(log.kinds == [.begun, .stopped])
        #expect(ingest.log.lines(.error).count == 1)
    }

    @Test(
        "a broker that ends each connection that asks for its own topics: they are left out, and the connection stands"
    )
    func closing() async throws {
        var script = ScriptedBroker.Script()
        script.closesOn = { $0.hasPrefix("$SYS") }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let log = SessionLogDouble()
        let options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        let ingest = try RunningIngest(options, sessionLog: log)
        try #require(await ingest.waits { $0.counts.subscriptions == 3 })
        try #require(await broker.waits { $0.packets(.subscribe).count == 8 })
        broker.publish([publication(1)], on: 2)
        try #require(await ingest.waits { $0.counts.readings == 1 })
        let filters = broker.packets(.subscribe).flatMap { $0.filters(level: 4).map(\.filter) }
        let asked = ["noise/1/+/+/obs", "noise/1/+/+/status", "$SYS/broker/uptime"]
        #expect(filters == asked + asked + asked.dropLast())
        #expect(
            ingest.counts.isSubscribed && ingest.counts.connectionFailures == 2 && !ingest.counts.isSecondClientLikely
        )
        let warnings = ingest.log.lines(.warning).filter { $0.message.contains("we leave them out") }
        #expect(
            warnings.count == 1 && warnings.first?.description.contains("$SYS/broker/publish/messages/dropped") == true
        )
        try await ingest.stop()
        let refused = log.events.filter { $0.kind == .refused }.map(\.detail)
        #expect(refused.count == 2 && refused.allSatisfy { $0.contains("left out") })
    }

    @Test("the observations are never left out, however often the broker closes")
    func observations() async throws {
        var script = ScriptedBroker.Script()
        script.closesOn = { $0.hasSuffix("/obs") }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        let ingest = try RunningIngest(options, sessionLog: SessionLogDouble())
        try #require(await broker.waits { $0.packets(.subscribe).count == 5 })
        #expect(Set(broker.packets(.subscribe).flatMap { $0.filters(level: 4).map(\.filter) }) == ["noise/1/+/+/obs"])
        #expect(!ingest.counts.isSubscribed && !ingest.counts.isSecondClientLikely)
        try await ingest.stop()
    }
}
