import EventTime
import Logging
import Records
import Reports
import Running
import ServiceLifecycle
import StorePorts
import Synchronization

/// The way of one channel's alerts, or of those of one category: one attempt at a time, on a thread of its own that may
/// block.
final class DeliveryLane: ThreadedService {
    /// What a lane carries.
    struct Scope: Sendable {
        let channel: any Channel
        /// Those that come first are never behind more than one attempt for the others.
        let categories: [AlertCategory]

        /// "mail violations".
        var name: String {
            ([channel.name.rawValue] + (categories.count == 1 ? categories.map(\.rawValue) : [])).joined(separator: " ")
        }
    }

    /// Where an alert goes that its own channel cannot deliver; `due` is called when there is one.
    struct Fallback: Sendable {
        let channels: FallbackChannels
        let due: @Sendable () -> Void
    }

    private let scope: Scope
    private var channel: any Channel { scope.channel }
    private var categories: [AlertCategory] { scope.categories }
    private let outbox: any Outbox
    private let content: MessageContent
    private let recipients: RecipientBook
    private let policy: DeliveryPolicy
    private let fallback: Fallback
    private let time: TimeSource
    private let statistics: DeliveryStatistics
    private let log: DeliveryLog
    var threadName: String { scope.name }
    let wake = WakeSignal()
    /// The first look after a start makes everything due that is pending: what was to be tried again at a time given by
    /// a clock that was wrong must not wait for it.
    private let isFirstLook = Mutex(true)
    /// What was attempted but could not be recorded yet. Nothing further is sent before it is: a store that cannot be
    /// written would let the same alert leave again and again.
    private let unrecorded = Mutex<Attempt?>(nil)
    /// Messages that were accepted, oldest first, by category and inbox; a category is missing before the store was
    /// asked.
    private let accepted = Mutex<[AlertCategory: [String: [SentMessage]]]>([:])

    /// Alerts that one look at the outbox takes.
    private static let limit = 2000
    /// Longest wait between two looks, for rings that were lost and for a store that failed.
    private static let longestWait = TimeSpan.seconds(5)
    private static let shortestWait = TimeSpan.milliseconds(10)

    private struct Attempt {
        var inbox: String
        var alerts: [Alert]
        var records: [DeliveryRecord]
        /// The same to be told through second channels.
        var second: [Alert]
    }

    init(
        scope: Scope,
        outbox: any Outbox,
        content: MessageContent,
        recipients: RecipientBook,
        policy: DeliveryPolicy,
        fallback: Fallback,
        time: TimeSource,
        statistics: DeliveryStatistics,
        log: DeliveryLog
    ) {
        self.scope = scope
        self.outbox = outbox
        self.content = content
        self.recipients = recipients
        self.policy = policy
        self.fallback = fallback
        self.time = time
        self.statistics = statistics
        self.log = log
    }

    /// Until the stop: the attempt that is under way ends, and no other begins.
    func work(_ lifetime: ThreadLifetime) {
        while !lifetime.isStopping {
            let wait = deliverDue(lifetime)
            if wait > .zero { lifetime.wait(atMost: wait, by: time) }
        }
    }

    /// Attempts what is due; returns how long to wait for the next look, zero for none.
    private func deliverDue(_ lifetime: ThreadLifetime) -> TimeSpan {
        do {
            try recordPending()
            if isFirstLook.withLock({ $0 }) {
                try makeAllDue()
                isFirstLook.withLock { $0 = false }
            }
            var isAll = true
            for (index, category) in categories.enumerated() {
                // After one attempt for what comes behind, what comes first has its turn again.
                let (attempts, all) = try deliver(category, most: index == 0 ? .max : 1, lifetime)
                isAll = isAll && all
                if lifetime.isStopping { return Self.shortestWait }
                // At once, and not after a wait: more of what comes behind may be due too.
                if index > 0, attempts > 0 { return .zero }
            }
            log.storeWorks(lane: threadName)
            return isAll ? try wait(until: nextAttempt()) : Self.shortestWait
        } catch {
            log.storeFailed(error, lane: threadName)
            return Self.longestWait
        }
    }

    private func makeAllDue() throws {
        let now = time.now()
        for category in categories {
            let waiting = try outbox.dueAlerts(
                at: .distantFuture,
                channel: channel.name,
                category: category,
                limit: .max
            )
            .filter { $0.nextAttemptAt > now }
            if !waiting.isEmpty { try outbox.hold(waiting.map(\.id), until: now) }
        }
    }

