import CMosquitto

/// The least that a C program does with libmosquitto: `mosquitto_loop`, and a callback that counts. The baseline of
/// measurements.
///
/// Not for readings: with QoS 1 each message is acknowledged before anybody has seen it (see `MosquittoSubscriber`).
/// Not Sendable: one thread makes it and drives it.
package final class MosquittoCounter {
    private let client: Client
    /// Stays empty; its inbox holds the counter.
    private let batch: MessageBatch

    /// Connects, subscribes with QoS 1 and waits up to `milliseconds` until the broker has granted it.
    package init(options: ConnectionOptions, filters: [String], milliseconds: Int = 10_000) throws(MosquittoError) {
        try options.validate()
        batch = try MessageBatch()
        client = try Client(options: options, password: nil, batch: batch, threaded: false)
        client.onlyCount()
        try client.connect()
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        while unsafe !batch.inbox.pointee.connected_seen { try wait(until: end, for: "answer to CONNECT") }
        client.stopLogging()
        try client.subscribe(filters)
        while unsafe batch.inbox.pointee.granted_count < filters.count {
            try wait(until: end, for: "answer to SUBSCRIBE")
        }
        for (filter, grant) in zip(filters, batch.takeGrants()) {
            if let refusal = MosquittoError(grant: .init(filter: filter, code: grant.code)) { throw refusal }
        }
    }

    /// Messages so far.
    package var count: Int { unsafe Int(batch.inbox.pointee.counted) }

    /// Waits up to `milliseconds` for a packet, reads and acknowledges it.
    package func loop(milliseconds: Int) throws(MosquittoError) {
        try client.loop(milliseconds: milliseconds)
    }

    package func disconnect() throws(MosquittoError) {
        try client.disconnect()
    }

    private func wait(until end: ContinuousClock.Instant, for what: String) throws(MosquittoError) {
        guard ContinuousClock.now < end else { throw MosquittoError(.timedOut, "the broker gave no \(what)") }
        try client.loop(milliseconds: 50)
    }
}
