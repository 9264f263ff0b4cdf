package import EventTime
package import ExamCalendar
package import Records
package import Sites

/// An extension as a person asks for it, with what it would change; nothing is recorded yet.
package struct ExtensionDraft: Sendable {
    package let order: ExamExtension
    /// The sessions that get another end, before and after, each by the plan's exams and numbers.
    package let before: [ListedSession]
    package let after: [ListedSession]
    package let warnings: [SessionWarning]
    /// Ids of the sites where it moves an end, sorted.
    package var sites: [SiteID] { Set(after.flatMap(\.sites)).sorted() }

    /// How a person says where the session is to end.
    package enum Wish: Hashable, Sendable {
        case minutes(Int64)
        case until(Moment)
    }

    /// Who orders this soon after a session's end may mean that one.
    package static let justEnded = TimeSpan.minutes(30)
    /// No session ends later than this after its end in the plan: who means more has mistyped.
    package static let longest = TimeSpan.hours(4)

    /// `sites` are all of the exam's when empty, `number` is that of the session that runs now, or is the next one to
    /// run today, when nil.
    package init(
        plan: Plan,
        orders: [Order],
        exam id: ExamID,
        sites: [SiteID],
        number: Int?,
        wish: Wish,
        now: Instant
    ) throws(OrderFault) {
        guard let exam = plan.exams.first(where: { $0.id == id }) else {
            throw OrderFault(
                "the plan has no exam \(id); its exams are \(plan.exams.map(\.id).joined(separator: ", "))"
            )
        }
        if let strange = sites.first(where: { !exam.sites.contains($0) }) {
            throw OrderFault("\(id) is not sat at \(strange)")
        }
        let there = sites.isEmpty ? exam.sites : Set(sites)
        let places = plan.sites.filter { there.contains($0.id) }
        guard let place = places.first else { throw OrderFault("\(id) is sat at no site") }
        let listed = plan.listedSessions(orders)
        let own = listed.filter { $0.exam == id && !there.isDisjoint(with: $0.sites) }
        let chosen = try ExtensionDraft.choose(own, id, number, zone: place.timeZone, now: now)

        let extent = try ExtensionDraft.extent(wish, of: chosen, places, place, now: now)
        guard let session = chosen.first?.session else { throw OrderFault("\(id) has no such session") }
        order = ExamExtension(
            exam: id,
            start: session.range.start,
            kind: session.kind,
            sites: sites.isEmpty ? nil : Set(sites),
            extent: extent
        )
        // As the next order would have it.
        let trial = Order(id: (orders.last?.id ?? 0) + 1, at: now, by: "", why: "", matter: .extend(order))
        let amended = plan.listedSessions(orders + [trial])
        let moved = amended.filter { $0.session.extensions.last?.order == trial.id }
        before = listed.filter { row in
            row.exam == id
                && moved.contains { $0.session.isSame(as: row.session) && !Set($0.sites).isDisjoint(with: row.sites) }
        }
        after = moved
        warnings = ExtensionDraft.warnings(moved, amended, now: now)
        try ExtensionDraft.check(moved)
    }

    private static func extent(
        _ wish: Wish,
        of chosen: [ListedSession],
        _ places: [Site],
        _ place: Site,
        now: Instant
    ) throws(OrderFault) -> ExamExtension.Extent {
        switch wish {
        case .minutes(let minutes): return .by(.minutes(minutes))
        case .until(.instant(let instant)): return .until(instant)
        case .until(.day): throw OrderFault("--until needs a time of day, like 11:40")
        case .until(.local(let date, let time)):
            try checkOneClock(places, place)
            return .until(place.timeZone.instant(of: date, time))
        case .until(.wall(let time)):
            try checkOneClock(places, place)
            // On the day on which the session ends; where that is before its start, it runs over midnight and the next
            // day is meant.
            let end = chosen.map(\.session.range.end).max() ?? now
            let date = place.timeZone.localDate(at: end)
            let same = place.timeZone.instant(of: date, time)
            let start = chosen.map(\.session.range.start).min() ?? now
            let next = LocalDate(daysSinceEpoch: date.daysSinceEpoch + 1)
            return .until(same > start ? same : place.timeZone.instant(of: next, time))
        }
    }

    private static func check(_ moved: [ListedSession]) throws(OrderFault) {
        guard !moved.isEmpty else { throw OrderFault("it ends then already") }
        for row in moved {
            if row.session.range.end < row.session.plannedEnd {
                throw OrderFault(
                    "that is before its end in the plan; an extension may be taken back, no session cut short"
                )
            }
            if row.session.range.end - row.session.plannedEnd > longest {
                throw OrderFault("that is more than 4 hours after its end in the plan; give an end nearer to it")
            }
        }
    }

    private static func checkOneClock(_ places: [Site], _ place: Site) throws(OrderFault) {
        guard let other = places.first(where: { $0.timeZone != place.timeZone }) else { return }
        throw OrderFault(
            "\(place.id) and \(other.id) keep different clocks; write the end with an offset, like "
                + "2026-06-07T11:40:00+08:00"
        )
    }

    private static func choose(
        _ own: [ListedSession],
        _ id: ExamID,
        _ number: Int?,
        zone: TimeZoneRules,
        now: Instant
    ) throws(OrderFault) -> [ListedSession] {
        if let number {
            let named = own.filter { $0.number == number }
            if named.isEmpty { throw OrderFault("\(id) has no session \(number); 'quiethours exam list' numbers them") }
            return named
        }
        // Time between two papers is extended by its number only.
        let papers = own.filter { $0.session.kind != .gap }
        let running = papers.filter { $0.session.range.contains(now) }
        let today = papers.filter {
            $0.session.range.start > now && zone.localDate(at: $0.session.range.start) == zone.localDate(at: now)
        }
        let next = today.map(\.session.range.start).min()
        let coming = today.filter { $0.session.range.start == next }
        let ended = papers.filter { $0.session.range.end <= now && now - $0.session.range.end < justEnded }
        let chosen = running.isEmpty ? ended + coming : running
        let numbers = Set(chosen.map(\.number)).sorted()
        guard let only = numbers.first else {
            throw OrderFault(
                "no session of \(id) runs now or is still to run today; name one with --session, as 'quiethours exam list' "
                    + "numbers them"
            )
        }
        guard numbers.count == 1, !running.isEmpty || ended.isEmpty else {
            throw OrderFault("\(choices(chosen, id, now: now)); say which one with --session")
        }
        return own.filter { $0.number == only }
    }

    /// "session 2 (listening) runs now, session 3 (written) runs now".
    private static func choices(_ chosen: [ListedSession], _ id: ExamID, now: Instant) -> String {
        var told: [Int: String] = [:]
        for row in chosen {
            let state =
                if row.session.range.contains(now) {
                    "runs now"
                } else {
                    row.session.range.end <= now ? "has just ended" : "comes next"
                }
            told[row.number] = "session \(row.number) (\(row.session.kind.rawValue)) \(state)"
        }
        return "of \(id) " + told.sorted { $0.key < $1.key }.map(\.value).joined(separator: ", ")
    }

    private static func warnings(_ after: [ListedSession], _ all: [ListedSession], now: Instant) -> [SessionWarning] {
        after.flatMap { row -> [SessionWarning] in
            let from = row.session.extensions.last?.from ?? row.session.range.end
            let later = all.filter {
                $0.session.kind != .gap && from <= $0.session.range.start
                    && $0.session.range.start < row.session.range.end
                    && !Set($0.sites).isDisjoint(with: row.sites)
            }
            let past: [SessionWarning] = row.session.range.end <= now ? [.past(row)] : []
            return later.map { .overlap(row, later: $0) } + past
        }
    }
}
