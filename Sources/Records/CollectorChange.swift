package import EventTime

/// What operators must know of the collector itself, notified once when it begins and once when it is over.
package struct CollectorChange: Hashable, Sendable {
    /// The words are part of the ids of alerts.
    package enum Matter: String, Hashable, Sendable, CaseIterable {
        /// Nothing is received from the broker.
        case blind = "blind"
        /// Another client is likely to use our client id at the broker.
        case secondClient = "secondClient"
        /// A server's certificate ends soon, or has ended.
        case certificate = "certificate"
        /// Settings or a plan that were edited were refused, and those of before are in use.
        case planRefused = "planRefused"
        /// This machine's clock contradicts what is known of the time.
        case machineClock = "machineClock"
    }

    package var matter: Matter
    /// False when it is over.
    package var isOn: Bool
    /// The server's address, the client id, or the settings file; empty for the machine's clock.
    package var about: String
    /// When it was noticed, by the time that the service goes by.
    package var at: Instant
    /// Since when it is so, of ``Matter/blind`` the last receipt before; nil when that is not known.
    package var since: Instant?
    /// The end of a certificate.
    package var until: Instant?
    /// This machine's clock less the time that the service goes by.
    package var offset: TimeSpan?
    /// Of the machine's clock.
    package var evidence: ClockEvidence?
    /// The cause in the words of whoever reported it; never a secret.
    package var detail: String

    package init(
        _ matter: Matter,
        isOn: Bool,
        about: String = "",
        at: Instant,
        since: Instant? = nil,
        until: Instant? = nil,
        offset: TimeSpan? = nil,
        evidence: ClockEvidence? = nil,
        detail: String = ""
    ) {
        self.matter = matter
        self.isOn = isOn
        self.about = about
        self.at = at
        self.since = since
        self.until = until
        self.offset = offset
        self.evidence = evidence
        self.detail = detail
    }

    /// Whether a certificate had ended when it was noticed.
    package var hasExpired: Bool { until.map { $0 <= at } ?? false }
}
