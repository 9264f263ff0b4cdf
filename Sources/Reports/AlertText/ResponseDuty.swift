import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites

/// Who has a violation, until when they are to respond, and who is notified then.
struct ResponseDuty {
    private let composer: AlertComposer
    private let alert: Alert
    private let change: ViolationChange
    private let route: Route
    private let history: NotifiedViolation?

    init(_ composer: AlertComposer, _ alert: Alert, _ change: ViolationChange) {
        (self.composer, self.alert, self.change) = (composer, alert, change)
        route = composer.routing.route(of: change)
        history = composer.sources.notified(change.violation) ?? ResponseDuty.history(by: alert, change)
    }

    /// What the alert itself says, where nothing is known of others; nil when it is not the first of its tier.
    private static func history(by alert: Alert, _ change: ViolationChange) -> NotifiedViolation? {
        let record = ViolationRecord(
            id: change.violation,
            subject: change.subject,
            openedAt: change.openedAt,
            closedAt: nil,
            worst: change.worst,
            changes: [change]
        )
        switch alert.subject {
        case .violation(let change) where change.step == .opened:
            return NotifiedViolation(record: record, notifiedAt: alert.createdAt)
        case .unanswered(let escalation):
            return NotifiedViolation(
                record: record,
                notifiedAt: escalation.notifiedAt,
                tiers: [escalation.tier: alert.createdAt]
            )
        default: return nil
        }
    }

    /// Nil when somebody has responded, nobody comes after, or the time is over.
    func next(now: Instant) -> (by: Instant, recipients: [Recipient])? {
        guard alert.subject.asksForAnswer, let history = followed else { return nil }
        guard let (tier, dueAt) = history.nextTier(along: route, policy: composer.escalation, at: now), dueAt > now
        else { return nil }
        let known = Set((1..<tier).flatMap { composer.routing.recipients(route.tier($0), at: dueAt) }.map(\.id))
        let recipients = composer.routing.recipients(route.tier(tier), at: dueAt).filter { !known.contains($0.id) }
        return recipients.isEmpty ? nil : (dueAt, recipients)
    }

    /// Of the violations of one noise that one route answers for the one that was notified first is followed up, for
    /// all.
    private var followed: NotifiedViolation? {
        let beside = composer.openBeside(change).filter { record in
            record.changes.last.map { composer.routing.route(of: $0).id == route.id } ?? false
        }
        let own = composer.record(change)
        let records = [own].compactMap { $0 } + beside
        guard records.allSatisfy({ $0.answers.isEmpty }), own?.coverages.contains(where: { $0.until == nil }) != true
        else { return nil }
        let others = beside.compactMap { composer.sources.notified($0.id) }
        return ([history].compactMap { $0 } + others).min {
            ($0.notifiedAt, $0.record.id) < ($1.notifiedAt, $1.record.id)
        }
    }

    /// Whoever else was notified of it; of an office whose officer was notified the officer alone.
    var others: [Recipient] {
        let known: [Recipient]
        if let history, !history.recipients.isEmpty {
            let ids = history.recipients.sorted { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }.map(\.key)
            known = ids.compactMap { recipientID in
                composer.authorities[recipientID.authority].map { authority in
                    Recipient(authority, officer: authority.staff.officers.first { $0.id == recipientID.officer })
                }
            }
        } else {
            known = composer.routing.recipients(route.to + route.copies, at: alert.createdAt)
        }
        return known.filter { $0.id != alert.recipient }
    }

    func names(_ recipients: [Recipient], _ phrases: any Phrases) -> [String] {
        let manned = Set(recipients.filter { $0.officer != nil }.compactMap(\.authority?.id))
        var seen: Set<String> = []
        return recipients.filter { $0.officer != nil || !manned.contains($0.authority?.id ?? "") }
            .map { composer.recipientName($0.id, phrases, withPhone: false) }.filter { seen.insert($0).inserted }
    }
}
