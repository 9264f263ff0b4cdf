import Dispatch
import EventTime
import Logging
import Records
import Reports
import Synchronization

/// The way of one channel's alerts: one attempt at a time, on a thread of its own that may block.
final class DeliveryLane: Sendable {
    private let channel: any Channel
    private let outbox: any Outbox
    private let composer: @Sendable () -> AlertComposer
    private let recipients: RecipientBook
    private let retry: RetryPolicy
    private let clock: DeliveryClock
    private let statistics: DeliveryStatistics
    private let log: DeliveryLog
    private let queue: DispatchQueue
    private let bells: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    private let isStopped = Mutex(false)
    /// The first look after a start takes everything that is pending: what was to be tried again at a time given by a
    /// clock that was wrong must not wait for it.
    private let isFirstLook = Mutex(true)
    /// What was attempted but could not be recorded yet. Nothing further is sent before it is: a store that cannot be
    /// written would let the same alert leave again and again.
    private let unrecorded = Mutex<Attempt?>(nil)
    /// When messages were accepted, by recipient; nil before the store was asked.
    private let accepted = Mutex<[String: [Instant]]?>(nil)
    private let packing: Packing
    private let secondChannels: SecondChannels
    private let secondChannelDue: @Sendable () -> Void
    private let picture: @Sendable (Alert, Instant) -> MessagePicture?

    /// Alerts that one look at the outbox takes.
    private static let limit = 2000
    /// Longest wait between two looks, for rings that were lost and for a store that failed.
    private static let longestWait = Span.seconds(5)
    private static let shortestWait = Span.milliseconds(10)

    private struct Attempt {
        var recipient: String
        var records: [DeliveryRecord]
        /// The same to be told through second channels.
        var second: [Alert]
    }

