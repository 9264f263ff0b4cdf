import Ingest
import Mosquitto
import TestSupport
import Testing

@Suite("messages that come one by one share commits")
struct GatheringTests {
    @Test("a trickle takes fewer commits than it has messages, and nothing waits for ever")
    func trickle() async throws {
        let broker = try ScriptedBroker()
        defer { broker.stop() }
        let options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        let ingest = try RunningIngest(options)
        try #require(await ingest.waits { $0.counts.subscriptions == 1 })
        // One message on its own is committed without a second one.
        broker.publish([publication(1)], on: 0)
        try #require(await ingest.waits { $0.counts.acknowledged == 1 })
        #expect(ingest.counts.commits == 1)
        for number in 2...101 {
            broker.publish([publication(number)], on: 0)
            try await Task.sleep(for: .milliseconds(1))
        }
        try #require(await ingest.waits { $0.counts.acknowledged == 101 })
        try #require(await broker.waits { $0.packets(.publishAnswer).count == 101 })
        #expect(ingest.counts.messages == 101)
        // Each by itself would be 101; a slow machine makes it fewer still.
        #expect(ingest.counts.commits < 80)
        #expect(ingest.journal.readings.count == 101)
        try await ingest.stop()
    }
}
