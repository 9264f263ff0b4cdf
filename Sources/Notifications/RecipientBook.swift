import Records

/// Finds the recipients of alerts in a plan.
struct RecipientBook: Sendable {
    private let authorities: [String: Authority]

    init(_ plan: Plan) {
        authorities = Dictionary(plan.authorities.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Fails with the reason when the plan does not have it any more.
    func recipient(of alert: Alert) throws(Missing) -> Recipient {
        if alert.channel.isBroadcast { return .everybody }
        guard let authority = authorities[alert.authority] else {
            throw Missing(reason: "the authority \(alert.authority) is not in the plan any more")
        }
        guard let id = alert.officer else { return Recipient(authority) }
        guard let officer = authority.officers.first(where: { $0.id == id }) else {
            throw Missing(reason: "the officer \(id) of \(alert.authority) is not in the plan any more")
        }
        return Recipient(authority, officer: officer)
    }

    struct Missing: Error {
        let reason: String
    }
}
