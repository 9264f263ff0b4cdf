package import EventTime
import OpenSSL
package import Records

/// A way by which alerts leave.
///
/// All of a kind is in its folder of `Channels`: a ``ChannelKind``, its settings, and which of its failures are worth a
/// retry.
package protocol Channel: Sendable {
    var name: ChannelName { get }
    /// All of its recipients read every message, as in a group with a robot.
    var isRoom: Bool { get }
    /// Whoever gets a message may answer by it. What other programs get may stand in their logs.
    var isReadByPeople: Bool { get }
    /// It passes on what machines are to know (``Reports/AlertFacts``), in both languages, which costs two more
    /// compositions.
    var readsFacts: Bool { get }

    /// One attempt. Blocks. Called by one thread at a time, but a channel that people read (mail, webhooks) by one for
    /// each ``Records/AlertCategory``. Repeating an attempt for the same alerts must be recognisable to the receiver by
    /// the parcel's id.
    func deliver(_ outgoing: OutgoingMessage, to recipient: Recipient) -> DeliveryOutcome
}

extension Channel {
    package var isRoom: Bool { false }
    package var isReadByPeople: Bool { false }
    package var readsFacts: Bool { false }
}

/// How an attempt went.
package struct DeliveryOutcome: Hashable, Sendable {
    package var outcome: Delivery.Outcome
    /// The receiver's own words, or the error; never a secret.
    package var detail: String
    /// How long the receiver asks to be left alone; nil when it does not say.
    package var retryAfter: TimeSpan?
    /// What became of single addresses of the recipient; nil for a channel that has none.
    package var addresses: AddressOutcomes?
    /// Of the bytes that were sent; nil where nothing was, or the channel has none to show.
    package var digest: Fingerprint?

    package init(
        _ outcome: Delivery.Outcome,
        _ detail: String,
        retryAfter: TimeSpan? = nil,
        addresses: AddressOutcomes? = nil
    ) {
        self.outcome = outcome
        self.detail = detail
        self.retryAfter = retryAfter
        self.addresses = addresses
    }

    /// The same with the digest of the bytes that were sent.
    func of(_ bytes: some Sequence<UInt8>) -> DeliveryOutcome {
        var outcome = self
        outcome.digest = Fingerprint(sha256: bytes)
        return outcome
    }
}

extension Fingerprint {
    init(sha256 bytes: some Sequence<UInt8>) {
        self.init(digest: SHA256.digest(of: Array(bytes)))
    }
}