    /// At most so many attempts for what is due of a category; false beside their number when more may be due.
    private func deliver(
        _ category: AlertCategory,
        most: Int,
        _ lifetime: ThreadLifetime
    ) throws -> (attempts: Int, isAll: Bool) {
        let now = time.now()
        var attempts = 0
        let (due, isAll) = try due(category, at: now)
        for (inbox, alerts) in due {
            let outcome = policy.grouping.outcome(alerts, sent: try sent(category, to: inbox, now: now), now: now)
            if let until = outcome.until { try hold(outcome, until: until) }
            for batch in outcome.batches {
                guard !lifetime.isStopping else { return (attempts, false) }
                // More of it may be due; what comes first is looked at before.
                guard attempts < most else { return (attempts, false) }
                attempts += 1
                let attempt = attempt(batch, inbox: inbox)
                // Kept before it is recorded: when the store fails now, the message has left and must not leave again.
                unrecorded.withLock { $0 = attempt }
                try recordPending()
            }
        }
        return (attempts, isAll)
    }

    private func hold(_ outcome: Grouping.Outcome, until: Instant) throws {
        try outbox.hold(outcome.reasons, until: until)
        // Each alert counts once for each reason.
        let new = outcome.held.filter { alert in alert.hold?.reason != outcome.reasons[alert.id] }
        statistics.add(new.compactMap { outcome.reasons[$0.id] }, through: channel.name)
    }

    /// By inbox, those that have waited longest first; false beside them when more may be due.
    ///
    /// With what is due in an inbox comes all that waits for it: it may leave along.
    private func due(
        _ category: AlertCategory,
        at now: Instant
    ) throws -> (due: [(inbox: String, alerts: [Alert])], isAll: Bool) {
        func pending(at instant: Instant) throws -> [Alert] {
            try outbox.dueAlerts(at: instant, channel: channel.name, category: category, limit: Self.limit)
        }
        let due = try pending(at: now)
        guard !due.isEmpty else { return ([], true) }
        let isAll = due.count < Self.limit
        var order: [String] = []
        var byInbox: [String: [Alert]] = [:]
        for alert in due {
            let inbox = recipients.inbox(of: alert, isRoom: channel.isRoom)
            if byInbox[inbox] == nil { order.append(inbox) }
            byInbox[inbox, default: []].append(alert)
        }
        let known = Set(due.map(\.id))
        for alert in try pending(at: .distantFuture) where !known.contains(alert.id) {
            let inbox = recipients.inbox(of: alert, isRoom: channel.isRoom)
            // Elsewhere each alert has a time of its own, and only what has failed before goes along.
            let joins = channel.name.isGrouped || alert.attempts > 0
            if joins, byInbox[inbox] != nil { byInbox[inbox]?.append(alert) }
        }
        return (order.map { ($0, byInbox[$0] ?? []) }, isAll)
    }

    private func nextAttempt() throws -> Instant? {
        try categories.compactMap { try outbox.nextAttempt(channel: channel.name, category: $0) }.min()
    }

    private func wait(until next: Instant?) -> TimeSpan {
        guard let next else { return Self.longestWait }
        return max(Self.shortestWait, min(Self.longestWait, next - time.now()))
    }

    private func recordPending() throws {
        guard let attempt = unrecorded.withLock({ $0 }) else { return }
        try outbox.record(attempt.records, adding: attempt.second)
        unrecorded.withLock { $0 = nil }
        // Remembered here: the store is asked once what was sent, and all further messages leave by this lane.
        let delivered = Set(attempt.records.filter { $0.delivery.outcome == .accepted }.map(\.delivery.alert))
        let alerts = attempt.alerts.filter { delivered.contains($0.id) }
        if let first = alerts.first, let record = attempt.records.first(where: { $0.delivery.alert == first.id }) {
            let message = SentMessage(
                id: record.delivery.message ?? first.id,
                at: record.delivery.at,
                alerts: alerts
            )
            accepted.withLock { $0[first.subject.category]?[attempt.inbox, default: []].append(message) }
        }
        if !attempt.second.isEmpty { fallback.due() }
    }

    /// The messages to an inbox that were accepted within the grouping's period; the store is asked once.
    private func sent(_ category: AlertCategory, to inbox: String, now: Instant) throws -> [SentMessage] {
        guard channel.name.isGrouped else { return [] }
        let since = now - policy.grouping.period
        if accepted.withLock({ $0[category] == nil }) {
            let before = try outbox.acceptedMessages(through: channel.name, category: category, since: since)
            let byInbox = Dictionary(grouping: before) { message in
                message.alerts.first.map { recipients.inbox(of: $0, isRoom: channel.isRoom) } ?? ""
            }
            accepted.withLock { $0[category] = byInbox }
        }
        return accepted.withLock { messages in
            messages[category]?[inbox]?.removeAll { $0.at <= since }
            return messages[category]?[inbox] ?? []
        }
    }

