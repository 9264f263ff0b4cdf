import EventTime
import ExamCalendar
import NoiseRules
import Sites

/// An exam session as every message speaks of it: to come, running or over at a moment, with its times of the hour.
struct SessionTime {
    let name: Name
    let kind: SessionKind
    /// The paper's own times.
    let range: TimeRange
    /// The time in which quiet is due.
    let guarded: TimeRange

    enum Phase: String {
        case before, during, after
    }

    init(_ session: ExamSession) {
        (name, kind, range, guarded) = (session.name, session.kind, session.range, session.guarded)
    }

    /// As it was noted with a finding, where no exam of the hour has it any more.
    init(_ note: SessionNote) {
        (name, kind) = (note.name, note.kind)
        range = TimeRange(start: note.start, end: max(note.start, note.end))
        guarded = range
    }

    func phase(at moment: Instant) -> Phase {
        if moment < range.start { return .before }
        return moment < range.end ? .during : .after
    }

    /// "during the Chinese paper", "9 min before the Chinese paper; quiet required from 08:20".
    func text(_ phrases: any Phrases, _ clock: SiteClock, at moment: Instant) -> String {
        let session = phrases.pick(name)
        switch phase(at: moment) {
        case .during: return phrases.during(session, kind)
        case .before:
            let text = phrases.before(session, kind, by: phrases.text(SessionTime.whole(range.start - moment)))
            guard guarded.start < range.start else { return text }
            let from = phrases.quietFrom(clock.until(guarded.start, from: moment))
            return text + phrases.separator + from
        case .after:
            let text = phrases.after(session, kind, by: phrases.text(SessionTime.whole(moment - range.end)))
            guard moment < guarded.end else { return text }
            return text + phrases.separator + phrases.quietUntil(clock.until(guarded.end, from: moment))
        }
    }

    /// The same with the end of one that runs: "during the Chinese paper; paper ends 11:30".
    func row(_ phrases: any Phrases, _ clock: SiteClock, at moment: Instant) -> String {
        let text = text(phrases, clock, at: moment)
        guard phase(at: moment) == .during else { return text }
        return text + phrases.separator + phrases.ends(kind, at: clock.until(range.end, from: moment))
    }

    /// Minutes where there are any: nobody counts the seconds to a paper.
    private static func whole(_ span: TimeSpan) -> TimeSpan {
        span < .minutes(1) ? span : TimeSpan(milliseconds: span.milliseconds / 60_000 * 60_000)
    }
}

extension AlertComposer {
    /// The session of a note, with the end that it has now at a site.
    func session(_ note: SessionNote, atSite site: SiteID) -> SessionTime {
        // An exam that was extended at some of its sites stands there twice.
        let known = exams.first { $0.id == note.exam && $0.sites.contains(site) }?.sessions.first {
            $0.kind == note.kind && $0.range.start == note.start && $0.name == note.name
        }
        return known.map(SessionTime.init) ?? SessionTime(note)
    }

    /// A change with the ends that its sessions have now.
    func current(_ change: ViolationChange) -> ViolationChange {
        var change = change
        change.finding = current(change.finding, atSite: change.subject.site)
        change.worst = current(change.worst, atSite: change.subject.site)
        return change
    }

    func current(_ finding: Finding, atSite site: SiteID) -> Finding {
        var finding = finding
        if let note = finding.session { finding.session?.end = session(note, atSite: site).range.end }
        return finding
    }

    /// The session that needs quiet most at the site at that time: listening before written before a gap.
    func session(atSite site: SiteID, _ instant: Instant) -> SessionTime? {
        let running = sessions(atSite: site).filter { $0.guarded.contains(instant) }
        let order: [SessionKind] = [.listening, .written, .gap]
        return order.lazy.compactMap { kind in running.first { $0.kind == kind } }.first.map(SessionTime.init)
    }

    /// The session that begins next at the site, within half a day.
    func nextSession(atSite site: SiteID, after instant: Instant) -> SessionTime? {
        sessions(atSite: site).filter {
            $0.kind != .gap && instant <= $0.range.start && $0.range.start - instant <= .hours(12)
        }
        .min { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) }.map(SessionTime.init)
    }

    private func sessions(atSite site: SiteID) -> [ExamSession] {
        exams.filter { $0.sites.contains(site) }.flatMap(\.sessions)
    }
}
