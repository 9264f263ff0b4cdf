import EventTime
import NoiseRules
package import Records
import Sites

/// Alerts as JSON objects, one a line.
package struct AlertJSON {
    private let offsets: Offsets

    package init(plan: Plan) {
        offsets = Offsets(plan: plan)
    }

    /// `record` is that of its violation, `received` that of its drill; `isWhole` with the words of what left.
    package func line(
        _ alert: Alert,
        _ deliveries: [Delivery],
        isWhole: Bool = false,
        record: ViolationRecord? = nil,
        received: DrillReceipt? = nil
    ) throws -> String {
        let time = offsets.clock(forSite: alert.subject.site ?? "")
        var body = AlertBody(alert, deliveries, isWhole: isWhole, time)
        body.answered = record.flatMap { AnsweredBody($0, time) }
        body.received = received.map { ConfirmedBody(by: $0.by, at: time($0.at)) }
        return try JSONLine.encode(body)
    }
}

/// An alert with its attempts.
struct AlertBody: Encodable {
    var id: String
    var about: String
    var violation: String?
    var site: String?
    var authority: String
    var officer: String?
    var channel: String
    var state: String
    var created: String
    var expires: String
    /// Nil when no further attempt is due.
    var next: String?
    /// Why it was held the last time.
    var held: HoldBody?
    var deliveries: [DeliveryBody]
    /// Who has answered its violation first.
    var answered: AnsweredBody?
    /// Who has confirmed the receipt of a drill.
    var received: ConfirmedBody?

    init(_ alert: Alert, _ deliveries: [Delivery], isWhole: Bool = false, _ time: (Instant) -> String) {
        id = alert.id.text
        about = alert.subject.kind
        violation = alert.subject.violation?.violation.text
        site = alert.subject.site?.text
        authority = alert.authority.text
        officer = alert.officer
        channel = alert.channel.rawValue
        state = alert.state.rawValue
        created = time(alert.createdAt)
        expires = time(alert.expiresAt)
        next = alert.state == .pending ? time(alert.nextAttemptAt) : nil
        held = alert.hold.map { HoldBody($0, time) }
        self.deliveries = deliveries.map { DeliveryBody($0, isWhole: isWhole, time) }
    }
}

/// One attempt.
struct DeliveryBody: Encodable {
    var attempt: Int
    var at: String
    var outcome: String
    var detail: String
    var message: String?
    var sent: SentBody?

    init(_ delivery: Delivery, isWhole: Bool, _ time: (Instant) -> String) {
        attempt = delivery.attempt
        at = time(delivery.at)
        outcome = delivery.outcome.rawValue
        detail = delivery.detail
        message = delivery.message?.text
        sent = delivery.sent.map { SentBody($0, isWhole: isWhole) }
    }
}

/// What left, for machines: its digest always, its words where they are asked for.
struct SentBody: Encodable {
    var sha256: String
    /// What the digest is of: `bytes` that the channel sent, or the `words` alone.
    var of: String
    var subject: String?
    /// Without the tokens of links.
    var text: String?

    init(_ sent: SentText, isWhole: Bool) {
        (sha256, of) = (sent.digest.description, sent.basis.rawValue)
        (subject, text) = isWhole ? (sent.subject, sent.text) : (nil, nil)
    }
}
