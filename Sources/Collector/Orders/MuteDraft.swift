package import EventTime
package import ExamCalendar
package import NoiseRules
package import Records

/// A mute as a person asks for it; nothing is recorded yet.
package struct MuteDraft: Sendable {
    package let mute: Mute
    package let warnings: [SessionWarning]

    /// What is empty does not narrow; a wall time is that of the first site, of the plan's first one without any.
    package init(
        plan: Plan,
        orders: [Order],
        sites: [String],
        sources: [NoiseSource] = [],
        kinds: [ViolationKind] = [],
        violation: ViolationID? = nil,
        from: Moment?,
        until: Moment,
        now: Instant
    ) throws(OrderFault) {
        if let strange = sites.first(where: { id in !plan.sites.contains { $0.id == id } }) {
            throw OrderFault("the plan has no site \(strange)")
        }
        let zone = plan.sites.first { sites.isEmpty || sites.contains($0.id) }?.timeZone ?? .UTC
        let start = from?.instant(in: zone, after: now) ?? now
        let end = until.instant(in: zone, after: start)
        if end <= start { throw OrderFault("the mute would end before it starts") }
        if end <= now { throw OrderFault("the mute's end has passed") }
        mute = Mute(
            sites: sites.isEmpty ? nil : Set(sites),
            sources: sources.isEmpty ? nil : Set(sources),
            kinds: kinds.isEmpty ? nil : Set(kinds),
            violation: violation,
            from: start,
            until: end
        )
        warnings = plan.listedSessions(orders)
            .filter { sites.isEmpty || !Set($0.sites).isDisjoint(with: sites) }
            .flatMap { row in
                [row.session.range.start, row.session.range.end].filter { start < $0 && $0 < end }.map {
                    .edge(row, $0)
                }
            }
    }
}
