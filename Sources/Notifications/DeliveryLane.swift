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

    /// Alerts that one look at the outbox takes.
    private static let limit = 500
    /// Longest wait between two looks, for rings that were lost and for a store that failed.
    private static let longestWait = Span.seconds(5)
    private static let shortestWait = Span.milliseconds(10)

    private struct Attempt {
        var delivery: Delivery
        var state: Alert.State
        var nextAttemptAt: Instant
    }

    init(
        channel: any Channel,
        outbox: any Outbox,
        composer: @escaping @Sendable () -> AlertComposer,
        recipients: RecipientBook,
        retry: RetryPolicy,
        clock: DeliveryClock,
        statistics: DeliveryStatistics,
        logger: Logger
    ) {
        self.channel = channel
        self.outbox = outbox
        self.composer = composer
        self.recipients = recipients
        self.retry = retry
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
            let until = isFirstLook.withLock { $0 } ? .distantFuture : clock.now()
            let due = try outbox.dueAlerts(at: until, channel: channel.name, limit: Self.limit)
            isFirstLook.withLock { $0 = false }
            for alert in due {
                guard !isStopped.withLock({ $0 }) else { break }
                let attempt = attempt(alert)
                unrecorded.withLock { $0 = attempt }
                try recordPending()
            }
            log.storeWorks()
            if due.count == Self.limit { return Self.shortestWait }
            return try wait(until: outbox.nextAttempt(channel: channel.name))
        } catch {
            log.storeFailed(error)
            return Self.longestWait
        }
    }

    private func wait(until next: Instant?) -> Span {
        guard let next else { return Self.longestWait }
        return max(Self.shortestWait, min(Self.longestWait, next - clock.now()))
    }

    private func recordPending() throws {
        guard let attempt = unrecorded.withLock({ $0 }) else { return }
        try outbox.record(attempt.delivery, state: attempt.state, nextAttemptAt: attempt.nextAttemptAt)
        unrecorded.withLock { $0 = nil }
    }

    private func attempt(_ alert: Alert) -> Attempt {
        let start = clock.now()
        let began = SuspendingClock.now
        let outcome: DeliveryOutcome
        let state: Alert.State
        var next = start
        if start >= alert.expiresAt {
            outcome = DeliveryOutcome(.refused, "given up: expired after \(alert.attempts) attempts")
            state = .expired
        } else {
            outcome = deliver(alert, at: start)
            (state, next) = retry.fate(of: alert, after: outcome.outcome, at: clock.now(), jitter: clock.jitter())
        }
        let delivery = Delivery(
            alert: alert.id,
            attempt: alert.attempts + 1,
            at: start,
            outcome: outcome.outcome,
            detail: outcome.detail
        )
        statistics.add(outcome.outcome, through: channel.name, seconds: began.duration(to: .now).inSeconds)
        log.attempted(alert, delivery, state)
        return Attempt(delivery: delivery, state: state, nextAttemptAt: next)
    }

    private func deliver(_ alert: Alert, at now: Instant) -> DeliveryOutcome {
        do throws(RecipientBook.Missing) {
            let recipient = try recipients.recipient(of: alert)
            return channel.deliver(Parcel(alert, composer().message(for: alert, now: now)), to: recipient)
        } catch {
            return DeliveryOutcome(.refused, error.reason)
        }
    }
}
