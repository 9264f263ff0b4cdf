import Ingest
import Logging
import Mosquitto
import Records
import Settings
import TestSupport
import Testing

@Suite("ingest against mosquitto", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct RealBrokerTests {
    static func publish(
        _ numbers: Range<Int>,
        to broker: MosquittoServer,
        password: String? = nil,
        change: @escaping @Sendable (inout ConnectionOptions) -> Void = { _ in }
    ) async throws {
        try await onThread {
            var options = broker.options(clientID: "sensor")
            change(&options)
            let publisher = try MosquittoPublisher(options: options, password: password)
            for number in numbers { try publisher.publish(topic: topic(number), payload: line(number)) }
            try publisher.flush(milliseconds: 30_000)
            try publisher.disconnect()
        }
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var version: ConnectionOptions.ProtocolVersion
        var maxInFlight: Int
        var testDescription: String { "MQTT \(version.rawValue), \(maxInFlight) in flight" }
    }

    @Test(
        "what is published while we are away arrives, once",
        arguments: ConnectionOptions.ProtocolVersion.allCases.flatMap { version in
            [20, 2000].map { Case(version: version, maxInFlight: $0) }
        }
    )
    func away(row: Case) async throws {
        var server = MosquittoServer.Options()
        server.maxInFlight = row.maxInFlight
        let broker = try MosquittoServer(server)
        var options = broker.options(clientID: "guard")
        options.protocolVersion = row.version
        options.limits.receiveMaximum = UInt16(row.maxInFlight)
        let first = try RunningIngest(options)
        try #require(await first.waits { $0.counts.subscriptions == 1 })
        try await RealBrokerTests.publish(0..<100, to: broker)
        try #require(await first.waits { $0.counts.readings == 100 })
        try await first.stop()

        try await RealBrokerTests.publish(100..<2100, to: broker)
        let second = try RunningIngest(options, journal: first.journal, expectsSession: true)
        try #require(await second.waits { $0.counts.readings == 2000 })
        #expect(first.journal.readings.count == 2100)
        #expect(second.counts.repeats == 0, "what was acknowledged came again")
        #expect(second.counts.sessionLosses == 0)
        try await second.stop()
    }

    @Test("SIGKILL of the broker: we come back, subscribe and lose nothing that it had")
    func killedBroker() async throws {
        let broker = try MosquittoServer()
        let ingest = try RunningIngest(broker.options(clientID: "guard"))
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })
        try await RealBrokerTests.publish(0..<50, to: broker)
        try #require(await ingest.waits { $0.counts.readings == 50 })
        broker.kill()
        try #require(await ingest.waits { $0.counts.connectionFailures > 0 })
        try broker.start()
        try #require(await ingest.waits { $0.counts.subscriptions == 2 })
        try await RealBrokerTests.publish(50..<100, to: broker)
        try #require(await ingest.waits { $0.journal.readings.count == 100 })
        #expect(ingest.counts.sessionLosses == 0)
        try await ingest.stop()
    }

    @Test("a broker that forgets its sessions is noticed")
    func forgetfulBroker() async throws {
        var server = MosquittoServer.Options()
        server.keeping = []
        let broker = try MosquittoServer(server)
        let ingest = try RunningIngest(broker.options(clientID: "guard"))
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })
        broker.kill()
        try broker.start()
        try #require(await ingest.waits { $0.counts.subscriptions == 2 })
        #expect(ingest.counts.sessionLosses == 1)
        try await ingest.stop()
    }

    @Test("over TLS, with user and password, 1,000 at once")
    func secured() async throws {
        let files = try TemporaryDirectory()
        let certificates = try TestCertificates(in: files)
        var server = MosquittoServer.Options()
        server.certificates = certificates
        server.users = ["guard": "right"]
        let broker = try MosquittoServer(server)
        var options = broker.options(clientID: "guard")
        options.username = "guard"
        options.tls = .init(authorityFile: certificates.authority)
        let ingest = try RunningIngest(options, password: Secret("right"))
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })
        try await RealBrokerTests.publish(0..<1000, to: broker, password: "right") { sensor in
            sensor.username = "guard"
            sensor.tls = .init(authorityFile: certificates.authority)
        }
        try #require(await ingest.waits { $0.counts.readings == 1000 })
        try await ingest.stop()
    }

    @Test("a wrong password is told in words and never printed")
    func wrongPassword() async throws {
        var server = MosquittoServer.Options()
        server.users = ["guard": "right"]
        let broker = try MosquittoServer(server)
        var options = broker.options(clientID: "guard")
        options.username = "guard"
        let ingest = try RunningIngest(options, password: Secret("hunter2"))
        try #require(await ingest.waits { !$0.log.lines(.error).isEmpty })
        let error = try #require(ingest.log.lines(.error).first?.metadata["error"])
        #expect(error.contains("does not let user 'guard' in"))
        #expect(!ingest.log.lines.contains { "\($0)".contains("hunter2") })
        try await ingest.stop()
    }
}
