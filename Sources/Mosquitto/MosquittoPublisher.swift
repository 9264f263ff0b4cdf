import CMosquitto

/// What the broker publishes for a client that has gone without a farewell.
package struct LastWill: Hashable, Sendable {
    package var topic: String
    package var payload: [UInt8]
    package var qos: Int
    package var retained: Bool

    package init(topic: String, payload: [UInt8], qos: Int = 1, retained: Bool = true) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retained = retained
    }
}

/// A publisher for simulated sensors, tests and measurements: simple calls that block.
///
/// Not Sendable: one thread makes it and drives it; there is no thread behind it, so a publisher that is idle for
/// longer than the keep-alive calls `idle`. It never connects again by itself: after an error, make a new one.
package final class MosquittoPublisher {
    /// Most messages on their way at a time; `publish` waits when there are more.
    private let window: UInt64
    private let client: Client
    /// Nothing is subscribed to, so it stays empty; it holds the counters that the callbacks keep.
    private let batch: MessageBatch
    private var published: UInt64 = 0

    /// Connects and waits up to `milliseconds` for the broker's answer.
    package init(
        options: ConnectionOptions,
        password: String? = nil,
        lastWill: LastWill? = nil,
        window: Int = 100,
        milliseconds: Int = 10_000
    ) throws(MosquittoError) {
        try options.validate()
        precondition((1...65_535).contains(window), "a window of \(window) messages")
        self.window = UInt64(window)
        batch = try MessageBatch()
        client = try Client(options: options, password: password, batch: batch, threaded: false)
        try client.setInFlight(window)
        if let lastWill { try client.setWill(lastWill) }
        try client.connect()
        try wait(milliseconds: milliseconds, for: "the broker's answer to CONNECT") {
            unsafe batch.inbox.pointee.connected_seen
        }
        client.stopLogging()
    }

    /// Sends one message; waits while the window is full, however long the broker takes.
    package func publish(
        topic: String,
        payload: [UInt8],
        qos: Int = 1,
        retained: Bool = false
    ) throws(MosquittoError) {
        precondition((0...1).contains(qos), "QoS \(qos)")
        while pending >= window { try client.loop(milliseconds: 100) }
        try client.publish(topic, payload, qos: qos, retained: retained)
        published += 1
    }

    /// Messages that the broker has not acknowledged yet (QoS 1) or that are not yet written (QoS 0).
    package var pending: UInt64 { published - (unsafe batch.inbox.pointee.completed) }

    /// Waits until the broker has acknowledged everything; fails when it refused something (MQTT 5 only: 3.1.1 has no
    /// word for it).
    package func flush(milliseconds: Int = 10_000) throws(MosquittoError) {
        try wait(milliseconds: milliseconds, for: "acknowledgements of \(pending) messages") { pending == 0 }
        let refused = unsafe batch.inbox.pointee.refused
        guard refused > 0 else { return }
        let reason = unsafe String(cString: mosquitto_reason_string(batch.inbox.pointee.refusal_code))
        unsafe batch.inbox.pointee.refused = 0
        throw MosquittoError(.publicationRefused, "the broker refused \(refused) messages", cause: reason)
    }

    /// Fails when the broker has refused everything that it has answered (MQTT 5 only): nothing gets through.
    package func checkThatSomeArePublished() throws(MosquittoError) {
        let (refused, completed) = unsafe (batch.inbox.pointee.refused, batch.inbox.pointee.completed)
        guard refused > 0, refused >= completed else { return }
        let reason = unsafe String(cString: mosquitto_reason_string(batch.inbox.pointee.refusal_code))
        throw MosquittoError(.publicationRefused, "the broker refused all \(refused) messages", cause: reason)
    }

    /// Lets the connection live for about `milliseconds`: pings, and what the broker has to say.
    package func idle(milliseconds: Int) throws(MosquittoError) {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        while ContinuousClock.now < end { try client.loop(milliseconds: min(milliseconds, 100)) }
    }

    /// Says farewell, so that the last will is not published.
    package func disconnect() throws(MosquittoError) {
        try client.disconnect()
    }

    private func wait(
        milliseconds: Int,
        for what: @autoclosure () -> String,
        until done: () -> Bool
    ) throws(MosquittoError) {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        while !done() {
            guard ContinuousClock.now < end else {
                throw MosquittoError(.timedOut, "no \(what()) within \(milliseconds) ms")
            }
            try client.loop(milliseconds: 50)
        }
    }
}
