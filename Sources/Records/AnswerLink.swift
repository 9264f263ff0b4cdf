package import EventTime

/// One use of the right to answer an alert without further proof; whoever has its signed form may answer once.
package struct AnswerLink: Hashable, Sendable {
    package var alert: AlertID
    /// 0 for the link that the alert's message carries; using a link gives the next, up to 65535.
    package var number: Int
    /// To the second; it may be used before this instant.
    package var expiresAt: Instant

    package init(alert: AlertID, number: Int = 0, expiresAt: Instant) {
        self.alert = alert
        self.number = number
        self.expiresAt = expiresAt.floored(to: .seconds(1))
    }
}

/// What becomes of an answer that came by a link.
package enum LinkDecision: Hashable, Sendable {
    /// The link had been used at that time; nothing was recorded.
    case used(at: Instant)
    /// A refused answer leaves the link as it was; any other has used it up.
    case decided(AnswerDecision)
}

/// Who has received a drill.
package struct DrillReceipt: Hashable, Sendable {
    package var alert: AlertID
    /// A person's name.
    package var by: String
    package var at: Instant

    package init(alert: AlertID, by: String, at: Instant) {
        self.alert = alert
        self.by = by
        self.at = at
    }
}
