import CMosquitto

/// A subscriber that acknowledges only when it is told to.
///
/// libmosquitto 2.0 queues the PUBACK before it calls on_message. With `mosquitto_threaded_set(client, true)` it only
/// joins the out queue, and nothing at all leaves before `mosquitto_loop_write`; so the owner reads a batch, commits it
/// and then calls `acknowledge()`:
/// ```
/// connect(), acknowledge()
/// repeat  poll → read(limit:) → commit the batch → acknowledge() → misc()
/// ```
/// * `acknowledge()` is the only call that sends, CONNECT, SUBSCRIBE and PINGREQ included. Never call it between a
///   `read` and the commit of what it delivered: it flushes all acknowledgements.
/// * A commit that failed is followed by `drop()`; the broker sends the messages again on the next connection.
/// * Of a packet above the connection's limit only the first bytes are kept; such a message ends a batch.
/// * QoS 1 at most: PUBREC of QoS 2 would leave before the owner has seen the payload.
///
/// Not Sendable: one dedicated thread makes it, drives it and ends it. It never connects again by itself.
package final class MosquittoSubscriber {
    /// What the last `read` delivered.
    package let batch: MessageBatch
    /// Not empty. Other ones are asked for with the next `misc()` on this connection, and what is left out is
    /// unsubscribed from.
    package var filters: [String]
    /// Those that each new connection asks for; taking one out takes effect with the next.
    package var optionalSubscriptions: [OptionalSubscription]
    private let options: ConnectionOptions
    private let password: String?
    private let qos: Int
    private var client: Client?
    private var mayHaveMore = false

    /// No batch grows beyond this by more than one network packet, however large single messages are.
    private static let byteLimit = 16 * 1_048_576

    /// `filters` are subscribed to with `qos`, 0 or 1, on every connection, in one SUBSCRIBE; each of
    /// `optionalSubscriptions` in one of its own, when the one before is answered, so that a refusal and a broker that
    /// closes say of which they are.
    package init(
        options: ConnectionOptions,
        password: String?,
        filters: [String],
        qos: Int = 1,
        optionalSubscriptions: [OptionalSubscription] = []
    ) throws(MosquittoError) {
        precondition((0...1).contains(qos), "QoS \(qos)")
        self.qos = qos
        try options.validate()
        guard !filters.isEmpty else { throw MosquittoError(.invalidOption, "there is no topic filter to subscribe to") }
        self.options = options
        self.password = password
        self.filters = filters
        self.optionalSubscriptions = optionalSubscriptions
        batch = try MessageBatch()
    }

    /// Drops what was connected, opens a TCP connection and queues CONNECT, which leaves with `acknowledge()`.
    ///
    /// Blocks while the name is looked up and TCP connects, at worst as long as the system tries (about 2 min on
    /// Linux).
    package func connect() throws(MosquittoError) {
        drop()
        let client = try Client(options: options, password: password, batch: batch, threaded: true)
        try client.connect()
        self.client = client
    }

    /// Waits until the broker has sent something; with `writable`, also until the socket takes bytes again. True when
    /// bytes of the broker, or its end of the connection, are there to be read.
    @discardableResult
    package func poll(milliseconds: Int, writable: Bool) throws(MosquittoError) -> Bool {
        // The first bytes of a packet that stay in the socket would wake us at once.
        if unsafe batch.inbox.pointee.incomplete { _ = usleep(1000) }
        let time = mayHaveMore ? 0 : milliseconds
        return try connection().poll(milliseconds: time, writable: writable) & Int32(POLLIN) != 0
    }

    /// Fills `batch` with what has arrived, about `limit` messages at most; returns without waiting.
    ///
    /// What was read before an error is in the batch all the same.
    package func read(limit: Int) throws(MosquittoError) {
        batch.removeAll()
        try readMore(limit: limit)
    }

    /// Adds to `batch` what has arrived since `read`, until it holds about `limit` messages; returns without waiting.
    package func readMore(limit: Int) throws(MosquittoError) {
        let client = try connection()
        let wasConnected = unsafe batch.inbox.pointee.connected_seen
        try client.read(limit: limit, byteLimit: MosquittoSubscriber.byteLimit)
        mayHaveMore = unsafe batch.inbox.pointee.cut_short
        if !wasConnected, unsafe batch.inbox.pointee.connected_seen {
            client.stopLogging()
            // Whatever the session remembers, so that a broker that lost it delivers again. Leaves with acknowledge().
            subscription = try client.subscribe(filters, qos: qos)
            (held, asking) = (filters, filters)
            unasked = optionalSubscriptions
        }
    }

    /// The largest packet that the broker takes, in bytes, as it says in its answer to CONNECT; nil when it says
    /// nothing, as with MQTT 3.1.1.
    package var brokerPacketLimit: Int? {
        let limit = unsafe batch.inbox.pointee.broker_packet_limit
        return limit > 0 ? Int(limit) : nil
    }

    /// The events since the last call, in their order.
    package func takeEvents() -> [ConnectionEvent] {
        let inbox = unsafe batch.inbox
        var events: [ConnectionEvent] = []
        if unsafe inbox.pointee.connected_seen, !connectedTold {
            connectedTold = true
            let present = unsafe inbox.pointee.session_present
            events.append(.connected(sessionPresent: present, code: unsafe inbox.pointee.connect_code))
        }
        let grants = batch.takeGrants()
        let own = grants.filter { $0.packet_id == subscription }
        if !own.isEmpty {
            isSubscribed = true
            events.append(.subscribed(zip(asking, own).map { .init(filter: $0, code: $1.code) }))
        }
        if let asked, let grant = grants.first(where: { $0.packet_id == asked.packetID }) {
            self.asked = nil
            events.append(.listening(.init(filter: asked.subscription.filter, code: grant.code)))
        }
        if unsafe inbox.pointee.disconnected_seen, !disconnectedTold {
            disconnectedTold = true
            events.append(.disconnected(code: unsafe inbox.pointee.disconnect_code))
        }
        return events
    }

    /// Sends everything that is queued: every acknowledgement of what was read. The only call that writes.
    package func acknowledge() throws(MosquittoError) {
        try connection().write()
    }

    /// Bytes wait because the socket took no more; poll for `writable` and acknowledge again.
    package var wantsWrite: Bool { client?.wantsWrite ?? false }

    /// Keeps the connection alive, and asks for the next optional subscription; may queue a PINGREQ, and fails when the
    /// broker did not answer the last one.
    package func misc() throws(MosquittoError) {
        let client = try connection()
        try client.misc()
        if isSubscribed, held != filters { try subscribeAgain(client) }
        guard isSubscribed, asked == nil, !unasked.isEmpty else { return }
        let next = unasked.removeFirst()
        asked = (try client.subscribe([next.filter], qos: next.qos), next)
    }

    private func subscribeAgain(_ client: Client) throws(MosquittoError) {
        let gone = held.filter { !filters.contains($0) }
        let new = filters.filter { !held.contains($0) }
        held = filters
        if !gone.isEmpty { try client.unsubscribe(gone) }
        guard !new.isEmpty else { return }
        subscription = try client.subscribe(new, qos: qos)
        asking = new
        isSubscribed = false
    }

    /// The optional subscription that the broker was asked for and has not answered; nil when there is none.
    package var unanswered: OptionalSubscription? { asked?.subscription }

    /// Everything that was to be asked for on this connection is answered.
    package var isFullySubscribed: Bool { isSubscribed && asked == nil && unasked.isEmpty }

    /// Closes the socket without sending anything, acknowledgements neither.
    package func drop() {
        client = nil
        mayHaveMore = false
        connectedTold = false
        disconnectedTold = false
        subscription = nil
        isSubscribed = false
        asked = nil
        unasked = []
        batch.removeAll()
    }

    /// Sends what is queued and DISCONNECT, waits up to `milliseconds` until the broker has closed too, and closes. The
    /// session stays at the broker when it is a durable one; what it sends meanwhile is not read and comes again.
    package func disconnect(milliseconds: Int = 2000) throws(MosquittoError) {
        defer { drop() }
        try connection().farewell(milliseconds: milliseconds)
    }

    /// Packet id of this connection's SUBSCRIBE for the filters, and whether it is answered.
    private var subscription: Int32?
    private var isSubscribed = false
    /// The filters of this connection's subscriptions, and of its last SUBSCRIBE.
    private var held: [String] = []
    private var asking: [String] = []
    private var asked: (packetID: Int32, subscription: OptionalSubscription)?
    private var unasked: [OptionalSubscription] = []
    private var connectedTold = false
    private var disconnectedTold = false

    private func connection() throws(MosquittoError) -> Client {
        guard let client else {
            throw MosquittoError(.connectionLost, "there is no connection to \(options.address)")
        }
        return client
    }
}
