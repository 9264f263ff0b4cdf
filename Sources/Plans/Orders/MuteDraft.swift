package import EventTime
import ExamCalendar
package import NoiseRules
package import Records
package import Sites

/// A mute as a person asks for it; nothing is recorded yet.
package struct MuteDraft: Sendable {
    package let mute: Mute
    package let warnings: [SessionWarning]
    /// Sessions of which it mutes something.
    package let covered: [ListedSession]

    /// What it is to mute; what is empty does not narrow.
    package struct Scope: Sendable {
        var sites: [SiteID]
        var sources: [NoiseSource]
        var kinds: [ViolationKind]
        var violation: ViolationID?
        /// The site of the violation.
        var place: SiteID?

        /// Sites whose sessions it touches; none for all.
        var places: [SiteID] { sites.isEmpty ? [place].compactMap(\.self) : sites }

        package init(
            sites: [SiteID],
            sources: [NoiseSource] = [],
            kinds: [ViolationKind] = [],
            violation: ViolationID? = nil,
            place: SiteID? = nil
        ) {
            self.sites = sites
            self.sources = sources
            self.kinds = kinds
            self.violation = violation
            self.place = place
        }
    }

    /// A local time is that of the first site, of the plan's first one without any. A time that has passed is refused.
    package init(
        plan: Plan,
        orders: [Order],
        scope: Scope,
        from: Moment?,
        until: Moment,
        now: Instant
    ) throws(OrderFault) {
        if let strange = scope.sites.first(where: { plan.site($0) == nil }) {
            throw OrderFault("the plan has no site \(strange)")
        }
        let about = scope.places
        let zone = plan.sites.first { about.isEmpty || about.contains($0.id) }?.timeZone ?? .UTC
        let start = try from?.next(in: zone, after: now, "--from") ?? now
        guard start >= now else { throw OrderFault("--from has passed; leave it out for a mute that begins now") }
        let end = try until.next(in: zone, after: start, "--until")
        guard end > now else { throw OrderFault("--until has passed; write a time that is to come") }
        guard end > start else { throw OrderFault("the mute would end before it starts") }
        mute = Mute(
            sites: scope.sites.isEmpty ? nil : Set(scope.sites),
            sources: scope.sources.isEmpty ? nil : Set(scope.sources),
            kinds: scope.kinds.isEmpty ? nil : Set(scope.kinds),
            violation: scope.violation,
            from: start,
            until: end
        )
        let sessions = plan.listedSessions(orders)
            .filter { about.isEmpty || !Set($0.sites).isDisjoint(with: about) }
        warnings = sessions.flatMap { row in
            [row.session.range.start, row.session.range.end].filter { start < $0 && $0 < end }.map { .edge(row, $0) }
        }
        let range = TimeRange(start: start, end: end)
        covered = sessions.filter { $0.session.kind != .gap && $0.session.range.overlaps(range) }
    }
}
