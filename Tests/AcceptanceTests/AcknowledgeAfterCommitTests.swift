import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Nothing is acknowledged before it is committed")
struct AcknowledgeAfterCommitTests {
    private static let messages = 50

    private static func publications(repeated: Bool) -> [ScriptedBroker.Publication] {
        payloads((0..<messages).map { 60 + Double($0) / 10 }, endingAt: Date(timeIntervalSince1970: 1_780_794_000))
            .enumerated()
            .map { index, payload in
                ScriptedBroker.Publication(
                    topic: "noise/1/school/gate/obs",
                    payload: payload,
                    packetID: UInt16(index + 1),
                    repeated: repeated
                )
            }
    }

    private func count(_ store: DatabaseQueue) throws -> Int {
        try store.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") ?? 0 }
    }

    /// Publishes while this process holds the store's write lock, so that the service can read but not commit, and
    /// looks at what has been acknowledged a second later; then runs `body`, still under the lock.
    private func publishLocked(
        _ store: DatabaseQueue,
        _ broker: ScriptedBroker,
        then body: () -> Void = {}
    ) throws {
        try store.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            broker.publish(AcknowledgeAfterCommitTests.publications(repeated: false), on: 0)
            Thread.sleep(forTimeInterval: 1)
            #expect(broker.packets(.publishAnswer).isEmpty)
            body()
            try db.execute(sql: "ROLLBACK")
        }
    }

    /// A service that has subscribed, and its store.
    private func start(_ broker: ScriptedBroker, _ installation: Installation) throws -> (ChildProcess, DatabaseQueue) {
        let service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") { broker.packets(.subscribe).isEmpty ? nil : true }
        return (service, try installation.connect())
    }

    @Test("killed between read and commit, every reading is in the store once after the restart")
    func killedBetween() async throws {
        var script = ScriptedBroker.Script()
        script.afterSubscribe = { $0 == 0 ? [] : AcknowledgeAfterCommitTests.publications(repeated: true) }
        let broker = try ScriptedBroker(script)
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let (killed, store) = try start(broker, installation)
        try publishLocked(store, broker) { killed.stop() }
        #expect(try count(store) == 0)
        #expect(broker.packets(.publishAnswer).isEmpty)

        let service = try installation.start("serve")
        let acknowledged = await broker.waits(seconds: 20) {
            $0.packets(.publishAnswer).count == AcknowledgeAfterCommitTests.messages
        }
        #expect(acknowledged, "\(broker.packets(.publishAnswer).count) acknowledged; \(service.errors())")
        #expect(Set(broker.packets(.publishAnswer).map(\.packetID)).count == AcknowledgeAfterCommitTests.messages)
        #expect(try count(store) == AcknowledgeAfterCommitTests.messages)
        #expect(broker.connectPackets.count == 2)
        #expect(broker.connectPackets.allSatisfy { !$0.cleanSession })
    }

    @Test("while the store is locked no acknowledgement leaves; when the lock goes, every one does")
    func locked() async throws {
        let broker = try ScriptedBroker()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let (service, store) = try start(broker, installation)
        try publishLocked(store, broker)
        let acknowledged = await broker.waits(seconds: 20) {
            $0.packets(.publishAnswer).count == AcknowledgeAfterCommitTests.messages
        }
        #expect(acknowledged, "\(service.errors())")
        #expect(try count(store) == AcknowledgeAfterCommitTests.messages)
    }
}