    private func attempt(_ batch: Grouping.Batch, inbox: String) -> Attempt {
        let start = time.now()
        let began = SuspendingClock.now
        var alerts = batch.alerts
        // Asked now and not when it was fetched: the attempts before it may have taken minutes.
        let late = alerts.filter { start >= $0.expiresAt }
        alerts.removeAll { start >= $0.expiresAt }
        var records = late.map { alert in
            let detail = "given up: expired after \(alert.attempts) attempts"
            statistics.add(.refused, through: channel.name, seconds: 0)
            return record(of: alert, DeliveryOutcome(.refused, detail), nil, .expired, start, next: start)
        }
        var second: [Alert] = []
        if let first = alerts.first {
            let outgoing = OutgoingMessage(first, with: Array(alerts.dropFirst()), message(batch, alerts, at: start))
            let outcome = deliver(outgoing)
            let sent = sent(outgoing.message, outcome)
            let now = time.now()
            // One for all of them: what left together comes back together.
            let jitter = time.random()
            for alert in alerts {
                let (state, next) = policy.retry.fate(
                    of: alert,
                    after: outcome.outcome,
                    at: now,
                    jitter: jitter,
                    retryAfter: outcome.retryAfter
                )
                records.append(record(of: alert, outcome, outgoing.id, state, start, next: next, sent))
                // Whoever was reached in part has the message.
                let isUnreached = state == .pending && outcome.outcome != .partial
                if state == .failed || isUnreached && alert.attempts + 1 >= RetryPolicy.attemptsAlone {
                    second += fallback.channels.alerts(after: alert, at: now)
                }
            }
            let seconds = began.duration(to: .now).inSeconds
            statistics.add(outcome.outcome, through: channel.name, seconds: seconds)
        }
        return Attempt(inbox: inbox, alerts: alerts, records: records, second: second)
    }

    private func record(
        of alert: Alert,
        _ outcome: DeliveryOutcome,
        _ message: AlertID?,
        _ state: Alert.State,
        _ at: Instant,
        next: Instant,
        _ sent: SentText? = nil
    ) -> DeliveryRecord {
        let delivery = Delivery(
            alert: alert.id,
            attempt: alert.attempts + 1,
            at: at,
            outcome: outcome.outcome,
            detail: outcome.detail,
            message: message,
            addresses: outcome.addresses,
            sent: sent
        )
        log.attempted(alert, delivery, state)
        return DeliveryRecord(delivery, state: state, nextAttemptAt: next)
    }

    /// What is kept of an attempt by which something left; nil for any other.
    private func sent(_ message: AlertMessage, _ outcome: DeliveryOutcome) -> SentText? {
        let hasLeft = [.accepted, .partial].contains(outcome.outcome)
        // A server that failed after the last byte may have taken it: what it had is kept as well.
        guard hasLeft || outcome.digest != nil else { return nil }
        let text = message.content.keptText
        return SentText(
            subject: message.subject,
            text: text,
            digest: outcome.digest ?? Fingerprint(sha256: "\(message.subject)\n\n\(text)".utf8),
            basis: outcome.digest == nil ? .words : .bytes
        )
    }

    private func message(_ batch: Grouping.Batch, _ alerts: [Alert], at now: Instant) -> AlertMessage {
        // Drawing reads the journal, and no other channel shows it.
        let picture: (Alert) -> MessagePicture? = { [self] in
            channel.name.showsPictures ? content.picture($0, now) : nil
        }
        let composer = channel.readsFacts ? content.composer : content.composer.withoutFacts()
        return switch batch {
        case .storm(_, let earlier): composer.message(forStorm: alerts, earlier: earlier, now: now)
        case .digest(_, let heldBack): composer.message(forDigest: alerts, heldBack: heldBack, now: now)
        case .alone, .matter: composer.message(forMatter: alerts, now: now, picture: picture)
        }
    }

    private func deliver(_ outgoing: OutgoingMessage) -> DeliveryOutcome {
        do throws(RecipientBook.Missing) {
            return channel.deliver(outgoing, to: try recipients.recipient(of: outgoing))
        } catch {
            return DeliveryOutcome(.refused, error.reason)
        }
    }
}
