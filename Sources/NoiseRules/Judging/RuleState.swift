import Acoustics
import EventTime
import ExamCalendar
import Sites

/// What a rule asks of a sensor during one stretch of time.
struct RuleState: Sendable {
    var demand: Demand
    var session: ExamSession?
    /// Control notices that ban what the sensor may be hearing.
    var notices: [NoticeNote] = []
    /// The stretch of time in which this does not change.
    var stretch: TimeRange

    enum Demand: Hashable, Sendable {
        /// The rule is not active, or its standard says nothing about the circumstances.
        case nothing
        case limit(Limit)
        /// The level must not rise this far above the background, in tenths of a decibel.
        case rise(tenths: Int)
    }

    var limit: Limit? { if case .limit(let limit) = demand { limit } else { nil } }
}

/// A site with its exam sessions, asked by every rule that holds there.
struct GuardedSite: Sendable {
    let site: Site
    let timeline: ExamTimeline

    /// What `rule` asks of a sensor with `placement` at `t`.
    func ruleState(
        of rule: Rule,
        placement: Placement,
        at t: Instant,
        isBanned: Bool,
        limits: LimitTable
    ) -> RuleState {
        let (running, sessionStretch) = timeline.state(at: t)
        let (period, dayStretch) = site.dayPeriod(at: t)
        let date = site.timeZone.localDate(at: t)
        // Limits and articles are dated by the local day, so that each midnight is an edge.
        let midnight = site.timeZone.instant(of: date, LocalTime(secondsOfDay: 86_400))
        let stretch = TimeRange(
            start: max(sessionStretch.start, dayStretch.start),
            // A clock change may put midnight at `t` or before it, and time must not stand still.
            end: min(sessionStretch.end, dayStretch.end, max(midnight, t + .milliseconds(1)))
        )
        // The most fragile session names the moment.
        let session = running.min { $0.kind.fragility > $1.kind.fragility }
        let kinds = Set(running.map(\.kind))
        switch rule.when {
        case .always: break
        case .sessions(let wanted):
            guard !kinds.isDisjoint(with: wanted) else {
                return RuleState(demand: .nothing, session: session, stretch: stretch)
            }
        case .notices, .named:
            guard isBanned else { return RuleState(demand: .nothing, session: session, stretch: stretch) }
        }
        let demand: RuleState.Demand =
            switch rule.basis {
            // Counts as verified: whoever wrote the plan has the document, and the figure is none of ours.
            case .level(let level, let document):
                .limit(
                    Limit(
                        level: level,
                        quantity: rule.measurement.quantity,
                        standard: document,
                        clause: "",
                        verified: true
                    )
                )
            case .rise(let tenths):
                .rise(tenths: tenths)
            case .standard(let standard):
                // Of all kinds that run at once: the strictest row of any of them is the limit.
                limits.limit(
                    LimitQuery(
                        standard: standard,
                        quantity: rule.measurement.quantity,
                        zone: site.zone,
                        period: period,
                        placement: placement,
                        sessions: kinds,
                        date: date
                    )
                ).map(RuleState.Demand.limit) ?? .nothing
            }
        return RuleState(demand: demand, session: session, stretch: stretch)
    }
}

extension SessionKind {
    /// Listening breaks most easily.
    fileprivate var fragility: Int {
        switch self {
        case .listening: 3
        case .written: 2
        case .gap: 1
        }
    }
}
