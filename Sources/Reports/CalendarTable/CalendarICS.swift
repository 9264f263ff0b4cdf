package import EventTime
package import ExamCalendar
package import Records
import Sites

/// What applies at a site as an iCalendar stream (RFC 5545) that an officer's calendar can subscribe to or import.
///
/// Times are in UTC, so that no reader needs the zone's rules. The stream has no METHOD: it is a calendar and no
/// message between organizer and attendees, which would need an ORGANIZER in each event (RFC 5546 section 3.2.1). What
/// reaches over an edge of the span is told whole. Nights are left out.
///
/// An event keeps its UID when its times or its name are edited. SEQUENCE and LAST-MODIFIED grow when it differs from
/// what an earlier stream said; what that one had and the plan no longer has is written as cancelled.
package struct CalendarICS {
    private let calendar: SiteCalendar
    private let words: CalendarWords

    package init(_ calendar: SiteCalendar, language: Language) {
        self.calendar = calendar
        words = CalendarWords(language: language)
    }

    /// The whole stream, lines ended by CRLF. `edited` is when the plan was last changed, `earlier` the stream that
    /// this one replaces, and `now` the time of what differs from it. The same plan gives the same bytes.
    package func text(
        in window: TimeRange,
        edited: Instant,
        after earlier: CalendarICSEvents = CalendarICSEvents(),
        now: Instant
    ) -> String {
        let events = events(in: window, edited: edited, after: earlier, now: now)
        let name = ICSLine.escaped(words.pick(calendar.site.name))
        let lines =
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:\(CalendarICSEvents.product)", "CALSCALE:GREGORIAN",
                "X-WR-CALNAME:\(name)",
            ] + events.flatMap(\.lines) + ["END:VCALENDAR"]
        return lines.map { ICSLine.folded($0) + "\r\n" }.joined()
    }

    private func events(
        in window: TimeRange,
        edited: Instant,
        after earlier: CalendarICSEvents,
        now: Instant
    ) -> [ICSEvent] {
        let all = drafts(around: window)
        let known = earlier.events.filter { $0.uid.hasSuffix(uidSuffix) && $0.range?.overlaps(window) == true }
        let reported = Set(known.map(\.uid))
        // What an edit moved out of the span is still reported, or a reader would keep it where it was.
        let current = all.filter { $0.range.overlaps(window) || reported.contains($0.event.uid) }
        let uids = Set(current.map(\.event.uid))
        let gone = known.filter { !uids.contains($0.uid) }.map { event -> ICSEvent in
            var event = event
            event.isCancelled = true
            return event
        }
        let stamped = current.map { draft in
            draft.event.stamped(after: earlier[draft.event.uid], edited: max(edited, draft.edited), now: now)
        }
        return stamped + gone.map { $0.stamped(after: earlier[$0.uid], edited: edited, now: now) }
    }

    private struct Draft {
        var event: ICSEvent
        var range: TimeRange
        /// When an order changed it last.
        var edited: Instant
    }

    private var uidSuffix: String { ".\(calendar.site.id)@quiethours" }

    /// Every event whose number within its kind or day the events of `window` need; the numbers are the same in every
    /// window.
    private func drafts(around window: TimeRange) -> [Draft] {
        var counts: [String: Int] = [:]
        func numbered(_ id: String) -> String {
            counts[id, default: 0] += 1
            return "\(id)-\(counts[id, default: 1])"
        }
        let sessions = calendar.sessions.map { session in
            // Neither the time nor the name: both are what an edit corrects.
            let id = numbered("session-\(session.exam)-\(session.kind.rawValue)")
            return Draft(
                event: event(
                    id,
                    session.guarded,
                    summary: words.kind(session.kind) + words.colon + words.pick(session.name),
                    description: words.remarks(session, in: calendar.site.timeZone)
                ),
                range: session.guarded,
                edited: session.extensions.last?.at ?? .distantPast
            )
        }
        // Wide enough for what an edit moved far, and for the first ban of a day on which a long one begins.
        let bans = calendar.wholeEntries(in: window.widened(by: SiteCalendar.horizon)).compactMap { entry -> Draft? in
            guard case .ban(let ban) = entry else { return nil }
            return draft(ban, numbered)
        }
        return (sessions + bans).sorted {
            ($0.range.start, $0.range.end, $0.event.uid) < ($1.range.start, $1.range.end, $1.event.uid)
        }
    }

    private func draft(_ ban: Ban, _ numbered: (String) -> String) -> Draft {
        let notice = calendar.notice(of: ban)
        let phase = notice?.phases.indices.contains(ban.phaseIndex) == true ? notice?.phases[ban.phaseIndex] : nil
        var id = "ban-\(ban.notice)-\(ban.phaseIndex)"
        var range = ban.range
        // A phase that holds all day is one ban, however far it reaches; of others there may be some on each day.
        if let phase, phase.hours == .allDay {
            range = phase.range
        } else {
            let date = (notice?.timeZone ?? calendar.site.timeZone).localDate(at: ban.range.start)
            id = numbered("\(id)-\(ICSLine.date(date))")
        }
        let event = event(
            id,
            range,
            summary: (ban.isAppeal ? words.appeal : words.ban) + words.colon + words.pick(ban.phase),
            description: [
                notice.map { words.pick($0.name) }, notice?.publication.legalReference, notice?.publication.link,
            ].compactMap(\.self)
                + [words.activities(ban.activities)]
                + [notice?.publication.hotline.map(words.hotline)].compactMap(\.self)
        )
        return Draft(event: event, range: range, edited: .distantPast)
    }

    private func event(_ id: String, _ range: TimeRange, summary: String, description: [String]) -> ICSEvent {
        ICSEvent(
            uid: id + uidSuffix,
            start: ICSLine.utc(range.start),
            end: ICSLine.utc(range.end),
            summary: ICSLine.escaped(summary),
            location: ICSLine.escaped(calendar.site.address ?? words.pick(calendar.site.name)),
            description: description.isEmpty ? nil : ICSLine.escaped(description.joined(separator: "\n"))
        )
    }
}

extension TimeRange {
    fileprivate func widened(by span: TimeSpan) -> TimeRange { TimeRange(start: start - span, end: end + span) }
}
