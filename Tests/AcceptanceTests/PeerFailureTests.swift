import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

/// What other collectors are known to lose, each named after the one that lost it. "Kapacitor forgets or floods on
/// restart" is in EvaluationTests, "mqttwarn never retries" in MailFaultTests.
@Suite("What the peers lose")
struct PeerFailureTests {
    private func stored(_ installation: Installation) throws -> Int {
        try installation.connect().read {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") ?? 0
        }
    }

    @Test("ThingsBoard acknowledged 1,000 messages and stored 200: whatever we acknowledged before dying is stored")
    func thingsBoard() async throws {
        let broker = try ScriptedBroker()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let end = Date(timeIntervalSince1970: 1_780_794_000)
        let publications = payloads((0..<1000).map { 50 + Double($0 % 200) / 10 }, endingAt: end)
            .enumerated()
            .map { index, payload in
                ScriptedBroker.Publication(
                    topic: "noise/1/school/gate/obs",
                    payload: payload,
                    packetID: UInt16(index + 1),
                    repeated: false
                )
            }
        let service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") { broker.packets(.subscribe).isEmpty ? nil : true }
        // In hundreds, and killed when the first acknowledgements have come.
        for part in 0..<10 {
            broker.publish(Array(publications[part * 100..<(part + 1) * 100]), on: 0)
        }
        #expect(await broker.waits(seconds: 20) { !$0.packets(.publishAnswer).isEmpty })
        service.stop()
        let acknowledged = Set(broker.packets(.publishAnswer).map(\.packetID)).count
        #expect(acknowledged > 0)
        #expect(try stored(installation) >= acknowledged)
    }

    @Test(
        "collectd never subscribes again after a broker restart: we do, and say what may be lost",
        .disabled(if: MosquittoServer.isMissing, "needs mosquitto")
    )
    func collectd() throws {
        var options = MosquittoServer.Options()
        options.keeping = []
        let broker = try MosquittoServer(options)
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let service = try installation.start("serve")
        func subscriptions() -> Int { service.errors().components(separatedBy: "subscribed").count - 1 }
        _ = try service.wait(for: "subscribe") { subscriptions() > 0 ? true : nil }
        broker.kill()
        try broker.start()
        _ = try service.wait(for: "subscribe again") { subscriptions() > 1 ? true : nil }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        for payload in payloads([60, 61, 62], endingAt: Date()) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        _ = try service.wait(for: "store the readings") { try stored(installation) == 3 ? true : nil }
        #expect(service.errors().contains("the broker has forgotten the session"))
    }
}
