package import EventTime
package import NoiseRules

/// Whether a change of a violation is notified as it is recorded, and why. Stored with the change.
package enum NotificationDecision: Hashable, Sendable {
    case notify(NotifyReason)
    case suppress(SuppressReason)

    /// Why somebody is notified. The raw values are stored, and are labels of metrics: they never change.
    package enum NotifyReason: String, Hashable, Sendable, CaseIterable {
        /// It was decided as it happened.
        case live = "live"
        /// A violation of which somebody was notified is over, however late that is known, and muted or not.
        case endOfNotified = "end-of-notified"
        /// Late readings changed what somebody was notified of.
        case correction = "correction"
    }

    /// Why nobody is. The raw values are stored, and are labels of metrics: they never change.
    package enum SuppressReason: String, Hashable, Sendable, CaseIterable {
        case muted = "muted"
        /// It was decided more than five minutes after it happened: the collector or its broker was away, or the
        /// message is an old one.
        case late = "late"
        /// A violation is over, or was corrected, of which nobody was notified.
        case notNotifiedBefore = "not-notified-before"
        /// Late readings changed less than a decibel and less than a minute.
        case immaterial = "immaterial"
        /// No route of the plan leads to anybody that a channel reaches.
        case noRecipient = "no-recipient"
    }

    package var isNotified: Bool { if case .notify = self { true } else { false } }

    /// As it is stored beside `isNotified`.
    package var reason: String {
        switch self {
        case .notify(let reason): reason.rawValue
        case .suppress(let reason): reason.rawValue
        }
    }

    /// Nil for words that no release has stored.
    package init?(isNotified: Bool, reason: String) {
        if isNotified, let reason = NotifyReason(rawValue: reason) {
            self = .notify(reason)
        } else if !isNotified, let reason = SuppressReason(rawValue: reason) {
            self = .suppress(reason)
        } else {
            return nil
        }
    }
}

/// What the record has of a change's notification.
package struct NotificationRecord: Hashable, Sendable {
    package var decision: NotificationDecision
    /// When it was notified after all, because the noise went on; nil when it was not.
    package var notifiedLaterAt: Instant?

    package init(_ decision: NotificationDecision, notifiedLaterAt: Instant? = nil) {
        self.decision = decision
        self.notifiedLaterAt = notifiedLaterAt
    }
}

/// One change of one violation.
package struct ChangeID: Hashable, Sendable {
    package var violation: ViolationID
    package var number: Int

    package init(_ change: ViolationChange) {
        (violation, number) = (change.violation, change.number)
    }
}

/// Why an alert waits although it could leave, and until when. Stored with the alert.
package struct AlertHold: Hashable, Sendable {
    /// The raw values are stored, and are labels of metrics: they never change.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// A message to the same reader has just left, or is about to: others may join it.
        case gathering = "gathering"
        /// A message about the same noise has left not long ago.
        case sameMatter = "same-matter"
        /// The reader had as many messages as are allowed.
        case rateLimit = "rate-limit"
        /// Noise began at several sites at once, and more may come of it.
        case storm = "storm"
    }

    package var reason: Reason
    package var until: Instant

    package init(_ reason: Reason, until: Instant) {
        (self.reason, self.until) = (reason, until)
    }
}
