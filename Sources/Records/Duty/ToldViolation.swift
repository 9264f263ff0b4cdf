package import EventTime
import NoiseRules

/// A violation of which somebody was told, with how far that has gone.
package struct ToldViolation: Hashable, Sendable {
    /// With its changes and its answers.
    package var record: ViolationRecord
    /// When the first alert was written.
    package var toldAt: Instant
    /// When each tier from the second on was told.
    package var tiers: [Int: Instant]
    /// When it was told that it is still on, in order.
    package var reminders: [Instant]
    package var alerts: Set<AlertID>
    /// Who was told of it, and when first.
    package var recipients: [Addressee: Instant]

    package init(
        record: ViolationRecord,
        toldAt: Instant,
        tiers: [Int: Instant] = [:],
        reminders: [Instant] = [],
        alerts: Set<AlertID> = [],
        recipients: [Addressee: Instant] = [:]
    ) {
        self.record = record
        self.toldAt = toldAt
        self.tiers = tiers
        self.reminders = reminders
        self.alerts = alerts
        self.recipients = recipients
    }
}

extension ToldViolation {
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
        return (tier + 1, max(tiers[tier] ?? toldAt, freed) + policy.wait(for: latest))
    }
}
