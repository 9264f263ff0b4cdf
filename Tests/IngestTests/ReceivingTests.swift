import Acoustics
import EventTime
import Ingest
import Logging
import Mosquitto
import Readings
import Records
import TestSupport
import Testing

@Suite("what ingest notices and tells")
struct ReceivingTests {
    static func options(_ broker: ScriptedBroker) -> ConnectionOptions {
        ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
    }

    struct Stamp: CustomTestStringConvertible {
        var endsAfterReceipt: Int64
        var mark: DataMark
        var testDescription: String { "ends \(endsAfterReceipt) ms after receipt" }
    }

    @Test(
        "a reading that ends more than 30 s after it came in is marked, and kept as of its arrival",
        arguments: [
            Stamp(endsAfterReceipt: -60_000, mark: .normal),
            Stamp(endsAfterReceipt: 30_000, mark: .normal),
            Stamp(endsAfterReceipt: 30_001, mark: .clock),
        ]
    )
    func future(row: Stamp) async throws {
        let start = RunningIngest.receivedAt.milliseconds + row.endsAfterReceipt - 1000
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { _ in
            [.init(topic: topic(1), payload: Array("\(start) 1000 5310".utf8), packetID: 1)]
        }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let ingest = try RunningIngest(ReceivingTests.options(broker))
        try #require(await ingest.waits { $0.journal.readings.count == 1 })
        let reading = try #require(ingest.journal.readings.values.first)
        #expect(reading.mark == row.mark)
        let shift: TimeSpan = row.mark == .clock ? .milliseconds(-row.endsAfterReceipt) : .zero
        #expect(reading.shift == shift)
        #expect(reading.end == RunningIngest.receivedAt + .milliseconds(row.endsAfterReceipt) + shift)
        #expect(ingest.journal.arrivals.first?.receivedAt == RunningIngest.receivedAt)
        try await ingest.stop()
    }

    struct Session: CustomTestStringConvertible, Sendable {
        var name: String
        var present: [Bool]
        var expected = false
        var losses: Int
        var testDescription: String { name }
    }

    @Test(
        "a session that should be there and is not is a possible loss",
        arguments: [
            Session(name: "the first connection ever", present: [false], losses: 0),
            Session(name: "the first connection after an earlier run", present: [false], expected: true, losses: 1),
            Session(name: "an earlier run's session is there", present: [true], expected: true, losses: 0),
            Session(name: "kept over a reconnection", present: [false, true], losses: 0),
            Session(name: "lost at a reconnection", present: [true, false], losses: 1),
        ]
    )
    func session(row: Session) async throws {
        var script = ScriptedBroker.Script()
        script.sessionPresent = { row.present[min($0, row.present.count - 1)] }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let ingest = try RunningIngest(ReceivingTests.options(broker), expectsSession: row.expected)
        for connection in row.present.indices {
            try #require(await ingest.waits { $0.counts.subscriptions == connection + 1 })
            if connection + 1 < row.present.count { broker.end(connection) }
        }
        #expect(ingest.counts.sessionLosses == row.losses)
        #expect(ingest.counts.lastSessionLossAt == (row.losses > 0 ? RunningIngest.receivedAt : nil))
        #expect(ingest.log.lines(.warning).count == row.losses)
        #expect(ingest.log.lines(.warning).allSatisfy { $0.message.hasPrefix("possible loss") })
        try await ingest.stop()
    }

    @Test("the same failure is logged once, another one again")
    func loggedOnce() async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { connection in [publication(1, repeated: connection > 0)] }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let journal = JournalDouble()
        journal.fail(["disk full", "disk full", "disk gone"].map(JournalDouble.Failure.init))
        let ingest = try RunningIngest(ReceivingTests.options(broker), journal: journal)
        try #require(await ingest.waits { $0.counts.commits == 1 })
        #expect(ingest.counts.failedCommits == 3)
        #expect(ingest.log.lines(.error).map { $0.metadata["error"] } == ["disk full", "disk gone"])
        try await ingest.stop()
    }

    @Test("a refused filter is told in words, and tried again")
    func refusedFilter() async throws {
        var script = ScriptedBroker.Script()
        script.grant = 0x80
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let ingest = try RunningIngest(ReceivingTests.options(broker))
        try #require(await broker.waits { $0.connectPackets.count >= 2 })
        let error = try #require(ingest.log.lines(.error).first?.metadata["error"])
        #expect(error.contains("refused the subscription to 'noise/1/+/+/obs'"))
        #expect(ingest.counts.subscriptions == 0)
        try await ingest.stop()
    }

    @Test("without a broker it goes on trying, and stops at once when asked")
    func noBroker() async throws {
        let options = ConnectionOptions(host: "127.0.0.1", port: try freePort(), clientID: "guard")
        let ingest = try RunningIngest(options)
        try #require(await ingest.waits { $0.counts.connectionFailures >= 2 })
        #expect(ingest.log.lines(.error).count == 1)
        try await ingest.stop()
    }

    @Test("options that cannot be right fail before it runs")
    func badOptions() {
        #expect(throws: MosquittoError.self) {
            try RunningIngest(ConnectionOptions(host: "", port: 1883, clientID: "guard"))
        }
    }
}
