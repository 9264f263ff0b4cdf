package import EventTime
package import Sites

/// What applies at one place, and when it next changes: day and night, exam sessions, and the bans of control notices.
package struct SiteCalendar: Sendable {
    package let site: Site
    /// In order of their start.
    package let sessions: [ExamSession]
    /// Those that are for the site.
    package let notices: [ControlNotice]
    private let place: Coordinates?
    private let placement: Placement?
    private let sites: [Site]

    /// A calendar without a next change looks no further than this.
    package static let horizon = TimeSpan.hours(24 * 400)

    /// `place` is where a sensor stands and `placement` beside what, the site as a whole when nil; `sites` are all of
    /// the plan: a radius is measured from those that its notice is for.
    package init(
        site: Site,
        exams: [Exam],
        notices: [ControlNotice],
        sites: [Site],
        place: Coordinates? = nil,
        placement: Placement? = nil
    ) {
        self.site = site
        sessions = ExamTimeline(site: site.id, exams: exams).sessions
        self.notices = notices.filter { $0.holds(atSite: site.id) }
        self.place = place ?? site.coordinates
        self.placement = placement
        self.sites = sites
    }

    /// Something that applies without a break over a span.
    package enum Entry: Hashable, Sendable {
        case session(ExamSession)
        case ban(Ban)
        case night(TimeRange)

        /// Of a session, with lead and tail.
        package var range: TimeRange {
            switch self {
            case .session(let session): session.guarded
            case .ban(let ban): ban.range
            case .night(let range): range
            }
        }
    }

    /// What applies at some instant of `window`, whole and in order of its start; bans are cut at `window`'s edges.
    package func entries(in window: TimeRange) -> [Entry] {
        let running = sessions.filter { $0.guarded.overlaps(window) }.map(Entry.session)
        let bans = notices.flatMap { notice in
            let centres = notice.centres(among: sites)
            return notice.bans(in: window, zone: site.timeZone, sessions: sessions) {
                $0.membership(of: place, placement: placement, district: site.district, sites: centres)
            }
        }
        .map(Entry.ban)
        let nights = (night?.spans(touching: window, in: site.timeZone) ?? []).map(Entry.night)
        return (running + bans + nights).sorted { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) }
    }

    /// The same with bans whole that reach over `window`'s edges, as far as ``horizon`` on either side.
    package func wholeEntries(in window: TimeRange) -> [Entry] {
        let around = TimeRange(start: window.start - SiteCalendar.horizon, end: window.end + SiteCalendar.horizon)
        return entries(in: around).filter { $0.range.overlaps(window) }
    }

    /// What applies at `t`, each with its own whole span, and the next instant at which anything begins or ends; nil
    /// when nothing does within ``horizon``.
    package func state(at t: Instant) -> (entries: [Entry], changes: Instant?) {
        // Wide enough for a ban of a whole season to show both its ends.
        let around = TimeRange(start: t - SiteCalendar.horizon, end: t + SiteCalendar.horizon)
        let all = entries(in: around)
        let edges = all.lazy.flatMap { [$0.range.start, $0.range.end] }.filter { $0 > t && $0 < around.end }
        return (all.filter { $0.range.contains(t) }, edges.min())
    }

    /// The notice that a ban of this calendar comes from.
    package func notice(of ban: Ban) -> ControlNotice? {
        notices.first { $0.id == ban.notice }
    }

    private var night: DailyHours? {
        DailyHours(from: site.dayHours.nightStart, to: site.dayHours.dayStart)
    }
}
