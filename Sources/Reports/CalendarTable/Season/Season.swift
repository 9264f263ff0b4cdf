import EventTime
import ExamCalendar
import Sites

/// What a site's calendar has on each local day of a span, by the wall clock of that day.
struct Season: Sendable {
    /// One for each local day that the span touches, whole, in order.
    var days: [SeasonDay]
    /// The phases whose bans touch these days, in the order of the calendar's notices.
    var phases: [SeasonPhase]

    init(_ calendar: SiteCalendar, touching window: TimeRange) {
        let zone = calendar.site.timeZone
        let first = zone.localDate(at: window.start).daysSinceEpoch
        let last = max(first, zone.localDate(at: window.end - .milliseconds(1)).daysSinceEpoch)
        let midnight = LocalTime(secondsOfDay: 0)
        let whole = TimeRange(
            start: zone.instant(of: LocalDate(daysSinceEpoch: first), midnight),
            end: zone.instant(of: LocalDate(daysSinceEpoch: last + 1), midnight)
        )
        let clock = zone.wallSpans(of: whole)
        var days = Dictionary(
            uniqueKeysWithValues: (first...last).map { number in
                let date = LocalDate(daysSinceEpoch: number)
                return (date, SeasonDay(date: date, clock: clock[date] ?? []))
            }
        )
        let entries = calendar.wholeEntries(in: whole)
        let phases = SeasonPhase.numbered(entries, of: calendar)
        for entry in entries {
            switch entry {
            case .session(let session):
                for part in SessionPart.parts(of: session, in: zone) { days[part.date]?.sessions.append(part) }
            case .ban(let ban):
                guard let phase = phases.firstIndex(where: { $0.isPhase(of: ban) }) else { continue }
                for (date, spans) in zone.wallSpans(of: ban.range) {
                    days[date]?.bans.append(BanPart(ban: ban, phase: phase, spans: WallSpan.joined(spans)))
                }
            case .night(let range):
                for (date, spans) in zone.wallSpans(of: range) { days[date]?.nights += spans }
            }
        }
        self.phases = phases
        self.days = days.values.sorted { $0.date < $1.date }
    }
}

/// One local day of a season.
struct SeasonDay: Sendable {
    var date: LocalDate
    /// In order of their start.
    var sessions: [SessionPart] = []
    var bans: [BanPart] = []
    var nights: [WallSpan] = []
    /// Times that the clock leaves out on this day.
    var leftOut: [WallSpan]
    /// Times that come twice.
    var repeated: [WallSpan]
    var length: TimeSpan

    /// `clock` is the day's stretches in the order of time.
    init(date: LocalDate, clock: [WallSpan]) {
        self.date = date
        leftOut = WallSpan.wholeDay.without(clock)
        repeated = clock.indices.flatMap { index in
            clock[..<index].compactMap { earlier in
                guard earlier.overlaps(clock[index]) else { return nil }
                return WallSpan(from: max(earlier.from, clock[index].from), to: min(earlier.to, clock[index].to))
            }
        }
        length = .milliseconds(clock.reduce(0) { $0 + $1.length })
    }

    /// Nothing but night, and a clock that runs as usual.
    var isQuiet: Bool { sessions.isEmpty && bans.isEmpty && leftOut.isEmpty && repeated.isEmpty }
}

/// The part of a session that lies on one local day.
struct SessionPart: Sendable {
    var session: ExamSession
    var date: LocalDate
    var lead: [WallSpan] = []
    /// The paper up to the end that was planned, or the real one where that is earlier.
    var paper: [WallSpan] = []
    /// What an order added to it.
    var added: [WallSpan] = []
    var tail: [WallSpan] = []

    var all: [WallSpan] { lead + paper + added + tail }

    static func parts(of session: ExamSession, in zone: TimeZoneRules) -> [SessionPart] {
        let range = session.range
        let planned = max(range.start, min(session.plannedEnd, range.end))
        let stretches: [(WritableKeyPath<SessionPart, [WallSpan]>, Instant, Instant)] = [
            (\.lead, session.guarded.start, range.start), (\.paper, range.start, planned),
            (\.added, planned, range.end), (\.tail, range.end, session.guarded.end),
        ]
        var parts: [LocalDate: SessionPart] = [:]
        for (stretch, start, end) in stretches where start < end {
            for (date, spans) in zone.wallSpans(of: TimeRange(start: start, end: end)) {
                parts[date, default: SessionPart(session: session, date: date)][keyPath: stretch] =
                    WallSpan.joined(spans)
            }
        }
        return Array(parts.values)
    }
}

/// The part of a ban that lies on one local day.
struct BanPart: Sendable {
    var ban: Ban
    /// Index in the season's phases.
    var phase: Int
    var spans: [WallSpan]
}
