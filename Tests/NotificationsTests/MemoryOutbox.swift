import EventTime
import Records
import StorePorts
import Synchronization

/// An outbox in memory that can be told to fail.
final class MemoryOutbox: Outbox {
    struct Unavailable: Error {}

    private struct State {
        var alerts: [AlertID: Alert] = [:]
        var deliveries: [Delivery] = []
        var readsFail = false
        var writesFail = false
        var looks = 0
    }

    private let state: Mutex<State>

    init(_ alerts: [Alert]) {
        state = Mutex(State(alerts: Dictionary(uniqueKeysWithValues: alerts.map { ($0.id, $0) })))
    }

    func dueAlerts(at now: Instant, channel: ChannelName, category: AlertCategory?, limit: Int) throws -> [Alert] {
        try state.withLock { state in
            state.looks += 1
            if state.readsFail { throw Unavailable() }
            let due = state.alerts.values.filter {
                $0.state == .pending && $0.channel == channel && $0.nextAttemptAt <= now
                    && (category ?? $0.subject.category) == $0.subject.category
            }
            return Array(due.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }.prefix(limit))
        }
    }

    func nextAttempt(channel: ChannelName, category: AlertCategory?) throws -> Instant? {
        state.withLock { state in
            state.alerts.values.filter {
                $0.state == .pending && $0.channel == channel
                    && (category ?? $0.subject.category) == $0.subject.category
            }
            .map(\.nextAttemptAt).min()
        }
    }

    func waitingChannels() throws -> Set<ChannelName> {
        state.withLock { Set($0.alerts.values.filter { $0.state == .pending }.map(\.channel)) }
    }

    func record(_ records: [DeliveryRecord], adding alerts: [Alert]) throws {
        try state.withLock { state in
            if state.writesFail { throw Unavailable() }
            for record in records {
                let delivery = record.delivery
                state.deliveries.append(delivery)
                state.alerts[delivery.alert]?.state = record.state
                state.alerts[delivery.alert]?.attempts = delivery.attempt
                state.alerts[delivery.alert]?.nextAttemptAt = record.nextAttemptAt
            }
            for alert in alerts where state.alerts[alert.id] == nil { state.alerts[alert.id] = alert }
        }
    }

    func hold(_ alerts: [AlertID], until instant: Instant) throws {
        state.withLock { state in
            for id in alerts { state.alerts[id]?.nextAttemptAt = instant }
        }
    }

    func hold(_ alerts: [AlertID: AlertHold.Reason], until instant: Instant) throws {
        state.withLock { state in
            for (id, reason) in alerts {
                state.alerts[id]?.nextAttemptAt = instant
                state.alerts[id]?.hold = AlertHold(reason, until: instant)
            }
        }
    }

    func acceptedMessages(
        through channel: ChannelName,
        category: AlertCategory,
        since instant: Instant
    ) throws -> [SentMessage] {
        state.withLock { state in
            var messages: [AlertID: SentMessage] = [:]
            for delivery in state.deliveries where delivery.outcome == .accepted && delivery.at > instant {
                guard let alert = state.alerts[delivery.alert], alert.channel == channel,
                    alert.subject.category == category
                else { continue }
                let id = delivery.message ?? alert.id
                messages[id, default: SentMessage(id: id, at: delivery.at, alerts: [])].alerts.append(alert)
            }
            return messages.values.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
        }
    }

    func addressOutcomes(of alert: AlertID) -> AddressOutcomes {
        deliveries.filter { $0.alert == alert }.compactMap(\.addresses)
            .reduce(AddressOutcomes()) { $0.joined(with: $1) }
    }

    func add(_ alert: Alert) { state.withLock { $0.alerts[alert.id] = alert } }
    func fail(reads: Bool = false, writes: Bool = false) {
        state.withLock { ($0.readsFail, $0.writesFail) = (reads, writes) }
    }

    var deliveries: [Delivery] { state.withLock { $0.deliveries } }
    var looks: Int { state.withLock { $0.looks } }
    func alert(_ id: AlertID) -> Alert? { state.withLock { $0.alerts[id] } }
    var states: [Alert.State] { state.withLock { $0.alerts.values.sorted { $0.id < $1.id }.map(\.state) } }
}
