import Mosquitto
import Records
import TestSupport
import Testing

/// What libmosquitto must go on doing for "acknowledge after commit" to hold, seen in the bytes.
@Suite("acknowledgements leave when they are told to")
struct AcknowledgementTests {
    struct Version: CustomTestStringConvertible {
        var version: ConnectionOptions.ProtocolVersion
        var testDescription: String { "MQTT \(version.rawValue)" }
        static let all = ConnectionOptions.ProtocolVersion.allCases.map(Version.init)
    }

    static func publications(_ ids: ClosedRange<UInt16>) -> [ScriptedBroker.Publication] {
        ids.map { .init(topic: "noise/1/site/s\($0 % 7)/obs", payload: Array("\($0)".utf8), packetID: $0) }
    }

    static func options(_ broker: ScriptedBroker, _ version: Version) -> ConnectionOptions {
        ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard", protocolVersion: version.version)
    }

    @Test("connect() alone sends nothing", arguments: Version.all)
    func connectIsQueued(version: Version) async throws {
        let broker = try ScriptedBroker()
        defer { broker.stop() }
        let subscriber = try MosquittoSubscriber(
            options: AcknowledgementTests.options(broker, version),
            password: nil,
            filters: ["a"]
        )
        try subscriber.connect()
        #expect(await broker.waits(seconds: 0.2) { !$0.entries.isEmpty } == false)
        try subscriber.acknowledge()
        #expect(await broker.waits { $0.connectPackets.count == 1 })
    }

    @Test("1,000 coalesced packets are read without one PUBACK; one call sends all", arguments: Version.all)
    func nothingBeforeAcknowledge(version: Version) async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in AcknowledgementTests.publications(1...1000) }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        var owner = try Subscribing(AcknowledgementTests.options(broker, version))
        #expect(try await owner.turns { $0.events.count == 1 })
        #expect(try await owner.turns(acknowledging: false) { $0.messages.count == 1000 })
        #expect(await broker.waits(seconds: 0.3) { !$0.packets(.publishAnswer).isEmpty } == false)
        try owner.subscriber.acknowledge()
        #expect(await broker.waits { $0.packets(.publishAnswer).count == 1000 })
        #expect(broker.packets(.publishAnswer).map(\.packetID) == Array(1...1000))
        #expect(owner.messages.map(\.payload) == (1...1000).map { Array("\($0)".utf8) })
    }

    /// From the 277th queued packet on libmosquitto's own wake-up write leaves EAGAIN in errno. Without a guard a call
    /// ends there, and the rest of a decrypted record waits though the socket has nothing more to wake us.
    @Test("700 packets in few TLS records arrive in few reads, whatever waits to be sent", arguments: Version.all)
    func coalescedRecords(version: Version) async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in AcknowledgementTests.publications(1...700) }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let files = try TemporaryDirectory()
        let certificates = try TestCertificates(in: files)
        let relay = try TLSRelay(to: broker.port, certificates: certificates, in: files)
        var options = AcknowledgementTests.options(broker, version)
        options.port = relay.port
        options.tls = .init(authorityFile: certificates.authority)
        var owner = try Subscribing(options)
        #expect(try await owner.turns { $0.events.count == 1 })
        #expect(try await owner.turns(acknowledging: false) { $0.messages.count == 700 })
        #expect(owner.messages.count == 700)
        #expect(owner.deliveries < 50, "a read ends in the middle of a record")
        #expect(broker.packets(.publishAnswer).isEmpty)
    }

    @Test("a batch ends at its limit, and the rest comes with the next read")
    func limit() async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in AcknowledgementTests.publications(1...25) }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let version = Version(version: .v3_1_1)
        var owner = try Subscribing(AcknowledgementTests.options(broker, version))
        var largest = 0
        for _ in 0..<200 where owner.messages.count < 25 {
            try await owner.turn(limit: 10)
            largest = max(largest, owner.subscriber.batch.count)
        }
        #expect(owner.messages.count == 25)
        #expect(largest == 10)
    }

    @Test("drop() closes the socket and sends nothing that was queued", arguments: Version.all)
    func drop(version: Version) async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in AcknowledgementTests.publications(1...10) }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        var owner = try Subscribing(AcknowledgementTests.options(broker, version))
        #expect(try await owner.turns { $0.events.count == 1 })
        #expect(try await owner.turns(acknowledging: false) { $0.messages.count == 10 })
        owner.subscriber.drop()
        #expect(await broker.waits { $0.entries.contains(.closed(connection: 0)) })
        #expect(broker.packets(.publishAnswer).isEmpty)
        #expect(broker.packets(.disconnect).isEmpty)

        try owner.subscriber.connect()
        try owner.subscriber.acknowledge()
        #expect(await broker.waits { $0.connectPackets.count == 2 })
        #expect(broker.packets(.publishAnswer).isEmpty, "an acknowledgement of the old connection reached the new one")
        #expect(broker.connectPackets.map(\.cleanSession) == [false, false])
    }

    @Test("a farewell sends what is queued, then DISCONNECT", arguments: Version.all)
    func disconnect(version: Version) async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in AcknowledgementTests.publications(1...10) }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        var owner = try Subscribing(AcknowledgementTests.options(broker, version))
        #expect(try await owner.turns { $0.events.count == 1 })
        #expect(try await owner.turns(acknowledging: false) { $0.messages.count == 10 })
        try owner.subscriber.disconnect()
        #expect(await broker.waits { $0.entries.contains(.closed(connection: 0)) })
        let kinds = broker.entries.compactMap { entry in
            guard case .packet(let packet, _) = entry else { return MQTTPacket.Kind?.none }
            return packet.kind
        }
        #expect(kinds.suffix(11) == [MQTTPacket.Kind](repeating: .publishAnswer, count: 10) + [.disconnect])
    }

    @Test("payload bytes, topics and QoS arrive as they were sent")
    func bytes() async throws {
        let payloads: [[UInt8]] = [[], [0], Array(0...255), [UInt8](repeating: 7, count: 200_000)]
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in
            payloads.enumerated().map {
                .init(topic: "t/\($0)/ü", payload: $1, packetID: $0 == 1 ? nil : UInt16($0 + 1))
            }
        }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let version = Version(version: .v3_1_1)
        var owner = try Subscribing(AcknowledgementTests.options(broker, version))
        #expect(try await owner.turns { $0.messages.count == payloads.count })
        #expect(owner.messages.map(\.payload) == payloads)
        #expect(owner.messages.map(\.topic) == (0..<payloads.count).map { "t/\($0)/ü" })
        #expect(owner.messages.map(\.qos) == [1, 0, 1, 1])
    }
}
