import EventTime
import Ingest
import Mosquitto
import Records
import TestSupport
import Testing

@Suite("the ingest loop's signs of life")
struct HeartbeatOfIngestTests {
    private func broker() throws -> ScriptedBroker {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { connection in (1...5).map { publication($0, repeated: connection > 0) } }
        return try ScriptedBroker(script)
    }

    @Test("none while a commit hangs, and again when it returns")
    func hangs() async throws {
        let broker = try broker()
        defer { broker.stop() }
        let journal = JournalDouble()
        journal.hold()
        let ingest = try RunningIngest(CommitThenAcknowledgeTests.options(broker), journal: journal)
        try #require(await ingest.waits { $0.journal.begun == 1 })
        #expect(ingest.counts.isSubscribed)
        #expect(await ingest.waits { $0.heartbeat.silence > .seconds(2) })
        journal.release()
        #expect(await ingest.waits { $0.heartbeat.silence < .seconds(1) })
        try await ingest.stop()
        #expect(!ingest.counts.isSubscribed)
        #expect(ingest.counts.batchSizes.sum == 5)
        #expect(ingest.counts.commitSeconds.sum > 1)
        try await Task.sleep(for: .milliseconds(50))
        #expect(ingest.heartbeat.silence == .zero)
    }

    @Test("a commit that fails is a turn, and the failure stands until one succeeds")
    func fails() async throws {
        let broker = try broker()
        defer { broker.stop() }
        let journal = JournalDouble()
        journal.fail([.init(description: "full"), .init(description: "full")])
        let ingest = try RunningIngest(CommitThenAcknowledgeTests.options(broker), journal: journal)
        try #require(await ingest.waits { $0.counts.failedCommits == 2 })
        #expect(ingest.counts.lastCommitFailed)
        #expect(await ingest.waits { $0.heartbeat.silence == .zero })
        try #require(await ingest.waits { $0.counts.commits == 1 })
        #expect(!ingest.counts.lastCommitFailed)
        try await ingest.stop()
    }

    @Test("it turns without a broker")
    func alone() async throws {
        let port = try freePort()
        let options = ConnectionOptions(host: "127.0.0.1", port: port, clientID: "guard")
        let ingest = try RunningIngest(options)
        #expect(await ingest.waits { $0.heartbeat.hasBegun && $0.counts.connectionFailures >= 2 })
        #expect(!ingest.counts.isSubscribed)
        try await ingest.stop()
    }
}
