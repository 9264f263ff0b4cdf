package import EventTime
import ExamCalendar
import NoiseRules
package import Records

/// What must be told of a violation although nothing about it has changed: nobody has answered, or it is on still. Pure.
package struct FollowUps: Sendable {
    private let routing: AlertRouting
    private let policy: EscalationPolicy

    package init(routing: AlertRouting, policy: EscalationPolicy) {
        self.routing = routing
        self.policy = policy
    }

    /// The alerts that are due at `now` and are not there yet, and when the next may be (nil: as things stand, never).
    ///
    /// A service that was away goes on from the tier that was told last, with a whole wait for each further one.
    package func due(for told: ToldViolation, at now: Instant) -> (alerts: [Alert], next: Instant?) {
        guard let latest = told.record.changes.last else { return ([], nil) }
        let route = routing.table.route(of: latest)
        var alerts = forwarded(told, at: now)
        guard told.record.closedAt == nil, told.record.withdrawnAt == nil else { return (missing(alerts, told), nil) }
        var change = latest
        change.worst = told.record.worst
        var next: [Instant] = []

        let tier = told.tiers.keys.max() ?? 1
        let toldAt = told.tiers[tier] ?? told.toldAt
        let answer = told.record.answers.first { $0.at >= told.toldAt } ?? told.record.answers.last
        if answer == nil, tier < route.tiers {
            let dueAt = toldAt + wait(latest)
            if dueAt <= now {
                alerts += escalation(of: change, told, route, to: tier + 1, at: now)
                if tier + 1 < route.tiers { next.append(now + wait(latest)) }
            } else {
                next.append(dueAt)
            }
        }
        if let reminder = nextReminder(told, isAnswered: answer != nil) {
            if reminder <= now {
                let subject = AlertSubject.stillOn(
                    Reminder(change: change, number: told.reminders.count + 1, at: now, answeredBy: answer?.by)
                )
                alerts += routing.alerts(for: subject, to: recipients(route, upTo: tier, at: now), now)
            } else {
                next.append(reminder)
            }
        }
        return (missing(alerts, told), next.min())
    }

    private func wait(_ change: ViolationChange) -> Span {
        change.finding.session?.kind == .listening ? policy.answerWithinListening : policy.answerWithin
    }

    private func escalation(
        of change: ViolationChange,
        _ told: ToldViolation,
        _ route: Route,
        to tier: Int,
        at now: Instant
    ) -> [Alert] {
        let before = recipients(route, upTo: tier - 1, at: now)
        let known = Set(before.map(\.id))
        let next = routing.table.recipients(route.tier(tier), at: now).filter { !known.contains($0.id) }
        let subject = AlertSubject.unanswered(
            Escalation(
                change: change,
                tier: tier,
                toldAt: told.toldAt,
                unanswered: before.map(\.id),
                next: next.map(\.id),
                at: now
            )
        )
        let gaps = routing.table.unmanned(route.tier(tier), at: now).flatMap {
            routing.alerts(for: .dutyGap($0), createdAt: now)
        }
        return routing.alerts(for: subject, to: next + before, now) + gaps
    }

    /// After the first wait; then, unanswered, as often again, and answered, twice as long after each.
    private func nextReminder(_ told: ToldViolation, isAnswered: Bool) -> Instant? {
        guard let first = policy.remindAfter else { return nil }
        guard let last = told.reminders.last else { return told.toldAt + first }
        let before = told.reminders.dropLast().last ?? told.toldAt
        return last + (isAnswered ? max(first, (last - before) * 2) : first)
    }

    /// What changed since somebody was told goes to them too, whoever is on duty by then and of whatever tier.
    private func forwarded(_ told: ToldViolation, at now: Instant) -> [Alert] {
        told.recipients.sorted { "\($0.key)" < "\($1.key)" }.flatMap { addressee, since -> [Alert] in
            let recipients = routing.table.recipients([addressee], at: now).filter { $0.id == "\(addressee)" }
            return told.record.changes.filter { $0.at > since && isTold($0, told) }.flatMap {
                routing.alerts(for: .violation($0), to: recipients, now)
            }
        }
    }

    /// Whether anybody was told of the change itself.
    private func isTold(_ change: ViolationChange, _ told: ToldViolation) -> Bool {
        let prefix = "\(change.violation.text).\(change.number)."
        return told.alerts.contains { $0.text.hasPrefix(prefix) }
    }

    private func recipients(_ route: Route, upTo tier: Int, at now: Instant) -> [Recipient] {
        routing.table.recipients((1...max(1, tier)).flatMap { route.tier($0) }, at: now)
    }

    private func missing(_ alerts: [Alert], _ told: ToldViolation) -> [Alert] {
        alerts.filter { !told.alerts.contains($0.id) }
    }
}
