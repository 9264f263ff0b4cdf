import Ingest
import Logging
import Mosquitto
import Readings
import Records
import SensorPayloads
import TestSupport
import Testing

@Suite("nothing is acknowledged before it is committed")
struct CommitThenAcknowledgeTests {
    static func options(_ broker: ScriptedBroker, _ version: ConnectionOptions.ProtocolVersion = .v3_1_1)
        -> ConnectionOptions
    {
        ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard", protocolVersion: version)
    }

    @Test("every PUBACK comes after the append has returned", arguments: ConnectionOptions.ProtocolVersion.allCases)
    func order(version: ConnectionOptions.ProtocolVersion) async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in (1...20).map { publication($0) } }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let journal = JournalDouble { broker.mark($0) }
        journal.hold()
        let ingest = try RunningIngest(CommitThenAcknowledgeTests.options(broker, version), journal: journal)
        try #require(await ingest.waits { $0.journal.begun == 1 })
        #expect(await broker.waits(seconds: 0.3) { !$0.packets(.publishAnswer).isEmpty } == false)
        #expect(ingest.rings == 0)
        journal.release()
        try #require(await broker.waits { $0.packets(.publishAnswer).count == 20 })
        let entries = broker.entries
        let commit = try #require(entries.firstIndex(of: .mark("append returned")))
        let acknowledgement = try #require(entries.firstIndex { $0.isPacket(.publishAnswer) })
        #expect(commit < acknowledgement)
        #expect(broker.packets(.publishAnswer).map(\.packetID) == Array(1...20))
        #expect(journal.readings.count == 20)
        try #require(await ingest.waits { $0.counts.readings == 20 })
        #expect(ingest.rings == ingest.counts.commits)
        try await ingest.stop()
    }

    @Test("a failed append: no PUBACK, the socket is dropped, and what comes again is committed once")
    func failedAppend() async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { connection in (1...5).map { publication($0, repeated: connection > 0) } }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let journal = JournalDouble { broker.mark($0) }
        journal.fail([.init(description: "disk full")])
        let ingest = try RunningIngest(CommitThenAcknowledgeTests.options(broker), journal: journal)
        try #require(await broker.waits { $0.packets(.publishAnswer).count == 5 })
        let entries = broker.entries
        let dropped = try #require(entries.firstIndex(of: .closed(connection: 0)))
        #expect(!entries[..<dropped].contains { $0.isPacket(.publishAnswer) || $0.isPacket(.disconnect) })
        #expect(broker.connectPackets.map(\.cleanSession) == [false, false])
        #expect(journal.readings.count == 5)
        #expect(ingest.counts.failedCommits == 1)
        #expect(ingest.counts.readings == 5)
        #expect(ingest.counts.repeats == 0)
        try await ingest.stop()
    }

    @Test("the connection ends during the commit: nothing is lost and nothing counted twice")
    func connectionEndsDuringCommit() async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { connection in (1...5).map { publication($0, repeated: connection > 0) } }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let journal = JournalDouble()
        journal.hold()
        let ingest = try RunningIngest(CommitThenAcknowledgeTests.options(broker), journal: journal)
        try #require(await ingest.waits { $0.journal.begun == 1 })
        broker.end(0)
        try #require(await broker.waits { $0.entries.contains(.closed(connection: 0)) })
        journal.release()
        try #require(await broker.waits { $0.packets(.publishAnswer).count == 5 })
        #expect(journal.readings.count == 5)
        try #require(await ingest.waits { $0.counts.repeats == 5 })
        #expect(ingest.counts.readings == 5)
        try await ingest.stop()
    }

    @Test("no PINGREQ leaves between read and commit, however long the commit takes")
    func noPingDuringCommit() async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in (1...3).map { publication($0) } }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let journal = JournalDouble()
        journal.hold()
        var options = CommitThenAcknowledgeTests.options(broker)
        options.limits.keepAliveSeconds = 5
        let ingest = try RunningIngest(options, journal: journal)
        try #require(await ingest.waits { $0.journal.begun == 1 })
        let before = broker.entries.count
        #expect(await broker.waits(seconds: 6.5) { $0.entries.count > before } == false, "something was sent")
        journal.release()
        try #require(await broker.waits { !$0.packets(.pingRequest).isEmpty })
        let kinds = broker.entries[before...].map(\.kind)
        #expect(kinds == [.publishAnswer, .publishAnswer, .publishAnswer, .pingRequest])
        #expect(broker.connectPackets.count == 1)
        try await ingest.stop()
    }

    @Test("shutdown commits and acknowledges what was read, then says goodbye")
    func shutdown() async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in (1...10).map { publication($0) } }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let journal = JournalDouble()
        journal.hold()
        let ingest = try RunningIngest(CommitThenAcknowledgeTests.options(broker), journal: journal)
        try #require(await ingest.waits { $0.journal.begun == 1 })
        ingest.requestStop()
        #expect(await broker.waits(seconds: 0.3) { !$0.packets(.publishAnswer).isEmpty } == false)
        journal.release()
        try await ingest.stop()
        try #require(await broker.waits { $0.entries.contains(.closed(connection: 0)) })
        let acknowledged = broker.packets(.publishAnswer).count
        #expect(acknowledged == journal.readings.count)
        #expect(acknowledged > 0)
        #expect(broker.entries.suffix(2).first?.kind == .disconnect)
    }

    @Test("poison is kept with its reason, acknowledged, and does not shrink the window")
    func poison() async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in
            [
                publication(1),
                .init(topic: topic(2), payload: Array("not a line".utf8), packetID: 2),
                .init(topic: "noise/1/school/stranger/obs", payload: line(3), packetID: 3),
                .init(topic: topic(4), payload: [], packetID: 4),
                publication(5),
            ]
        }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let ingest = try RunningIngest(CommitThenAcknowledgeTests.options(broker))
        try #require(await broker.waits { $0.packets(.publishAnswer).count == 5 })
        #expect(broker.packets(.publishAnswer).map(\.packetID) == [1, 2, 3, 4, 5])
        #expect(ingest.journal.readings.count == 2)
        #expect(ingest.journal.rejected.map(\.reason) == [.malformed, .unknownSensor, .malformed])
        #expect(ingest.journal.rejected.map(\.payload) == [Array("not a line".utf8), line(3), []])
        #expect(ingest.journal.rejected[1].detail.contains("'school/stranger'"))
        try #require(await ingest.waits { $0.counts.rejected == [.malformed: 2, .unknownSensor: 1] })
        try await ingest.stop()
    }
}

extension ScriptedBroker.Entry {
    var kind: MQTTPacket.Kind? {
        guard case .packet(let packet, _) = self else { return nil }
        return packet.kind
    }

    func isPacket(_ wanted: MQTTPacket.Kind) -> Bool { kind == wanted }
}
