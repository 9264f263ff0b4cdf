package import EventTime
package import ExamCalendar
package import Logging
import NoiseRules
package import Records
import ServiceLifecycle
import Synchronization

/// Looks after what was told: passes it on when nobody answers, tells again what is on still, tells of rosters with gaps, and
/// holds the drills of the calendar.
///
/// It remembers nothing: what is due follows from the record, the answers and the alerts in the store, so that a restart
/// neither forgets nor repeats.
package final class FollowUpService: Service {
    private let store: any FollowUpStore
    private let followUps: FollowUps
    private let duties: CalendarDuties
    private let routing: AlertRouting
    private let mutes: @Sendable () throws -> Mutes
    private let exams: @Sendable () -> [Exam]
    private let told: @Sendable () -> Void
    private let clock: DeliveryClock
    private let log: Logger
    private let isStopped = Mutex(false)
    private let trouble = Mutex<String?>(nil)
    /// Gaps and drills whose alerts are known to be in the store.
    private let known = Mutex<Set<String>>([])

    /// Longest wait between two looks: an answer or a change may have come.
    private static let longestWait = Span.seconds(5)
    /// Closings that are no older than this are passed on to further tiers.
    private static let closedWithin = Span.hours(1)

    /// `told` is called after alerts were put into the outbox; `exams` are those of the hour.
    package init(
        plan: Plan,
        store: any FollowUpStore,
        routing: AlertRouting,
        mutes: @escaping @Sendable () throws -> Mutes,
        exams: @escaping @Sendable () -> [Exam],
        told: @escaping @Sendable () -> Void,
        clock: DeliveryClock,
        logger: Logger
    ) {
        self.store = store
        self.routing = routing
        self.mutes = mutes
        self.exams = exams
        self.told = told
        self.clock = clock
        followUps = FollowUps(routing: routing, policy: plan.escalation)
        duties = CalendarDuties(plan: plan, routing: routing)
        log = logger
    }

    package func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            while !isStopped.withLock({ $0 }) {
                let wait = look(at: clock.now())
                let isAwake = Task { await clock.sleep(wait) }
                await withTaskCancellationOrGracefulShutdownHandler {
                    await isAwake.value
                } onCancelOrGracefulShutdown: {
                    isAwake.cancel()
                }
            }
        } onCancelOrGracefulShutdown: { [self] in
            isStopped.withLock { $0 = true }
        }
    }

    /// Puts what is due into the outbox; returns how long to wait for the next look.
    package func look(at now: Instant) -> Span {
        do {
            let muted = try mutes()
            var alerts: [Alert] = []
            var next: Instant?
            for violation in try store.toldViolations(closedSince: now - FollowUpService.closedWithin) {
                guard muted.note(of: violation.record, at: now) == nil else { continue }
                let due = followUps.due(for: violation, at: now)
                alerts += due.alerts
                next = [next, due.next].compactMap { $0 }.min()
            }
            alerts += calendarAlerts(at: now)
            if !alerts.isEmpty, try store.put(alerts) > 0 {
                for alert in alerts { log.info("alert due", metadata: ["alert": "\(alert.id)"]) }
                told()
            }
            if trouble.withLock({ $0.take() }) != nil { log.notice("follow-ups work again") }
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

    /// Each once: the outbox leaves alone what it has already.
    private func calendarAlerts(at now: Instant) -> [Alert] {
        let exams = exams()
        var alerts: [Alert] = []
        for gap in duties.gaps(exams, at: now)
        where known.withLock({ $0.insert("\(gap.authority) \(gap.from.milliseconds)").inserted }) {
            alerts += routing.alerts(for: .dutyGap(gap), createdAt: now)
        }
        if let drill = duties.drill(exams, at: now), known.withLock({ $0.insert(drill).inserted }) {
            alerts += routing.alerts(forDrill: drill, by: "calendar", routes: routing.table.all, at: now)
        }
        return alerts
    }
}
