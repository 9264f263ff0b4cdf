package import EventTime
import NoiseRules

/// A violation of which somebody was told, with how far that has gone.
package struct NotifiedViolation: Hashable, Sendable {
    /// With its changes and its answers.
    package var record: ViolationRecord
    /// When the first alert was written.
    package var notifiedAt: Instant
    /// When each tier from the second on was told.
    package var tiers: [Int: Instant]
    /// When it was told that it is still on, in order.
    package var reminders: [Instant]
    package var alerts: Set<AlertID>
    /// Who was told of it, and when first.
    package var recipients: [RecipientID: Instant]

    package init(
        record: ViolationRecord,
        notifiedAt: Instant,
        tiers: [Int: Instant] = [:],
        reminders: [Instant] = [],
        alerts: Set<AlertID> = [],
        recipients: [RecipientID: Instant] = [:]
    ) {
        self.record = record
        self.notifiedAt = notifiedAt
        self.tiers = tiers
        self.reminders = reminders
        self.alerts = alerts
        self.recipients = recipients
    }
}

extension NotifiedViolation {
    /// The tier that is notified next along `route` while nobody responds, and when; nil when there is none.
    ///
    /// A case that was covered by another's response until `now` or before has a whole wait again.
    package func nextTier(
        along route: Route,
        policy: EscalationPolicy,
        at now: Instant
    ) -> (tier: Int, dueAt: Instant)? {
        let tier = tiers.keys.max() ?? 1
        guard tier < route.tiers, let latest = record.changes.last else { return nil }
        let freed = record.coverages.compactMap(\.until).filter { $0 <= now }.max() ?? .distantPast
        return (tier + 1, max(tiers[tier] ?? notifiedAt, freed) + policy.wait(for: latest))
    }
}
