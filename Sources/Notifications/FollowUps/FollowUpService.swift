package import EventTime
import ExamCalendar
package import Logging
import NoiseRules
package import Records
package import Running
import ServiceLifecycle
package import StorePorts
import Synchronization

/// Looks after what was told: passes it on when nobody answers, tells again what is on still, tells of rosters with
/// gaps, and holds the drills of the calendar.
///
/// It remembers nothing: what is due follows from the record, the answers and the alerts in the store, so that a
/// restart neither forgets nor repeats.
package final class FollowUpService: ThreadedService {
    private let store: any FollowUpStore
    private let followUps: FollowUps
    private let duties: CalendarDuties
    private let routing: AlertRouting
    private let orders: OrdersInEffect
    private let notified: @Sendable () -> Void
    private let noise: any PresentNoiseSource
    private let isCurrent: @Sendable () -> Bool
    private let time: TimeSource
    package let threadName = "follow-ups"
    package let wake = WakeSignal()
    private let log: Logger
    private let trouble = Mutex<String?>(nil)
    /// Gaps and drills whose alerts are known to be in the store.
    private let known = Mutex<Set<String>>([])
    /// Since when the record has been behind the journal.
    private let behindSince = Mutex<Instant?>(nil)

    /// Longest wait between two looks: an answer or a change may have come.
    private static let longestWait = TimeSpan.seconds(5)
    private static let pauseUntilCurrent = TimeSpan.milliseconds(250)
    /// After so long the record is followed up as it stands: what nobody has answered must not wait for a large
    /// backlog.
    private static let longestUntilCurrent = TimeSpan.minutes(1)
    /// Closings that are no older than this are passed on to further tiers.
    private static let closedWithin = TimeSpan.hours(1)

    /// `told` is called after alerts were put into the outbox; `noise` says how loud it is now. What is told waits, a
    /// minute at most, for `isCurrent`, which says that the record has all that the journal holds.
    package init(
        plan: Plan,
        store: any FollowUpStore,
        routing: AlertRouting,
        orders: OrdersInEffect,
        noise: any PresentNoiseSource,
        isCurrent: @escaping @Sendable () -> Bool = { true },
        notified: @escaping @Sendable () -> Void,
        time: TimeSource,
        logger: Logger
    ) {
        self.store = store
        self.routing = routing
        self.orders = orders
        self.notified = notified
        self.noise = noise
        self.isCurrent = isCurrent
        self.time = time
        followUps = FollowUps(routing: routing, policy: plan.alerting.escalation)
        duties = CalendarDuties(plan: plan, routing: routing)
        log = logger
    }

    package func work(_ lifetime: ThreadLifetime) {
        while !lifetime.isStopping {
            let wait = look(at: time.now())
            lifetime.wait(atMost: wait, by: time)
        }
    }

    /// Puts what is due into the outbox; returns how long to wait for the next look.
    package func look(at now: Instant) -> TimeSpan {
        do {
            var alerts: [Alert] = []
            var next: Instant? = nil
            // While the journal is behind, what looks unanswered may have ended.
            if isRecordCurrent(at: now) {
                (alerts, next) = try violationAlerts(at: now)
            } else {
                next = now + FollowUpService.pauseUntilCurrent
            }
            alerts += calendarAlerts(at: now)
            // Their ids follow from the matter, so that what is there already is left alone: a restart repeats nothing.
            if !alerts.isEmpty, try store.put(alerts) > 0 {
                for alert in alerts { log.info("alert due", metadata: ["alert": "\(alert.id)"]) }
                notified()
            }
            if trouble.withLock({ $0.take() }) != nil { log.notice("follow-ups work again") }
            // A time that has just passed must not make it spin.
            return max(.milliseconds(10), min(FollowUpService.longestWait, (next ?? .distantFuture) - now))
        } catch {
            let text = "\(error)"
            let isNew = trouble.withLock { trouble in
                defer { trouble = text }
                return trouble != text
            }
            if isNew { log.error("follow-ups failed, trying again", metadata: ["error": "\(text)"]) }
            return FollowUpService.longestWait
        }
    }

    private func isRecordCurrent(at now: Instant) -> Bool {
        let isCurrent = isCurrent()
        return behindSince.withLock { since in
            if isCurrent { since = nil } else if since == nil { since = now }
            return since.map { now - $0 >= FollowUpService.longestUntilCurrent } ?? true
        }
    }

    private func violationAlerts(at now: Instant) throws -> (alerts: [Alert], next: Instant?) {
        let muted = try orders.mutes()
        let notified = try store.notifiedViolations(closedSince: now - FollowUpService.closedWithin)
            // A mute is a person's decision, and whoever made it knows of the noise.
            .filter { muted.note(of: $0.record, at: now) == nil }
        let bySite = Dictionary(grouping: notified, by: \.record.subject.site)
        var alerts: [Alert] = []
        var next: Instant?
        for violation in notified {
            let due = try followUps.due(for: violation, among: bySite[violation.record.subject.site] ?? [], at: now) {
                try violation.record.changes.last.flatMap { try noise.presentNoise(of: $0, at: now) }
            }
            alerts += due.alerts
            next = [next, due.next].compactMap { $0 }.min()
        }
        return (alerts, next)
    }

    /// Each once: the outbox leaves alone what it has already.
    private func calendarAlerts(at now: Instant) -> [Alert] {
        let exams = orders.exams()
        var alerts: [Alert] = []
        for gap in duties.gaps(exams, at: now)
        // Asked of memory first: the store would be written to at every look.
        where known.withLock({ $0.insert("\(gap.authority) \(gap.from.milliseconds)").inserted }) {
            alerts += routing.alerts(for: .dutyGap(gap), createdAt: now)
        }
        if let drill = duties.drill(exams, at: now), known.withLock({ $0.insert(drill).inserted }) {
            alerts += routing.alerts(forDrill: drill, by: "calendar", routes: routing.table.all, at: now)
        }
        return alerts
    }
}
