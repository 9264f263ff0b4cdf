import Mosquitto
import TestSupport
import Testing

@Suite("failures are told in words")
struct FailureTests {
    struct Refusal: CustomTestStringConvertible, Sendable {
        var version: ConnectionOptions.ProtocolVersion
        var connectCode: UInt8 = 0
        var code: MosquittoError.Code
        var words: String
        var testDescription: String { "MQTT \(version.rawValue), CONNACK \(connectCode)" }
    }

    @Test(
        "the broker refuses the connection",
        arguments: [
            Refusal(version: .v3_1_1, connectCode: 1, code: .protocolVersion, words: "does not speak MQTT 3.1.1"),
            Refusal(version: .v3_1_1, connectCode: 2, code: .clientIDRejected, words: "client id 'guard'"),
            Refusal(version: .v3_1_1, connectCode: 3, code: .brokerUnavailable, words: "not available"),
            Refusal(version: .v3_1_1, connectCode: 4, code: .badCredentials, words: "user 'anna' with this password"),
            Refusal(version: .v3_1_1, connectCode: 5, code: .notAuthorised, words: "does not let user 'anna' in"),
            Refusal(version: .v5, connectCode: 0x84, code: .protocolVersion, words: "does not speak MQTT 5"),
            Refusal(version: .v5, connectCode: 0x85, code: .clientIDRejected, words: "client id 'guard'"),
            Refusal(version: .v5, connectCode: 0x86, code: .badCredentials, words: "user 'anna' with this password"),
            Refusal(version: .v5, connectCode: 0x87, code: .notAuthorised, words: "does not let user 'anna' in"),
            Refusal(version: .v5, connectCode: 0x97, code: .other, words: "code 151"),
        ]
    )
    func refusedConnection(row: Refusal) async throws {
        var script = ScriptedBroker.Script()
        script.connectCode = row.connectCode
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        var options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard", username: "anna")
        options.protocolVersion = row.version
        var owner = try Subscribing(options, password: "secret")
        let end = await owner.failure()
        let failure = try #require(end)
        #expect(failure.code == row.code)
        #expect(failure.message.contains(row.words))
        #expect(!"\(failure)".contains("secret"))
        #expect(owner.events.first == .connected(sessionPresent: false, code: Int32(row.connectCode)))
    }

    struct Grant: CustomTestStringConvertible, Sendable {
        var version: ConnectionOptions.ProtocolVersion
        var code: UInt8
        var words: String
        var testDescription: String { "MQTT \(version.rawValue), SUBACK \(code)" }
    }

    @Test(
        "the broker refuses the subscription, or grants less than is needed",
        arguments: [
            Grant(version: .v3_1_1, code: 0x80, words: "refused the subscription to 'noise/1/+/+/obs'"),
            Grant(version: .v5, code: 0x87, words: "refused the subscription to 'noise/1/+/+/obs'"),
            Grant(version: .v5, code: 0x00, words: "with QoS 0 only"),
        ]
    )
    func refusedSubscription(row: Grant) async throws {
        var script = ScriptedBroker.Script()
        script.grant = row.code
        let broker = try ScriptedBroker(script)
        defer { broker.stop() }
        var options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        options.protocolVersion = row.version
        var owner = try Subscribing(options)
        #expect(try await owner.turns { $0.isSubscribed })
        guard case .subscribed(let grants) = owner.events.last else {
            Issue.record("no SUBACK in \(owner.events)")
            return
        }
        let failure = try #require(grants.first?.failure)
        #expect(failure.code == .subscriptionRefused)
        #expect(failure.message.contains(row.words))
    }

    @Test("nothing listens there")
    func nobodyListens() async throws {
        let options = ConnectionOptions(host: "127.0.0.1", port: try freePort(), clientID: "guard")
        let error = #expect(throws: MosquittoError.self) { _ = try Subscribing(options) }
        #expect(error?.code == .connectionRefused)
        #expect(error?.message.contains("nothing listens at 127.0.0.1:\(options.port)") == true)
    }

    @Test("the host name is unknown")
    func unknownHost() {
        let options = ConnectionOptions(host: "broker.invalid", port: 1883, clientID: "guard")
        let error = #expect(throws: MosquittoError.self) { _ = try Subscribing(options) }
        #expect(error?.code == .hostNotFound)
        #expect(error?.message.contains("'broker.invalid' could not be resolved") == true)
    }

    /// mosquitto 2.0.11 closes without a word when it is another client that takes the id; later brokers say why.
    @Test("the broker says with MQTT 5 that another client has the same id")
    func takenOver() async throws {
        let broker = try ScriptedBroker()
        defer { broker.stop() }
        var options = ConnectionOptions(host: "127.0.0.1", port: broker.port, clientID: "guard")
        options.protocolVersion = .v5
        var owner = try Subscribing(options)
        #expect(try await owner.turns { $0.isSubscribed })
        broker.send(MQTTPacket(kind: .disconnect, body: [0x8e, 0]), on: 0)
        let end = await owner.failure()
        let failure = try #require(end)
        #expect(failure.code == .sessionTakenOver)
        #expect(failure.message.contains("client id 'guard'"))
        #expect(owner.events.last == .disconnected(code: 0x8e))
    }

    @Test("the broker goes away")
    func brokerGone() async throws {
        let broker = try ScriptedBroker()
        defer { broker.stop() }
        var owner = try Subscribing(.init(host: "127.0.0.1", port: broker.port, clientID: "guard"))
        #expect(try await owner.turns { $0.isSubscribed })
        broker.end(0)
        let end = await owner.failure()
        let failure = try #require(end)
        #expect(failure.code == .connectionLost)
        guard case .disconnected(let code) = owner.events.last else {
            Issue.record("no end in \(owner.events)")
            return
        }
        #expect(code != 0)
    }
}