    init(
        channel: any Channel,
        outbox: any Outbox,
        composer: @escaping @Sendable () -> AlertComposer,
        recipients: RecipientBook,
        retry: RetryPolicy,
        packing: Packing,
        secondChannels: SecondChannels,
        secondChannelDue: @escaping @Sendable () -> Void,
        picture: @escaping @Sendable (Alert, Instant) -> MessagePicture?,
        clock: DeliveryClock,
        statistics: DeliveryStatistics,
        logger: Logger
    ) {
        self.channel = channel
        self.outbox = outbox
        self.composer = composer
        self.recipients = recipients
        self.retry = retry
        self.packing = packing
        self.secondChannels = secondChannels
        self.secondChannelDue = secondChannelDue
        self.picture = picture
        self.clock = clock
        self.statistics = statistics
        log = DeliveryLog(channel: channel.name, logger: logger)
        queue = DispatchQueue(label: "quiethours.delivery.\(channel.name.rawValue)")
        (bells, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func ring() {
        bell.yield()
    }

    /// Lets the attempt that is under way end and starts no other.
    func stop() {
        isStopped.withLock { $0 = true }
        bell.finish()
    }

    func run() async {
        var rings = bells.makeAsyncIterator()
        while !isStopped.withLock({ $0 }) {
            let wait = await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: self.deliverDue()) }
            }
            let timer = Task {
                await clock.sleep(wait)
                if !Task.isCancelled { self.ring() }
            }
            let ring: Void? = await rings.next()
            timer.cancel()
            guard ring != nil else { return }
        }
    }

    /// Attempts everything that is due; returns how long to wait for the next look. On `queue`.
    private func deliverDue() -> Span {
        do {
            try recordPending()
            let now = clock.now()
            let (due, isAll) = try due(at: now)
            for (recipient, alerts) in due {
                let outcome = packing.outcome(alerts, sent: try sent(to: recipient, now: now), now: now)
                if let until = outcome.until { try outbox.hold(outcome.held.map(\.id), until: until) }
                for bundle in outcome.bundles {
                    guard !isStopped.withLock({ $0 }) else { return Self.shortestWait }
                    let attempt = attempt(bundle)
                    unrecorded.withLock { $0 = attempt }
                    try recordPending()
                }
            }
            log.storeWorks()
            return isAll ? try wait(until: outbox.nextAttempt(channel: channel.name)) : Self.shortestWait
        } catch {
            log.storeFailed(error)
            return Self.longestWait
        }
    }

    /// By recipient, those who have waited longest first; false beside them when more may be due.
    ///
    /// To whom something is due goes also what falls due in a moment, and what could not be delivered before.
    private func due(at now: Instant) throws -> (due: [(recipient: String, alerts: [Alert])], isAll: Bool) {
        let isFirst = isFirstLook.withLock { $0 }
        let due = try outbox.dueAlerts(at: isFirst ? .distantFuture : now, channel: channel.name, limit: Self.limit)
        isFirstLook.withLock { $0 = false }
        guard !due.isEmpty else { return ([], true) }
        let recipients = Set(due.map(\.recipient))
        let known = Set(due.map(\.id))
        let near =
            try outbox.dueAlerts(at: .distantFuture, channel: channel.name, limit: Self.limit)
            .filter { alert in
                recipients.contains(alert.recipient) && !known.contains(alert.id)
                    && (alert.attempts > 0 || alert.nextAttemptAt <= now + packing.gather)
            }
        let all = Dictionary(grouping: due + near, by: \.recipient)
        let order = due.map(\.recipient).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return (order.map { ($0, all[$0] ?? []) }, due.count < Self.limit)
    }

    private func wait(until next: Instant?) -> Span {
        guard let next else { return Self.longestWait }
        return max(Self.shortestWait, min(Self.longestWait, next - clock.now()))
    }

    private func recordPending() throws {
        guard let attempt = unrecorded.withLock({ $0 }) else { return }
        try outbox.record(attempt.records, adding: attempt.second)
        unrecorded.withLock { $0 = nil }
        if let first = attempt.records.first, first.delivery.outcome == .accepted {
            accepted.withLock { $0?[attempt.recipient, default: []].append(first.delivery.at) }
        }
        if !attempt.second.isEmpty { secondChannelDue() }
    }

    /// When messages to a recipient were accepted within the packing's period; the store is asked once.
    private func sent(to recipient: String, now: Instant) throws -> [Instant] {
        let since = now - packing.period
        if accepted.withLock({ $0 == nil }) {
            let before = try outbox.acceptedMessages(through: channel.name, since: since)
            accepted.withLock { $0 = before }
        }
        return accepted.withLock { messages in
            messages?[recipient]?.removeAll { $0 <= since }
            return messages?[recipient] ?? []
        }
    }

    private func attempt(_ bundle: Packing.Bundle) -> Attempt {
        let start = clock.now()
        let began = SuspendingClock.now
        var alerts = bundle.alerts
        let late = alerts.filter { start >= $0.expiresAt }
        alerts.removeAll { start >= $0.expiresAt }
        var records = late.map { alert in
            let detail = "given up: expired after \(alert.attempts) attempts"
            statistics.add(.refused, through: channel.name, seconds: 0)
            return record(of: alert, DeliveryOutcome(.refused, detail), nil, .expired, start, next: start)
        }
        var second: [Alert] = []
        if let first = alerts.first {
            let parcel = Parcel(first, with: Array(alerts.dropFirst()), message(bundle, alerts, at: start))
            let outcome = deliver(parcel)
            let now = clock.now()
            let jitter = clock.jitter()
            for alert in alerts {
                let (state, next) = retry.fate(
                    of: alert,
                    after: outcome.outcome,
                    at: now,
                    jitter: jitter,
                    retryAfter: outcome.retryAfter
                )
                records.append(record(of: alert, outcome, parcel.id, state, start, next: next))
                // Whoever was reached in part has the message.
                let isUnreached = state == .pending && outcome.outcome != .partial
                if state == .failed || isUnreached && alert.attempts + 1 >= RetryPolicy.attemptsAlone {
                    second += secondChannels.alerts(after: alert, at: now)
                }
            }
            let seconds = began.duration(to: .now).inSeconds
            statistics.add(outcome.outcome, through: channel.name, seconds: seconds)
        }
        return Attempt(recipient: bundle.alerts.first?.recipient ?? "", records: records, second: second)
    }

    private func record(
        of alert: Alert,
        _ outcome: DeliveryOutcome,
        _ message: AlertID?,
        _ state: Alert.State,
        _ at: Instant,
        next: Instant
    ) -> DeliveryRecord {
        let delivery = Delivery(
            alert: alert.id,
            attempt: alert.attempts + 1,
            at: at,
            outcome: outcome.outcome,
            detail: outcome.detail,
            message: message,
            addresses: outcome.addresses
        )
        log.attempted(alert, delivery, state)
        return DeliveryRecord(delivery, state: state, nextAttemptAt: next)
    }

    private func message(_ bundle: Packing.Bundle, _ alerts: [Alert], at now: Instant) -> AlertMessage {
        switch bundle {
        case .storm: composer().message(forStorm: alerts, now: now)
        case .digest(_, let heldBack): composer().message(forDigest: alerts, heldBack: heldBack, now: now)
        case .alone(let alert):
            composer().message(for: alert, now: now, picture: channel.name.isMail ? picture(alert, now) : nil)
        }
    }

    private func deliver(_ parcel: Parcel) -> DeliveryOutcome {
        do throws(RecipientBook.Missing) {
            return channel.deliver(parcel, to: try recipients.recipient(of: parcel.first))
        } catch {
            return DeliveryOutcome(.refused, error.reason)
        }
    }
}

extension Packing.Bundle {
    var alerts: [Alert] {
        switch self {
        case .alone(let alert): [alert]
        case .storm(let alerts), .digest(let alerts, _): alerts
        }
    }
}
