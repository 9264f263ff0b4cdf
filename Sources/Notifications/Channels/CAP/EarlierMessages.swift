import EventTime
import NoiseRules
import Records
import StorePorts

extension ChannelParts {
    /// As the store has them.
    var earlierMessages: EarlierMessages {
        { [store] alert in
            guard let violation = alert.subject.violation?.violation else { return [] }
            let told = try store.alerts(of: violation).filter { known, _ in
                known.channel == alert.channel && known.recipient == alert.recipient && known.id != alert.id
                    && known.subject.decidedAt <= alert.subject.decidedAt
            }
            return try told.sorted { ($0.0.createdAt, $0.0.id) < ($1.0.createdAt, $1.0.id) }
                .compactMap { known, deliveries in
                    guard let accepted = deliveries.first(where: { $0.outcome == .accepted }) else { return nil }
                    guard let id = accepted.message, id != known.id else {
                        return EarlierMessage(id: known.id, createdAt: known.createdAt)
                    }
                    // It left with others: the first of them dates the message.
                    let first = AlertID(String(id.text.prefix { $0 != "+" }))
                    return EarlierMessage(id: id, createdAt: try store.alert(first)?.0.createdAt ?? known.createdAt)
                }
        }
    }
}
