import Records

/// Finds the recipients of alerts in a plan.
struct RecipientBook: Sendable {
    private let authorities: [AuthorityID: Authority]

    init(_ plan: Plan) {
        authorities = Dictionary(plan.authorities.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Fails with the reason when the plan does not have it any more.
    func recipient(of alert: Alert) throws(Missing) -> Recipient {
        if alert.isForEverybody { return .everybody }
        guard let authority = authorities[alert.authority] else {
            throw Missing(reason: "the authority \(alert.authority) is not in the plan any more")
        }
        guard let id = alert.officer else { return Recipient(authority) }
        guard let officer = authority.staff.officers.first(where: { $0.id == id }) else {
            throw Missing(reason: "the officer \(id) of \(alert.authority) is not in the plan any more")
        }
        return Recipient(authority, officer: officer)
    }

    /// Of several that read the same messages the first person, who can be mentioned by name.
    func recipient(of outgoing: OutgoingMessage) throws(Missing) -> Recipient {
        try recipient(of: outgoing.alerts.first { $0.officer != nil } ?? outgoing.first)
    }

    /// What tells the places apart where an alert is read: recipients that share their addresses read the same
    /// messages, and in a `room` all do. Messages differ by language.
    func inbox(of alert: Alert, isRoom: Bool) -> String {
        guard let recipient = try? recipient(of: alert) else { return alert.recipient.text }
        let language = recipient.language.rawValue
        if isRoom { return language }
        // Other channels reach a recipient by name, and share no address.
        guard alert.channel == .mail else { return alert.recipient.text }
        return ([language] + Set(recipient.mail.map { $0.lowercased() }).sorted()).joined(separator: " ")
    }

    struct Missing: Error {
        let reason: String
    }
}
