package import EventTime
package import Records

/// Whether the service does its work now. A value: the stages' figures come in, reasons go out.
package struct Readiness: Hashable, Sendable {
    package var isSubscribed: Bool
    package var lastCommitFailed: Bool
    package var isCaughtUp: Bool
    package var evaluationFails: Bool
    /// "127.0.0.1:1883".
    package var broker: String
    /// The last receipt before nothing was received any more, and why nothing is.
    package var notReceivingSince: Instant?
    package var notReceivingWhy: String?
    /// What is wrong with this machine's clock; nil when it is right.
    package var clockFault: String?

    package init(
        isSubscribed: Bool,
        lastCommitFailed: Bool,
        isCaughtUp: Bool,
        evaluationFails: Bool,
        broker: String,
        notReceivingSince: Instant? = nil,
        notReceivingWhy: String? = nil,
        clockFault: String? = nil
    ) {
        self.isSubscribed = isSubscribed
        self.lastCommitFailed = lastCommitFailed
        self.isCaughtUp = isCaughtUp
        self.evaluationFails = evaluationFails
        self.broker = broker
        self.notReceivingSince = notReceivingSince
        self.notReceivingWhy = notReceivingWhy
        self.clockFault = clockFault
    }

    /// Why not; empty when the service is ready.
    package var reasons: [String] {
        var reasons: [String] = []
        if !isSubscribed {
            let since = notReceivingSince.map { ", nothing received since \(RFC3339.format($0, offset: 0))" } ?? ""
            let why = notReceivingWhy.map { ": \($0)" } ?? ""
            reasons.append("broker: not connected and subscribed at \(broker)\(since)\(why)")
        }
        if let clockFault { reasons.append("clock: \(clockFault)") }
        if lastCommitFailed {
            reasons.append("store: the last commit failed; nothing is acknowledged until one succeeds")
        }
        if evaluationFails { reasons.append("evaluation: the last turn failed; it is tried again") }
        if !isCaughtUp { reasons.append("evaluation: readings in the journal are not judged yet") }
        return reasons
    }
}

/// Which loops hang: those that have given no sign of life for longer than they may.
package struct Liveness: Sendable {
    private let heartbeats: [Heartbeat]
    /// Longer than the ten seconds for which a commit waits for another writer.
    private let limit: TimeSpan

    package static let usualLimit = TimeSpan.seconds(30)

    package init(heartbeats: [Heartbeat], limit: TimeSpan = Liveness.usualLimit) {
        self.heartbeats = heartbeats
        self.limit = limit
    }

    package var hasBegun: Bool { heartbeats.allSatisfy(\.hasBegun) }

    /// Empty when every loop turns.
    package var reasons: [String] {
        heartbeats.compactMap { heartbeat in
            let silence = heartbeat.silence
            guard silence > limit else { return nil }
            return "\(heartbeat.name): no sign of life for \(silence.milliseconds / 1000) s"
        }
    }
}
