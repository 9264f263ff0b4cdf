import Acoustics
import Ingest
import Mosquitto
import Records
import SensorPayloads
import TestSupport
import Testing

@Suite("topics of a plan that was read again", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct NewTopicsTests {
    private static func publish(_ number: Int, _ kind: String, to broker: MosquittoServer) async throws {
        try await onThread {
            let publisher = try MosquittoPublisher(options: broker.options(clientID: "sensor"))
            try publisher.publish(topic: topic(number).replacing("noise/", with: "\(kind)/"), payload: line(number))
            try publisher.flush(milliseconds: 30_000)
            try publisher.disconnect()
        }
    }

    @Test("are subscribed to on the connection that stands, and those that it has no more are left")
    func changed() async throws {
        let broker = try MosquittoServer()
        let exchange = SensorExchange()
        let ingest = try RunningIngest(broker.options(clientID: "guard"), newSensors: exchange)
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })

        try await Self.publish(0, "meters", to: broker)
        exchange.replace(with: RunningIngest.intake(LineDecoder(["noise/1/+/+/obs", "meters/1/+/+/obs"])))
        try #require(await ingest.waits { $0.counts.subscriptions == 2 })
        try await Self.publish(1, "meters", to: broker)
        try await Self.publish(2, "noise", to: broker)
        try #require(await ingest.waits { $0.counts.readings == 2 })

        exchange.replace(with: RunningIngest.intake(LineDecoder(["meters/1/+/+/obs", "more/1/+/+/obs"])))
        try #require(await ingest.waits { $0.counts.subscriptions == 3 })
        try await Self.publish(3, "noise", to: broker)
        try await Self.publish(4, "more", to: broker)
        try await Self.publish(5, "meters", to: broker)
        try #require(await ingest.waits { $0.counts.readings == 4 })
        #expect(ingest.counts.messages == 4 && ingest.journal.rejected.isEmpty)
        #expect(ingest.counts.connectionFailures == 0)
        try await ingest.stop()
    }
}

@Suite("a topic of the plan that the broker refuses")
struct RefusedTopicTests {
    @Test("is said once and missed, while everything else is received; without the own contract's topic nothing is")
    func refused() async throws {
        var script = ScriptedBroker.Script()
        script.refuses = { $0.hasPrefix("hj212/") }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let intake = SensorIntake(
            table: try TopicTable([DecoderUse(name: "hj212")]),
            sensors: RunningIngest.sensors.map { ($0, .meter) }
        )
        let options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        let log = SessionLogDouble()
        let ingest = try RunningIngest(options, sessionLog: log, intake: intake)
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })
        broker.publish([publication(1)], on: 0)
        #expect(await ingest.waits { $0.counts.messages == 1 })
        #expect(ingest.counts.connectionFailures == 0)
        try await ingest.stop()
        #expect(log.events.contains { $0.kind == .refused && $0.detail == "hj212/+" })
        #expect(ingest.log.lines.filter { $0.contains("refuses a topic of the plan") }.count == 1)

        var deaf = ScriptedBroker.Script()
        deaf.refuses = { $0.hasPrefix("noise/") }
        let other = try ScriptedBroker(deaf)
        defer { other.stop() }
        let address = ConnectionOptions(host: "127.0.0.1", port: other.port, clientID: "guard")
        let second = try RunningIngest(address, intake: intake)
        #expect(await second.waits { $0.counts.connectionFailures > 0 })
        try await second.stop()
    }
}
