package import EventTime
package import Readings
import SensorPayloads

/// The three parts of the quarantine; none of them takes another's space.
package enum QuarantineShare: String, Hashable, Sendable, CaseIterable {
    /// What sensors of the plan sent.
    case planned = "planned"
    /// Well-formed messages of sensors that the plan does not have.
    case unknown = "unknown"
    /// All else: anybody may have sent it.
    case other = "other"

    package init(of payload: RejectedPayload) {
        self = payload.reason == .unknownSensor ? .unknown : payload.isOfKnownSensor ? .planned : .other
    }
}

/// Whom a rejected payload is counted to. A subscriber learns nothing of a publisher but the topic, so that a sender is
/// the site and sensor of the topic.
package struct RejectedSender: Hashable, Sendable {
    package var share: QuarantineShare
    /// What senders are made up under: the site, or the first level of another topic. A sensor of the plan stands for
    /// itself.
    package var group: String
    /// "site/sensor" of observations, "site/sensor/status" of status messages; the first two levels of another topic.
    package var name: String

    /// Levels of a topic are cut to so many characters.
    private static let longestLevel = 64

    package init(share: QuarantineShare, group: String, name: String) {
        self.share = share
        self.group = group
        self.name = name
    }

    package init(of payload: RejectedPayload) {
        self.init(share: QuarantineShare(of: payload), topic: payload.topic)
    }

    package init(share: QuarantineShare, topic: String) {
        var levels = topic.split(separator: "/", maxSplits: 5, omittingEmptySubsequences: false)[...]
        if levels.starts(with: ["noise", "1"]), levels.count > 2 {
            levels = levels.dropFirst(2).prefix(3)
            if levels.count == 3, levels.last == "obs" { levels.removeLast() }
        } else {
            levels = levels.prefix(2)
        }
        let names = levels.map { level in
            let start = level.prefix(RejectedSender.longestLevel)
            return start.endIndex == level.endIndex ? String(level) : "\(start)…"
        }
        self.share = share
        name = names.joined(separator: "/")
        group = share == .planned ? name : names.first ?? ""
    }
}

/// What became of rejected payloads that were not kept with their bytes.
package struct QuarantineTally: Hashable, Sendable {
    package enum Fate: String, Hashable, Sendable, CaseIterable {
        /// The same as one that is kept.
        case repeated = "repeated"
        /// Left out or removed, because the limits leave no room.
        case discarded = "discarded"
    }

    /// The name is empty for several senders together.
    package var sender: RejectedSender
    package var reason: RejectionReason
    package var fate: Fate
    package var count: Int
    /// Of payloads, topics and details, as they take space.
    package var bytes: Int64
    /// When the first and the last of them came.
    package var received: ClosedRange<Instant>

    package init(
        sender: RejectedSender,
        reason: RejectionReason,
        fate: Fate,
        count: Int,
        bytes: Int64,
        received: ClosedRange<Instant>
    ) {
        self.sender = sender
        self.reason = reason
        self.fate = fate
        self.count = count
        self.bytes = bytes
        self.received = received
    }
}

/// What a sender, or a whole share, has in the quarantine.
package struct QuarantineHolding: Hashable, Sendable {
    package var entries: Int
    package var bytes: Int64

    package init(entries: Int = 0, bytes: Int64 = 0) {
        self.entries = entries
        self.bytes = bytes
    }
}

/// How full the quarantine is, and whose it is.
package struct QuarantineUsage: Hashable, Sendable {
    package var shares: [QuarantineShare: QuarantineHolding] = [:]
    /// The largest first.
    package var senders: [Holder] = []
    /// By sender, reason and fate over the whole time, the most frequent first.
    package var tallies: [QuarantineTally] = []

    package struct Holder: Hashable, Sendable {
        package var sender: RejectedSender
        package var holding: QuarantineHolding

        package init(sender: RejectedSender, holding: QuarantineHolding) {
            self.sender = sender
            self.holding = holding
        }
    }

    package init() {}

    package func holding(of share: QuarantineShare) -> QuarantineHolding { shares[share] ?? QuarantineHolding() }
}
