import Mosquitto
import TestSupport
import Testing

@Suite("against mosquitto", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct RealBrokerTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var version: ConnectionOptions.ProtocolVersion
        var overTLS: Bool
        var testDescription: String { "MQTT \(version.rawValue)\(overTLS ? " over TLS" : "")" }

        static let all = ConnectionOptions.ProtocolVersion.allCases.flatMap { version in
            [false, true].map { Case(version: version, overTLS: $0) }
        }
    }

    static func publish(_ count: Int, to options: ConnectionOptions) async throws {
        try await onThread {
            var options = options
            options.clientID = "sensor"
            options.cleanSession = true
            let publisher = try MosquittoPublisher(options: options)
            for number in 0..<count {
                try publisher.publish(topic: "noise/1/site/s\(number % 7)/obs", payload: Array("\(number)".utf8))
            }
            try publisher.flush(milliseconds: 30_000)
            try publisher.disconnect()
        }
    }

    /// From the 277th queued packet on libmosquitto leaves EAGAIN in errno; without the guards 277 of 700 arrive.
    @Test("1,000 messages that were queued while we were away arrive in order", arguments: Case.all)
    func queued(row: Case) async throws {
        let files = try TemporaryDirectory()
        var server = MosquittoServer.Options()
        if row.overTLS { server.certificates = try TestCertificates(in: files) }
        let broker = try MosquittoServer(server)
        var options = broker.options(clientID: "guard")
        options.protocolVersion = row.version
        options.tls = server.certificates.map { .init(authorityFile: $0.authority) }

        var owner = try Subscribing(options)
        #expect(try await owner.turns { $0.isSubscribed })
        try owner.subscriber.disconnect()
        try await RealBrokerTests.publish(1000, to: options)

        owner.events = []
        try owner.subscriber.connect()
        try owner.subscriber.acknowledge()
        #expect(try await owner.turns { $0.messages.count == 1000 })
        #expect(owner.messages.map(\.payload) == (0..<1000).map { Array("\($0)".utf8) })
        #expect(owner.events.first == .connected(sessionPresent: true, code: 0))
        #expect(try await owner.turns { !$0.subscriber.wantsWrite })
        try owner.subscriber.disconnect()
    }

    @Test("what was read and not acknowledged comes again", arguments: Case.all)
    func again(row: Case) async throws {
        let files = try TemporaryDirectory()
        var server = MosquittoServer.Options()
        if row.overTLS { server.certificates = try TestCertificates(in: files) }
        let broker = try MosquittoServer(server)
        var options = broker.options(clientID: "guard")
        options.protocolVersion = row.version
        options.tls = server.certificates.map { .init(authorityFile: $0.authority) }

        var owner = try Subscribing(options)
        #expect(try await owner.turns { $0.isSubscribed })
        try await RealBrokerTests.publish(500, to: options)
        #expect(try await owner.turns(acknowledging: false) { $0.messages.count == 500 })
        owner.subscriber.drop()
        owner.messages = []

        try owner.subscriber.connect()
        try owner.subscriber.acknowledge()
        #expect(try await owner.turns { $0.messages.count == 500 })
        // The broker saves all after each acknowledgement; on a busy disk 500 of them take more than the usual two
        // seconds.
        try owner.subscriber.disconnect(milliseconds: 30_000)
        #expect(
            broker.log.contains("Client guard disconnected."),
            "the farewell returned before the broker had read it"
        )
        owner.messages = []

        try owner.subscriber.connect()
        try owner.subscriber.acknowledge()
        #expect(
            try await owner.turns(seconds: 0.5) { !$0.messages.isEmpty } == false,
            "acknowledged, and yet sent again"
        )
    }

    @Test("a broker that was killed and is back has the subscription and delivers")
    func killedBroker() async throws {
        let broker = try MosquittoServer()
        let options = broker.options(clientID: "guard")
        var owner = try Subscribing(options)
        #expect(try await owner.turns { $0.isSubscribed })
        broker.kill()
        let lost = await owner.failure()
        #expect(lost?.code == .connectionLost)
        try broker.start()
        owner.events = []
        try owner.subscriber.connect()
        try owner.subscriber.acknowledge()
        #expect(try await owner.turns { $0.isSubscribed })
        try await RealBrokerTests.publish(3, to: options)
        #expect(try await owner.turns { $0.messages.count == 3 })
    }

    @Test("wrong password, in words", arguments: ConnectionOptions.ProtocolVersion.allCases)
    func wrongPassword(version: ConnectionOptions.ProtocolVersion) async throws {
        var server = MosquittoServer.Options()
        server.users = ["anna": "right"]
        let broker = try MosquittoServer(server)
        var options = broker.options(clientID: "guard")
        options.username = "anna"
        options.protocolVersion = version
        var welcome = try Subscribing(options, password: "right")
        #expect(try await welcome.turns { $0.isSubscribed })
        var owner = try Subscribing(options, password: "wrong")
        let failure = await owner.failure()
        #expect(failure?.code == .notAuthorised)
        #expect(failure?.message.contains("does not let user 'anna' in: check user name, password") == true)
    }

    @Test("a refused publication is told with MQTT 5")
    func refusedPublication() async throws {
        var server = MosquittoServer.Options()
        server.accessRules = "topic read #\n"
        let broker = try MosquittoServer(server)
        var options = broker.options(clientID: "sensor")
        options.protocolVersion = .v5
        let publisher = try MosquittoPublisher(options: options)
        try publisher.publish(topic: "noise/1/site/s1/obs", payload: [1])
        let error = #expect(throws: MosquittoError.self) { try publisher.flush() }
        #expect(error?.code == .publicationRefused)
    }

    @Test("the last will comes when a client goes without a farewell, and only then", arguments: [true, false])
    func lastWill(withFarewell: Bool) async throws {
        let broker = try MosquittoServer()
        var owner = try Subscribing(broker.options(clientID: "guard"), filters: ["noise/1/+/+/status"])
        #expect(try await owner.turns { $0.isSubscribed })
        let will = LastWill(topic: "noise/1/site/s1/status", payload: Array("offline".utf8))
        var publisher: MosquittoPublisher? = try MosquittoPublisher(
            options: broker.options(clientID: "s1"),
            lastWill: will
        )
        if withFarewell { try publisher?.disconnect() }
        publisher = nil
        #expect(try await owner.turns(seconds: withFarewell ? 0.5 : 10) { !$0.messages.isEmpty } == !withFarewell)
    }

    @Test("more messages than the in-flight window are all acknowledged", arguments: [0, 1])
    func publisherWindow(qos: Int) async throws {
        let broker = try MosquittoServer()
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "sensor"), window: 10)
        for number in 0..<500 {
            try publisher.publish(topic: "t", payload: Array("\(number)".utf8), qos: qos)
            #expect(publisher.pending <= 10)
        }
        try publisher.flush()
        #expect(publisher.pending == 0)
    }

    @Test("a publisher learns that the broker is gone")
    func publisherLosesBroker() async throws {
        let broker = try MosquittoServer()
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "sensor"), window: 10)
        broker.kill()
        #expect(throws: MosquittoError.self) {
            for _ in 0..<100 { try publisher.publish(topic: "t", payload: [1]) }
            try publisher.flush(milliseconds: 2000)
        }
    }
}
