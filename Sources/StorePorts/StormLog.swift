package import EventTime
import NoiseRules
package import Records

/// What began together, as one recipient was notified of it. Safe from any thread; calls block.
package protocol StormLog: Sendable {
    /// The violations that began within `span`, whole ms at both ends, and of which the recipient of `alert` was
    /// notified on its channel, with their answers; by their opening, at most `limit`.
    func openings(within span: ClosedRange<Instant>, notifiedAs alert: Alert, limit: Int) throws -> [ViolationRecord]
}

extension StormLog {
    /// The violations that began with `record` at ``Storm/leastSites`` sites or more, that one left out, of which the
    /// recipient of `alert` was notified; empty where it was no storm.
    package func storm(around record: ViolationRecord, notifiedAs alert: Alert) throws -> [ViolationRecord] {
        let span = record.openedAt - Storm.within...record.openedAt + Storm.within
        let all = try openings(within: span, notifiedAs: alert, limit: Storm.mostListed + 1)
        guard Set(all.map(\.subject.site)).count >= Storm.leastSites else { return [] }
        return all.filter { $0.id != record.id }
    }
}

extension Storm {
    /// Violations of a storm that a page lists.
    package static let mostListed = 40
}
