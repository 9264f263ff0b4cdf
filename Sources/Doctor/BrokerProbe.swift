import Foundation
package import Ingest
package import Mosquitto
import Settings

/// One conversation with the broker that waits for its answers, for a look at what it does.
///
/// Blocks, and belongs to the thread that made it. Nothing of what arrives is acknowledged before `acknowledge`.
package final class BrokerProbe {
    private let subscriber: MosquittoSubscriber
    /// Of the broker's answer to CONNECT.
    package private(set) var sessionPresent = false
    /// Of the same answer, in bytes (MQTT 5); nil when the broker names no limit.
    package var packetLimit: Int? { subscriber.brokerPacketLimit }
    /// How often each topic came on this connection; the first thousand topics.
    private(set) var topics: [String: Int] = [:]
    /// Messages that have arrived on this connection.
    package private(set) var received = 0

    /// For one answer of the broker.
    private static let patience = Duration.seconds(6)

    /// Connects and waits for CONNACK; subscribes to nothing before `subscribe`.
    package init(_ settings: BrokerSettings, _ options: ConnectionOptions, filter: String) throws(MosquittoError) {
        subscriber = try MosquittoSubscriber(
            options: options,
            password: settings.password?.reveal(),
            filters: [filter]
        )
        try subscriber.connect()
        var isConnected = false
        try subscriber.acknowledge()
        try wait(for: "the broker's answer to CONNECT") { event in
            if case .connected(let present, code: 0) = event {
                isConnected = true
                sessionPresent = present
            }
            return isConnected
        }
    }

    /// What the broker grants for the filter.
    package func subscribe() throws(MosquittoError) -> ConnectionEvent.Grant {
        try subscriber.acknowledge()
        var granted: ConnectionEvent.Grant?
        try wait(for: "the broker's answer to SUBSCRIBE") { event in
            if case .subscribed(let grants) = event { granted = grants.first }
            return granted != nil
        }
        guard let granted else { throw MosquittoError(.protocolViolation, "the broker's SUBACK grants nothing") }
        return granted
    }

    /// Reads for `time` without a single write; throws when the broker ends the connection.
    package func listen(for time: Duration) throws(MosquittoError) {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end { _ = try read() }
    }

    /// Takes and acknowledges messages for `time`.
    func take(for time: Duration) throws(MosquittoError) {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end {
            _ = try read()
            if subscriber.wantsWrite { try subscriber.acknowledge() }
        }
    }

    /// Takes and acknowledges messages until none has come for `silence`.
    package func takeAll(silence: Duration) throws(MosquittoError) {
        var last = ContinuousClock.now
        while ContinuousClock.now - last < silence {
            if try read() > 0 { last = .now }
            if subscriber.wantsWrite { try subscriber.acknowledge() }
        }
    }

    /// Says farewell; a durable session stays.
    package func disconnect() throws(MosquittoError) {
        try subscriber.disconnect()
    }

    /// Closes without a word: nothing is acknowledged.
    package func drop() {
        subscriber.drop()
    }

    private func wait(for answer: String, until done: (ConnectionEvent) -> Bool) throws(MosquittoError) {
        let end = ContinuousClock.now + BrokerProbe.patience
        while ContinuousClock.now < end {
            _ = try read()
            for event in subscriber.takeEvents() where done(event) { return }
            // Only what we asked for ourselves: while CONNECT waits for a TLS handshake nothing else is queued, and
            // what comes before SUBACK belongs to the probe.
            if subscriber.wantsWrite { try subscriber.acknowledge() }
        }
        throw MosquittoError(.timedOut, "no \(answer) within \(BrokerProbe.patience.components.seconds) s")
    }

    private func read() throws(MosquittoError) -> Int {
        try subscriber.poll(milliseconds: 100, writable: false)
        try subscriber.read(limit: 1000)
        received += subscriber.batch.count
        for index in 0..<subscriber.batch.count {
            let topic = subscriber.batch.topic(at: index)
            if topics.count < 1000 || topics[topic] != nil { topics[topic, default: 0] += 1 }
        }
        return subscriber.batch.count
    }
}

extension BrokerSettings {
    /// The connection of a client that stands beside the service's own: same way in, another id.
    func probe(_ clientID: String, clean: Bool) -> ConnectionOptions {
        var options = connection
        options.clientID = clientID
        options.cleanSession = clean
        // Should the doctor be killed, an MQTT 5 broker forgets the probe by itself.
        options.limits.sessionExpirySeconds = 300
        return options
    }

    /// Ends the session of `clientID` at the broker.
    func forget(_ clientID: String) throws(MosquittoError) {
        let probe = try BrokerProbe(self, probe(clientID, clean: true), filter: "noise/1/+/+/obs")
        try probe.disconnect()
    }
}
