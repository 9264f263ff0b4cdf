package import EventTime
package import ExamCalendar
import Sites

/// What applies at a site as JSON objects of one line; times are RFC 3339 with the site's offset.
package struct CalendarJSON {
    private let calendar: SiteCalendar

    package init(_ calendar: SiteCalendar) {
        self.calendar = calendar
    }

    package func line(_ entry: SiteCalendar.Entry) throws -> String {
        try JSONLine.encode(body(entry))
    }

    /// Everything at one instant as one object; `changes` is null when nothing changes within the calendar's horizon.
    package func line(at instant: Instant) throws -> String {
        let (entries, changes) = calendar.state(at: instant)
        return try JSONLine.encode(
            StateBody(
                site: calendar.site.id.text,
                at: time(instant),
                applies: entries.map(body),
                changes: changes.map(time)
            )
        )
    }

    private func time(_ instant: Instant) -> String {
        RFC3339.format(instant, offset: calendar.site.timeZone.offset(at: instant))
    }

    private func body(_ moved: SessionExtension) -> ExtensionBody {
        ExtensionBody(
            order: moved.order,
            at: time(moved.at),
            by: moved.by,
            why: moved.why,
            from: time(moved.from),
            to: time(moved.to)
        )
    }

    private func body(_ entry: SiteCalendar.Entry) -> EntryBody {
        var body = EntryBody(
            site: calendar.site.id.text,
            what: "night",
            from: time(entry.range.start),
            to: time(entry.range.end)
        )
        switch entry {
        case .night: break
        case .session(let session):
            body.what = "session"
            body.exam = session.exam.text
            body.kind = session.kind.rawValue
            body.name = session.name
            body.paperFrom = time(session.range.start)
            body.paperTo = time(session.range.end)
            body.makeUp = session.makeUp
            body.extensions = session.extensions.isEmpty ? nil : session.extensions.map { self.body($0) }
        case .ban(let ban):
            body.what = ban.isAppeal ? "appeal" : "ban"
            body.notice = ban.notice
            body.name = ban.phase
            body.activities = ban.activities.map(\.rawValue).sorted()
            body.because = CalendarText.text(ban.ground)
            body.law = calendar.notice(of: ban)?.publication.legalReference
            body.hotline = calendar.notice(of: ban)?.publication.hotline
        }
        return body
    }
}

private struct StateBody: Encodable {
    var site: String
    var at: String
    var applies: [EntryBody]
    var changes: String?
}

private struct EntryBody: Encodable {
    var site: String
    var what: String
    var from: String
    var to: String
    var name: Name?
    var exam: String?
    var kind: String?
    var extensions: [ExtensionBody]?
    var notice: String?
    var activities: [String]?
    var paperFrom: String?
    var paperTo: String?
    var makeUp: Name?
    var because: String?
    var law: String?
    var hotline: String?
}
