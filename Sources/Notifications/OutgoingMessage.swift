package import EventTime
package import Records
package import Reports

/// What leaves as one message: an alert, or several to the same recipient through the same channel.
package struct OutgoingMessage: Sendable {
    /// The oldest, which gives the message its id.
    package var first: Alert
    package var others: [Alert]
    package var message: AlertMessage

    package init(_ first: Alert, with others: [Alert] = [], _ message: AlertMessage) {
        self.first = first
        self.others = others
        self.message = message
    }

    /// Stable over the attempts for the same alerts; what a receiver recognises a repeat by.
    package var id: AlertID { others.isEmpty ? first.id : AlertID("\(first.id.text)+\(others.count)") }
    package var alerts: [Alert] { [first] + others }
    package var createdAt: Instant { first.createdAt }
}
