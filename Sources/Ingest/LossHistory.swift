import Mosquitto

/// What the losses of connections, one after the other, say of their cause. A value; the time comes in.
struct LossHistory {
    /// What the newest loss shows.
    enum Finding: Hashable {
        /// The broker ends each connection that asks for these, and closes without an answer.
        case leaveOut([OptionalSubscription])
        /// Another client is likely to use our client id.
        case secondClient
    }

    /// So many connections in a row that end with the same optional subscription unanswered.
    static let mostUnanswered = 2
    /// So many connections in a row that the broker ends for no reason that we know.
    static let mostBrief = 3
    /// A connection that held this long was a good one.
    static let briefBelow = Duration.seconds(30)
    /// A second client that has not ended a connection of this length is gone.
    static let goneAfter = Duration.seconds(300)

    /// From the finding until a connection has stood for long enough.
    private(set) var isSecondClientLikely = false
    private var unanswered: (filter: String, times: Int)?
    private var brief = 0

    /// A connection has ended with `error`, after it had been subscribed for `stood` (nil: it never was), while the
    /// broker had not answered the subscription `asked`.
    mutating func lost(
        _ error: MosquittoError,
        stood: Duration?,
        asked: OptionalSubscription?,
        of subscriptions: [OptionalSubscription]
    ) -> Finding? {
        // MQTT 5 says it itself (reason 0x8E); with MQTT 3.1.1 it has to be counted below.
        if error.code == .sessionTakenOver {
            (unanswered, brief) = (nil, 0)
            return noteSecondClient()
        }
        guard let stood, error.isClosing else {
            // The broker itself, or the way to it, is gone.
            (unanswered, brief) = (nil, 0)
            return nil
        }
        if let asked {
            brief = 0
            let times = unanswered?.filter == asked.filter ? (unanswered?.times ?? 0) + 1 : 1
            unanswered = (asked.filter, times)
            guard times >= LossHistory.mostUnanswered else { return nil }
            unanswered = nil
            // Who may not read one of the broker's own topics may read none of them.
            let root = asked.filter.prefix { $0 != "/" }
            let isBrokers = root.hasPrefix("$")
            return .leaveOut(subscriptions.filter { $0 == asked || isBrokers && $0.filter.hasPrefix("\(root)/") })
        }
        unanswered = nil
        brief = stood < LossHistory.briefBelow ? brief + 1 : 0
        guard brief >= LossHistory.mostBrief else { return nil }
        brief = 0
        return noteSecondClient()
    }

    /// A connection stands, with everything that was asked for answered, for so long already. True when a second client
    /// that was likely is held to be gone.
    mutating func stands(for time: Duration) -> Bool {
        // A connection that stood is no link of the row.
        if time >= LossHistory.briefBelow { (unanswered, brief) = (nil, 0) }
        guard isSecondClientLikely, time >= LossHistory.goneAfter else { return false }
        isSecondClientLikely = false
        return true
    }

    private mutating func noteSecondClient() -> Finding? {
        guard !isSecondClientLikely else { return nil }
        isSecondClientLikely = true
        return .secondClient
    }
}

extension MosquittoError {
    /// The broker will not have us as we are.
    var isRefusal: Bool {
        switch code {
        case .protocolVersion, .clientIDRejected, .badCredentials, .notAuthorised, .subscriptionRefused,
            .protocolViolation:
            true
        default: false
        }
    }

    /// The broker was there, and has closed the connection.
    var isClosing: Bool {
        switch code {
        case .connectionLost, .notAuthorised, .protocolViolation, .subscriptionRefused, .sessionTakenOver: true
        default: false
        }
    }
}
