import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Nothing is acknowledged before it is committed")
struct AcknowledgeAfterCommitTests {
    private func publications(repeated: Bool) -> [ScriptedBroker.Publication] {
        payloads((0..<50).map { 60 + Double($0) / 10 }, endingAt: Date(timeIntervalSince1970: 1_780_794_000))
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

    /// Runs `body` while this process holds the store's write lock, so that the service can read but not commit.
    private func whileLocked<T>(_ store: DatabaseQueue, _ body: () throws -> T) throws -> T {
        try store.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            defer { try? db.execute(sql: "ROLLBACK") }
            return try body()
        }
    }

    /// A store without readings, so that there is something to lock.
    private func makeStore(of installation: Installation) throws {
        let empty = try installation.directory.write("time,sensor,duration,LAeq\n", to: "empty.csv")
        _ = try installation.run(["import", "--readings", empty, "--config", installation.config])
    }

    private func count(_ store: DatabaseQueue) throws -> Int {
        try store.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") ?? 0 }
    }

    @Test("killed between read and commit, every reading is in the store once after the restart")
    func killedBetween() async throws {
        var script = ScriptedBroker.Script()
        let first = publications(repeated: false)
        let second = publications(repeated: true)
        script.afterSubscribe = { $0 == 0 ? first : second }
        let broker = try ScriptedBroker(script)
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        try makeStore(of: installation)
        let store = try DatabaseQueue(path: installation.store)

        let killed = try whileLocked(store) {
            let service = try installation.start("serve")
            _ = try service.wait(for: "subscribe") { broker.packets(.subscribe).isEmpty ? nil : true }
            // Time enough to read the messages and to reach the lock that this test holds.
            Thread.sleep(forTimeInterval: 1)
            #expect(broker.packets(.publishAnswer).isEmpty)
            service.stop()
            return service
        }
        #expect(!killed.isRunning)
        #expect(try count(store) == 0)
        #expect(broker.packets(.publishAnswer).isEmpty)

        let service = try installation.start("serve")
        let acknowledged = await broker.waits(seconds: 20) { $0.packets(.publishAnswer).count == 50 }
        #expect(acknowledged, "\(broker.packets(.publishAnswer).count) of 50 acknowledged; \(service.errors())")
        #expect(Set(broker.packets(.publishAnswer).map(\.packetID)).count == 50)
        #expect(try count(store) == 50)
        #expect(broker.connectPackets.allSatisfy { !$0.cleanSession })
    }

    @Test("while the store is locked no acknowledgement leaves; when the lock goes, every one does")
    func locked() async throws {
        var script = ScriptedBroker.Script()
        let all = publications(repeated: false)
        script.afterSubscribe = { _ in all }
        let broker = try ScriptedBroker(script)
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        try makeStore(of: installation)
        let store = try DatabaseQueue(path: installation.store)
        let service = try whileLocked(store) {
            let service = try installation.start("serve")
            _ = try service.wait(for: "subscribe") { broker.packets(.subscribe).isEmpty ? nil : true }
            Thread.sleep(forTimeInterval: 1)
            #expect(broker.packets(.publishAnswer).isEmpty)
            return service
        }
        let acknowledged = await broker.waits(seconds: 20) { $0.packets(.publishAnswer).count >= 50 }
        #expect(acknowledged, "\(service.errors())")
        #expect(try count(store) == 50)
    }
}
