package import EventTime
package import ExamCalendar
import Sites

/// What applies at a site as lines for a terminal, in the site's own time.
package struct CalendarText {
    private let calendar: SiteCalendar

    package init(_ calendar: SiteCalendar) {
        self.calendar = calendar
    }

    /// "2026-06-07 15:00 to 17:00  session   English (listening), exam gaokao".
    package func line(_ entry: SiteCalendar.Entry) -> String {
        "\(span(entry.range))  \(what(entry))"
    }

    /// The page for one instant: what applies, why, and when it next changes.
    package func page(at instant: Instant) -> [String] {
        let (entries, changes) = calendar.state(at: instant)
        let zone = calendar.site.timeZone
        let isNight = entries.contains { if case .night = $0 { true } else { false } }
        let head =
            "\(calendar.site.id) at \(moment(instant)) (\(zone.name)): \(isNight ? "night" : "day"), "
            + "zone \(calendar.site.zone.rawValue)"
        let rest = entries.filter { if case .night = $0 { false } else { true } }
        return [head]
            + (rest.isEmpty ? ["  no session and no notice"] : rest.map { "  \(line($0))" })
            + [changes.map { "  changes next at \(moment($0))" } ?? "  nothing changes within 400 days"]
    }

    private func what(_ entry: SiteCalendar.Entry) -> String {
        switch entry {
        case .night: return "night"
        case .session(let session):
            let moved = session.extensions.last.map {
                "; end moved from \(moment(session.plannedEnd).suffix(5)) by \($0.by): \($0.why)"
            }
            return "session  \(session.name.en) (\(session.kind.rawValue)), exam \(session.exam)\(moved ?? "")"
                + (session.guarded == session.range ? "" : "; the paper itself \(span(session.range))")
                + (session.makeUp.map { "; make-up: \($0.en)" } ?? "")
        case .ban(let ban):
            let activities = ban.activities.map(\.rawValue).sorted().joined(separator: ", ")
            let notice = calendar.notice(of: ban)
            return "\(ban.isAppeal ? "appeal " : "ban    ")  \(activities); notice \(ban.notice), \(ban.phase.en); "
                + CalendarText.text(ban.ground) + (notice?.publication.legalReference.map { "; \($0)" } ?? "")
                + (notice?.publication.hotline.map { "; hotline \($0)" } ?? "")
        }
    }

    /// Why an area holds at a place.
    static func text(_ ground: Membership.Ground) -> String {
        switch ground {
        case .unbounded: "holds everywhere"
        case .distance(let metres): "\(metres) m from an exam site"
        case .boundary: "within its boundary"
        case .district(let name): "district \(name)"
        case .homes: "homes"
        case .line(let metres): "\(metres) m from its line"
        case .assumed: "taken to hold: the plan does not tell where this is"
        }
    }

    private func span(_ range: TimeRange) -> String {
        let zone = calendar.site.timeZone
        let isSameDay = zone.localDate(at: range.start) == zone.localDate(at: range.end)
        return "\(moment(range.start)) to \(isSameDay ? String(moment(range.end).suffix(5)) : moment(range.end))"
    }

    /// "2026-06-07 15:00".
    private func moment(_ instant: Instant) -> String {
        let text = RFC3339.format(instant, offset: calendar.site.timeZone.offset(at: instant))
        return String(text.prefix(16)).replacing("T", with: " ")
    }
}
