import Mosquitto
import TestSupport
import Testing

@Suite("the session is a durable one")
struct SessionTests {
    @Test("MQTT 5 says how long the session lives and how much may be in flight")
    func version5Properties() async throws {
        let broker = try ScriptedBroker()
        defer { broker.stop() }
        var options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        options.protocolVersion = .v5
        options.limits.sessionExpirySeconds = 86_400
        options.limits.receiveMaximum = 1234
        _ = try Subscribing(options)
        #expect(await broker.waits { $0.connectPackets.count == 1 })
        let connect = try #require(broker.connectPackets.first)
        #expect(connect.protocolLevel == 5)
        #expect(connect.cleanSession == false)
        #expect(connect.sessionExpiry == 86_400)
        #expect(connect.receiveMaximum == 1234)
        #expect(connect.maximumPacketSize == 4_096_000)
    }

    @Test("every connection subscribes again with QoS 1, whatever the session remembers")
    func resubscribes() async throws {
        var script = ScriptedBroker.Script()
        script.sessionPresent = { $0 == 1 }
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        let options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        var owner = try Subscribing(options, filters: ["a/+", "b/#"])
        for connection in 0..<3 {
            if connection > 0 {
                owner.events = []
                try owner.subscriber.connect()
                try owner.subscriber.acknowledge()
            }
            #expect(try await owner.turns { $0.isSubscribed })
            let grants = [("a/+", 1), ("b/#", 1)].map { ConnectionEvent.Grant(filter: $0.0, code: $0.1) }
            #expect(
                owner.events == [.connected(sessionPresent: connection == 1, code: 0), .subscribed(grants)]
            )
        }
        let subscriptions = broker.packets(.subscribe).map { $0.filters(level: 4) }
        #expect(subscriptions.count == 3)
        #expect(subscriptions.allSatisfy { $0.map(\.filter) == ["a/+", "b/#"] && $0.allSatisfy { $0.options == 1 } })
    }

    struct BadOptions: CustomTestStringConvertible, Sendable {
        var defect: String
        var change: @Sendable (inout ConnectionOptions) -> Void
        var word: String
        var testDescription: String { defect }
    }

    @Test(
        "options that cannot be right fail before any connection",
        arguments: [
            BadOptions(defect: "no host", change: { $0.host = "" }, word: "host"),
            BadOptions(defect: "port 0", change: { $0.port = 0 }, word: "1 to 65535"),
            BadOptions(defect: "keep-alive 4 s", change: { $0.limits.keepAliveSeconds = 4 }, word: "5 to 65535 s"),
            BadOptions(defect: "receive maximum 0", change: { $0.limits.receiveMaximum = 0 }, word: "receive maximum"),
            BadOptions(defect: "durable without id", change: { $0.clientID = "" }, word: "client id"),
        ]
    )
    func badOptions(row: BadOptions) {
        var options = ConnectionOptions(host: "127.0.0.1", port: 1883, clientID: "guard")
        row.change(&options)
        let error = #expect(throws: MosquittoError.self) { try options.validate() }
        #expect(error?.code == .invalidOption)
        #expect(error?.message.contains(row.word) == true)
    }
}
