package import EventTime
import ExamCalendar
import NoiseRules
package import Records

/// What must be told of a violation although nothing about it has changed: nobody has answered, or it is on still.
/// Pure.
///
/// The violations of one site and source that are open at the same time are one case: of those that nobody has answered
/// the one that was notified first is followed up, for all of them, and an answer to one covers the others as long as
/// both are open.
package struct FollowUps: Sendable {
    private let routing: AlertRouting
    private let policy: EscalationPolicy
    /// What has had no valid data for this long is about to be closed for it, and is not said to be on.
    private static let noDataAfter = TimeSpan.minutes(10)

    package init(routing: AlertRouting, policy: EscalationPolicy) {
        self.routing = routing
        self.policy = policy
    }

    /// The alerts that are due at `now` and are not there yet, and when the next may be (nil: as things stand, never).
    ///
    /// A service that was away goes on from the tier that was told last, with a whole wait for each further one.
    /// `others` are the further violations that were told and are not muted; `present` says how loud it is, and is
    /// asked when something is due.
    package func due(
        for own: NotifiedViolation,
        among others: [NotifiedViolation] = [],
        at now: Instant,
        present: () throws -> PresentNoise? = { nil }
    ) rethrows -> (alerts: [Alert], next: Instant?) {
        guard let latest = own.record.changes.last else { return ([], nil) }
        let route = routing.table.route(of: latest)
        let together = others.filter { isSameCase($0, own, route) }
        let told = own.joined(by: together)
        // Also when it is closed by now: who was notified of the beginning waits for the end.
        var alerts = forwarded(told, at: now)
        guard isOpen(own) else { return (missing(alerts, own), nil) }
        let answers = own.record.standingAnswers
        // An answer from before the first alert counts too: somebody knew it before we did.
        let answer = answers.first { $0.at >= own.notifiedAt } ?? answers.last
        if answer == nil {
            // The end of a coverage is no change of the record: it is seen at the next look.
            if own.record.coverage(at: now) != nil { return (missing(alerts, own), nil) }
            if together.contains(where: { isAhead($0, of: own, at: now) }) { return (missing(alerts, own), nil) }
        }
        var change = latest
        // The latest change may be older than the loudest moment.
        change.worst = own.record.worst
        var next: [Instant] = []

        let tier = told.tiers.keys.max() ?? 1
        // A case that was in somebody's hands, or another's, has a whole wait again.
        let freed = (own.record.coverages.compactMap(\.until)).filter { $0 <= now }.max() ?? .distantPast
        if answer == nil, let (following, dueAt) = told.nextTier(along: route, policy: policy, at: now) {
            if dueAt <= now {
                alerts += escalation(of: change, told, route, to: following, at: now, present: try present())
                // A whole wait again, although this tier was due earlier: people need it to answer.
                if following < route.tiers { next.append(now + policy.wait(for: latest)) }
            } else {
                next.append(dueAt)
            }
        }
        if let reminder = nextReminder(told, isAnswered: answer != nil, freed: freed) {
            if reminder > now {
                next.append(reminder)
            } else if let noise = try present(), isToBeReminded(noise, at: now) {
                let subject = AlertSubject.reminder(
                    Reminder(
                        change: change,
                        number: own.reminders.count + 1,
                        at: now,
                        answeredBy: answer?.by,
                        present: noise
                    )
                )
                alerts += routing.alerts(for: subject, to: recipients(route, upTo: tier, at: now), now)
            }
        }
        return (missing(alerts, own), next.min())
    }

    /// Not while it is below the limit, nor when nothing was heard for so long that the violation is about to be
    /// closed.
    private func isToBeReminded(_ noise: PresentNoise, at now: Instant) -> Bool {
        if noise.isBelow { return false }
        guard noise.level == nil else { return true }
        return noise.lastReading.map { now - $0 < FollowUps.noDataAfter } ?? false
    }

    private func isOpen(_ told: NotifiedViolation) -> Bool {
        told.record.closedAt == nil && told.record.withdrawnAt == nil
    }

    /// Another violation of the same site and source, open at the same time, that the same people answer.
    private func isSameCase(_ other: NotifiedViolation, _ own: NotifiedViolation, _ route: Route) -> Bool {
        guard other.record.id != own.record.id, other.record.withdrawnAt == nil,
            other.record.isSameNoise(as: own.record), other.record.overlaps(own.record),
            let change = other.record.changes.last
        else { return false }
        return routing.table.route(of: change).id == route.id
    }

    /// Whether `other` is followed up in place of `own`.
    private func isAhead(_ other: NotifiedViolation, of own: NotifiedViolation, at now: Instant) -> Bool {
        isOpen(other) && other.record.answers.isEmpty && other.record.coverage(at: now) == nil
            && (other.notifiedAt, other.record.id) < (own.notifiedAt, own.record.id)
    }

    private func escalation(
        of change: ViolationChange,
        _ told: NotifiedViolation,
        _ route: Route,
        to tier: Int,
        at now: Instant,
        present: PresentNoise?
    ) -> [Alert] {
        let before = recipients(route, upTo: tier - 1, at: now)
        // Who was notified already hears that nobody has answered, and is not named as the next.
        let known = Set(before.map(\.id))
        let next = routing.table.recipients(route.tier(tier), at: now).filter { !known.contains($0.id) }
        let subject = AlertSubject.unanswered(
            Escalation(
                change: change,
                tier: tier,
                notifiedAt: told.notifiedAt,
                unanswered: before.map(\.id),
                next: next.map(\.id),
                at: now,
                present: present
            )
        )
        let gaps = routing.table.unmanned(route.tier(tier), at: now).flatMap {
            routing.alerts(for: .dutyGap($0), createdAt: now)
        }
        return routing.alerts(for: subject, to: next + before, now) + gaps
    }

    /// After the first wait; then, unanswered, as often again, and answered, twice as long after each. A wait begins
    /// anew at `freed`.
    private func nextReminder(_ told: NotifiedViolation, isAnswered: Bool, freed: Instant) -> Instant? {
        guard let first = policy.remindAfter else { return nil }
        guard let last = told.reminders.last, last >= freed else { return max(told.notifiedAt, freed) + first }
        let before = told.reminders.dropLast().last ?? told.notifiedAt
        return last + (isAnswered ? max(first, (last - before) * 2) : first)
    }

    /// What changed since somebody was told goes to them too, whoever is on duty by then and of whatever tier.
    private func forwarded(_ told: NotifiedViolation, at now: Instant) -> [Alert] {
        told.recipients.sorted { "\($0.key)" < "\($1.key)" }.flatMap { recipientID, since -> [Alert] in
            let recipients = routing.table.recipients([recipientID], at: now).filter { $0.id == recipientID }
            // What they were notified with had everything up to then.
            return told.record.changes.filter { $0.at > since && isTold($0, told) }.flatMap {
                routing.alerts(for: .violation($0), to: recipients, now)
            }
        }
    }

    /// Whether anybody was told of the change itself.
    private func isTold(_ change: ViolationChange, _ told: NotifiedViolation) -> Bool {
        let prefix = "\(change.violation.text).\(change.number)."
        return told.alerts.contains { $0.text.hasPrefix(prefix) }
    }

    private func recipients(_ route: Route, upTo tier: Int, at now: Instant) -> [Recipient] {
        routing.table.recipients((1...max(1, tier)).flatMap { route.tier($0) }, at: now)
    }

    private func missing(_ alerts: [Alert], _ told: NotifiedViolation) -> [Alert] {
        alerts.filter { !told.alerts.contains($0.id) }
    }
}

extension NotifiedViolation {
    /// With what the others of its case have gone through since it was told: tiers, reminders, and who heard of the
    /// case.
    func joined(by others: [NotifiedViolation]) -> NotifiedViolation {
        var joined = self
        for other in others {
            // What happened before this one was notified is none of its history.
            for (tier, at) in other.tiers where at >= notifiedAt {
                joined.tiers[tier] = max(at, joined.tiers[tier] ?? .distantPast)
            }
            joined.reminders += other.reminders.filter { $0 >= notifiedAt }
            for (recipientID, at) in other.recipients where joined.recipients[recipientID] == nil && at >= notifiedAt {
                joined.recipients[recipientID] = at
            }
        }
        joined.reminders.sort()
        return joined
    }
}
