import Foundation
import Mosquitto

/// A sensor's way to the broker: whenever the connection was lost it connects again, and sends again what the broker
/// had not acknowledged and all that it acknowledged within the last 30 s, for a broker that was killed has forgotten
/// some of that.
struct Uplink {
    struct Message {
        var topic: String
        var payload: [UInt8]
    }

    /// How far back a sensor sends again, s: what the broker profile may lose, with a margin (decision 0010).
    static let window = 30.0
    /// What is kept at most while the broker is away, in calls of `publish`.
    private static let mostKept = 3600

    private let options: ConnectionOptions
    private let password: String?
    private let trouble: (MosquittoError) -> Void
    private var publisher: MosquittoPublisher?
    /// Oldest first, with the time of sending, s since 1970.
    private var kept: [(at: Double, messages: [Message])] = []
    /// Of `kept`, how many at the end have not been sent on this connection.
    private var unsent = 0
    private var failure: MosquittoError?

    /// Connects; `trouble` is called when a connection is lost.
    init(
        options: ConnectionOptions,
        password: String?,
        trouble: @escaping (MosquittoError) -> Void
    ) throws(MosquittoError) {
        self.options = options
        self.password = password
        self.trouble = trouble
        publisher = try MosquittoPublisher(options: options, password: password)
    }

    /// Sends now, or with the next connection.
    mutating func publish(_ messages: [Message]) {
        kept.append((Date().timeIntervalSince1970, messages))
        unsent += 1
        if kept.count > Uplink.mostKept { kept.removeFirst() }
        attempt { (uplink) throws(MosquittoError) in
            if uplink.publisher == nil {
                uplink.publisher = try MosquittoPublisher(
                    options: uplink.options,
                    password: uplink.password,
                    milliseconds: 1000
                )
                uplink.unsent = uplink.kept.count
            }
            for (_, messages) in uplink.kept.suffix(uplink.unsent) {
                for message in messages {
                    try uplink.publisher?.publish(topic: message.topic, payload: message.payload)
                }
            }
            uplink.unsent = 0
        }
    }

    /// Lets the connection live for about `milliseconds`, in which the acknowledgements come; fails when the broker
    /// refuses everything.
    mutating func idle(milliseconds: Int) throws(MosquittoError) {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        attempt { (uplink) throws(MosquittoError) in try uplink.publisher?.idle(milliseconds: milliseconds) }
        try publisher?.checkThatSomeArePublished()
        forget()
        let left = ContinuousClock.now.duration(to: end) / .milliseconds(1)
        if left > 0 { Thread.sleep(forTimeInterval: left / 1000) }
    }

    /// Waits until everything is acknowledged, and says farewell; fails when the broker is away.
    mutating func finish() throws(MosquittoError) {
        guard let publisher else {
            throw failure ?? MosquittoError(.connectionLost, "there is no connection to the broker")
        }
        try publisher.flush()
        try publisher.disconnect()
    }

    private mutating func attempt(_ body: (inout Uplink) throws(MosquittoError) -> Void) {
        do throws(MosquittoError) {
            try body(&self)
            if publisher != nil { failure = nil }
        } catch {
            publisher = nil
            if failure == nil { trouble(error) }
            failure = error
        }
    }

    /// What is acknowledged and older than the window needs no sending any more.
    private mutating func forget() {
        guard let publisher, publisher.pending == 0 else { return }
        let horizon = Date().timeIntervalSince1970 - Uplink.window
        kept.removeFirst(kept.prefix { $0.at < horizon }.count)
    }
}
