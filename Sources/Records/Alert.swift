package import EventTime
package import NoiseRules

/// What one authority must be told through one channel, as the outbox keeps it.
package struct Alert: Hashable, Sendable {
    /// Stable: the same alert has the same id on every attempt and on every run over the same readings.
    package var id: AlertID
    package var subject: AlertSubject
    /// Id of the authority in the plan; empty for a channel that tells everybody.
    package var authority: AuthorityID
    /// Id of the officer within the authority; nil for its office.
    package var officer: String?
    package var channel: ChannelName
    package var createdAt: Instant
    /// After this instant the alert is not sent any more.
    package var expiresAt: Instant
    package var state: State
    /// Attempts made so far.
    package var attempts: Int
    package var nextAttemptAt: Instant
    /// Why it was held the last time; nil when it was not.
    package var hold: AlertHold?

    /// Its channel tells everybody at once.
    package var isForEverybody: Bool { authority == .everybody }

    /// The id of its ``Recipient``.
    package var recipient: RecipientID { RecipientID(authority: authority, officer: officer) }

    /// The same alert about another step of its violation.
    package func telling(_ change: ViolationChange) -> Alert {
        var alert = self
        alert.subject = .violation(change)
        return alert
    }

    package enum State: String, Hashable, Sendable, CaseIterable {
        case pending, delivered, failed, expired
    }

    /// A new alert: pending, not attempted, and due at once.
    package init(
        id: AlertID,
        subject: AlertSubject,
        authority: AuthorityID,
        officer: String? = nil,
        channel: ChannelName,
        createdAt: Instant,
        expiresAt: Instant
    ) {
        self.id = id
        self.subject = subject
        self.authority = authority
        self.officer = officer
        self.channel = channel
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        state = .pending
        attempts = 0
        nextAttemptAt = createdAt
    }
}

/// An alert's id: subject, authority and channel, safe in a Message-ID and a file name
/// ("20260607-7K3M9Q2A.1.bureau.mail").
package struct AlertID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package var description: String { text }
    package static func < (a: AlertID, b: AlertID) -> Bool { a.text < b.text }
}

/// One attempt to deliver an alert.
package struct Delivery: Hashable, Sendable {
    package var alert: AlertID
    /// 1 for the first.
    package var attempt: Int
    package var at: Instant
    package var outcome: Outcome
    /// The server's own words ("250 2.0.0 Ok: queued as 4F3A"), or the error; never a secret.
    package var detail: String
    /// Id of the message that it left in; that of another alert where several left together. Nil when nothing left.
    package var message: AlertID?
    /// What became of single addresses, where there are several; nil where nothing is known of them.
    package var addresses: AddressOutcomes?
    /// What left; nil when nothing did, and in records of earlier releases.
    package var sent: SentText?

    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case accepted
        /// Taken for some addresses; others are worth another try.
        case partial
        /// Worth another try.
        case deferred
        /// Refused for good.
        case refused
    }

    package init(
        alert: AlertID,
        attempt: Int,
        at: Instant,
        outcome: Outcome,
        detail: String,
        message: AlertID? = nil,
        addresses: AddressOutcomes? = nil,
        sent: SentText? = nil
    ) {
        self.alert = alert
        self.attempt = attempt
        self.at = at
        self.outcome = outcome
        self.detail = detail
        self.message = message
        self.addresses = addresses
        self.sent = sent
    }
}

/// An attempt with what becomes of its alert.
package struct DeliveryRecord: Hashable, Sendable {
    package var delivery: Delivery
    package var state: Alert.State
    package var nextAttemptAt: Instant

    package init(_ delivery: Delivery, state: Alert.State, nextAttemptAt: Instant) {
        self.delivery = delivery
        self.state = state
        self.nextAttemptAt = nextAttemptAt
    }
}
