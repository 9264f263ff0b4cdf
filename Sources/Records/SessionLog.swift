package import EventTime
package import SensorPayloads

/// What became of ingest's session at the broker.
package struct SessionEvent: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Subscribed; the broker had kept the session and what was queued in it.
        case resumed
        /// Subscribed for the first time, or with a session that ends with the connection.
        case begun
        /// Subscribed; a session that should have been there was not. What was published while we were away is lost.
        case forgotten
        case connectionLost
        /// Graceful shutdown.
        case stopped
        /// The broker refused a topic that we can do without.
        case refused

        package var isSubscription: Bool { self == .resumed || self == .begun || self == .forgotten }
    }

    package var at: Instant
    package var kind: Kind
    /// The last instant before at which anything was received; nil when nothing ever was.
    package var lastReceivedAt: Instant?
    /// `host:port`.
    package var broker: String
    package var clientID: String
    package var detail: String

    package init(
        at: Instant,
        kind: Kind,
        lastReceivedAt: Instant?,
        broker: String,
        clientID: String,
        detail: String = ""
    ) {
        self.at = at
        self.kind = kind
        self.lastReceivedAt = lastReceivedAt
        self.broker = broker
        self.clientID = clientID
        self.detail = detail
    }
}

/// A sensor's state as its status topic told it.
package struct StatusReport: Hashable, Sendable {
    package var status: SensorStatus
    package var receivedAt: Instant
    /// The broker had kept it: the state began some time before.
    package var retained: Bool

    package init(status: SensorStatus, receivedAt: Instant, retained: Bool) {
        self.status = status
        self.receivedAt = receivedAt
        self.retained = retained
    }
}

/// The broker's own count of messages that it has dropped for any client since it started (`$SYS`, mosquitto(8)).
package struct DropCount: Hashable, Sendable {
    package var at: Instant
    /// The count before was current until here; nil when none is known.
    package var since: Instant?
    /// When the broker started, by its uptime: right to its reporting interval.
    package var brokerStartedAt: Instant
    package var dropped: Int64

    package init(at: Instant, since: Instant?, brokerStartedAt: Instant, dropped: Int64) {
        self.at = at
        self.since = since
        self.brokerStartedAt = brokerStartedAt
        self.dropped = dropped
    }
}
