package import EventTime
package import Sites

/// A control notice that holds at one place without a break over `range`.
package struct Ban: Hashable, Sendable {
    package var notice: String
    package var phase: Name
    /// Index of the phase in its notice.
    package var phaseIndex: Int
    package var activities: Set<Activity>
    /// It asks and does not forbid.
    package var isAppeal: Bool
    /// Why the place lies in the phase's area.
    package var ground: Membership.Ground
    package var range: TimeRange

    package init(
        notice: String,
        phase: Name,
        phaseIndex: Int,
        activities: Set<Activity>,
        isAppeal: Bool = false,
        ground: Membership.Ground,
        range: TimeRange
    ) {
        self.notice = notice
        self.phase = phase
        self.phaseIndex = phaseIndex
        self.activities = activities
        self.isAppeal = isAppeal
        self.ground = ground
        self.range = range
    }
}

extension ControlNotice {
    /// The bans at a place within `window`, in order of their start. Spans that touch or overlap within one phase are
    /// one ban; a ban that reaches over the window's edge is cut there.
    ///
    /// `zone` and `sessions` are those of the site; `membership` says of each area whether the place lies in it.
    package func bans(
        in window: TimeRange,
        zone: TimeZoneRules,
        sessions: [ExamSession],
        membership: (ControlArea) -> Membership
    ) -> [Ban] {
        phases.enumerated().flatMap { index, phase -> [Ban] in
            guard let reach = phase.range.intersection(window), case .inside(let ground) = membership(phase.area)
            else { return [] }
            let spans: [TimeRange] =
                switch phase.hours {
                case .allDay: [reach]
                case .daily(let hours): hours.flatMap { $0.spans(touching: reach, in: timeZone ?? zone) }
                case .sessions(let kinds): sessions.filter { kinds.contains($0.kind) }.map(\.range)
                }
            return TimeRange.joined(spans.compactMap { $0.intersection(reach) }).map {
                Ban(
                    notice: id,
                    phase: phase.name,
                    phaseIndex: index,
                    activities: phase.activities,
                    isAppeal: phase.isAppeal,
                    ground: ground,
                    range: $0
                )
            }
        }
        .sorted { ($0.range.start, $0.range.end, $0.notice) < ($1.range.start, $1.range.end, $1.notice) }
    }
}
