package import Running

/// What an owner does with what a ``DurableSubscription`` brings. Everything is called on the subscription's thread.
package protocol SubscriptionHandler: AnyObject {
    /// Before each attempt to connect. An error is tried again later, as a connection that was lost.
    func willConnect() throws
    /// Before each wait for the broker, several times a second.
    func willWait()
    /// Reads what has arrived into the subscriber's batch, and sends nothing.
    func read(_ subscriber: MosquittoSubscriber) throws
    func note(_ event: ConnectionEvent) throws
    /// Commits a batch that is not empty; when it returns, the acknowledgements may leave. After an error none of them
    /// does, and the broker sends the messages again.
    func take(_ batch: MessageBatch) throws
    /// Before acknowledgements leave; `hasInput` says that the broker had sent something.
    func didRead(hasInput: Bool)
    /// After acknowledgements were handed to the socket.
    func didSend()
    /// The connection is dropped, or there was none; `unanswered` is what the broker was asked for last and did not
    /// answer.
    func wasInterrupted(_ error: any Error, unanswered: OptionalSubscription?)
    /// The last connection ended because the broker refuses us, or because another client may use our id.
    var isRefused: Bool { get }
    /// The broker knows that we are gone, and keeps the session.
    func didStop()
}

extension SubscriptionHandler {
    package var isRefused: Bool { false }
    package func willConnect() throws {}
    package func willWait() {}
    package func didRead(hasInput: Bool) {}
    package func didSend() {}
    package func didStop() {}
}

/// Receives in a session that the broker keeps: what the handler has not committed is not acknowledged, and comes
/// again.
///
/// ```
/// connect ─▶ poll ─▶ read ─▶ events, commit ─▶ acknowledge ─▶ keep alive ─┐
///    ▲        ▲─────────────────────────────────────────────────────────────┘
///    └─ back off ◀─ drop the socket without a write ◀─ any error
/// ```
/// Not Sendable: one thread makes it and runs it.
package final class DurableSubscription {
    package let subscriber: MosquittoSubscriber
    private let pollMilliseconds: Int
    private let steadyAfter: Duration
    private let time: TimeSource
    private var backOff = BackOff()
    /// Since when the broker has accepted the connection, by the monotonic clock.
    package private(set) var connectedAt: ContinuousClock.Instant?

    /// A connection that has stood for `steadyAfter` was a good one: the next attempt after it comes soon. Keep-alive
    /// and the stop are looked at every `pollMilliseconds` when nothing arrives.
    package init(
        _ subscriber: MosquittoSubscriber,
        steadyAfter: Duration,
        pollMilliseconds: Int,
        time: TimeSource
    ) {
        self.subscriber = subscriber
        self.steadyAfter = steadyAfter
        self.pollMilliseconds = pollMilliseconds
        self.time = time
    }

    /// Until the stop: then what was read is committed and acknowledged, and the broker is told goodbye.
    package func run(_ handler: some SubscriptionHandler, until lifetime: ThreadLifetime) {
        while !lifetime.isStopping {
            do {
                try serve(handler, lifetime)
                handler.didStop()
                return
            } catch {
                let unanswered = subscriber.unanswered
                // Without a single write: what was not committed stays with the broker.
                subscriber.drop()
                if let connectedAt, .now - connectedAt >= steadyAfter { backOff.reset() }
                handler.wasInterrupted(error, unanswered: unanswered)
                connectedAt = nil
            }
            if lifetime.sleep(seconds: backOff.next(random: time.random(), isRefused: handler.isRefused)) { return }
        }
    }

    private func serve(_ handler: some SubscriptionHandler, _ lifetime: ThreadLifetime) throws {
        try handler.willConnect()
        guard try lifetime.abandonable({ try subscriber.connect() }) else { return }
        try subscriber.acknowledge()
        while !lifetime.isStopping {
            handler.willWait()
            // While the broker has not answered, only its bytes wake us: during a TLS handshake the socket is writable
            // all the time.
            let writable = connectedAt != nil && subscriber.wantsWrite
            let hasInput = try subscriber.poll(milliseconds: pollMilliseconds, writable: writable)
            try receive(handler)
            handler.didRead(hasInput: hasInput)
            if subscriber.wantsWrite { try subscriber.acknowledge() }
            handler.didSend()
            try subscriber.misc()
        }
        try subscriber.disconnect()
    }

    /// A batch that was cut short by an error is committed too; it cannot be acknowledged, and comes again.
    private func receive(_ handler: some SubscriptionHandler) throws {
        let reading = Result { try handler.read(subscriber) }
        let noting = Result {
            for event in subscriber.takeEvents() {
                if case .connected(_, code: 0) = event { connectedAt = .now }
                try handler.note(event)
            }
        }
        if !subscriber.batch.isEmpty { try handler.take(subscriber.batch) }
        try reading.get()
        try noting.get()
    }
}
