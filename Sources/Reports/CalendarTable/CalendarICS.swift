package import EventTime
package import ExamCalendar
package import Records

/// What applies at a site as an iCalendar stream (RFC 5545) that an officer's calendar can subscribe to.
///
/// Times are in UTC, so that no reader needs the zone's rules. An entry's UID is the same on every run, so that a reader
/// replaces and does not repeat it. Nights are left out.
package struct CalendarICS {
    private let calendar: SiteCalendar
    private let language: Language

    package init(_ calendar: SiteCalendar, language: Language) {
        self.calendar = calendar
        self.language = language
    }

    /// The whole stream, lines ended by CRLF; `writtenAt` is its DTSTAMP.
    package func text(in window: TimeRange, writtenAt: Instant) -> String {
        let events = calendar.entries(in: window).flatMap { event($0, writtenAt) }
        let lines =
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Quiet Hours//quiethours//EN", "CALSCALE:GREGORIAN",
                "METHOD:PUBLISH", "X-WR-CALNAME:\(escaped(pick(calendar.site.name)))",
            ] + events + ["END:VCALENDAR"]
        return lines.map { folded($0) + "\r\n" }.joined()
    }

    private func event(_ entry: SiteCalendar.Entry, _ writtenAt: Instant) -> [String] {
        let start = entry.range.start.milliseconds / 1000
        let uid: String
        let summary: String
        var description: String?
        switch entry {
        case .night: return []
        case .session(let session):
            uid = "session-\(session.exam)-\(session.kind.rawValue)-\(start)"
            let kind =
                switch session.kind {
                case .written: Name(zh: "考试", en: "exam")
                case .listening: Name(zh: "听力", en: "listening")
                case .gap: Name(zh: "考间", en: "between sessions")
                }
            summary = "\(pick(kind)): \(pick(session.name))"
            description = session.makeUp.map { "\(pick(Name(zh: "补考", en: "make-up"))): \(pick($0))" }
        case .ban(let ban):
            let notice = calendar.notice(of: ban)
            uid = "ban-\(ban.notice)-\(ban.phaseIndex)-\(start)"
            summary = "\(pick(Name(zh: "禁噪", en: "noise ban"))): \(pick(ban.phase))"
            description =
                ([notice.map { pick($0.name) }, notice?.legalReference, notice?.link].compactMap(\.self)
                + [activities(ban)]).joined(separator: "\n")
        }
        return [
            "BEGIN:VEVENT", "UID:\(uid).\(calendar.site.id)@quiethours", "DTSTAMP:\(utc(writtenAt))",
            "DTSTART:\(utc(entry.range.start))", "DTEND:\(utc(entry.range.end))", "SUMMARY:\(escaped(summary))",
            "LOCATION:\(escaped(calendar.site.address ?? pick(calendar.site.name)))",
        ] + (description.map { ["DESCRIPTION:\(escaped($0))"] } ?? []) + ["END:VEVENT"]
    }

    private func activities(_ ban: Ban) -> String {
        ban.activities.map { pick($0.name) }.sorted().joined(separator: language == .zh ? "、" : ", ")
    }

    private func pick(_ name: Name) -> String { language == .zh ? name.zh : name.en }

    /// "20260607T010000Z" (RFC 5545 section 3.3.5, form 2).
    private func utc(_ instant: Instant) -> String {
        let text = RFC3339.format(Instant(milliseconds: instant.milliseconds / 1000 * 1000), offset: 0)
        return text.filter { $0 != "-" && $0 != ":" }
    }

    /// Section 3.3.11.
    private func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing(";", with: "\\;").replacing(",", with: "\\,")
            .replacing("\r\n", with: "\\n").replacing("\n", with: "\\n")
    }

    /// Lines of at most 75 octets, no character torn apart (section 3.1).
    private func folded(_ line: String) -> String {
        var folded = ""
        var octets = 0
        for scalar in line.unicodeScalars {
            let width = String(scalar).utf8.count
            if octets + width > 75 {
                folded += "\r\n "
                octets = 1
            }
            folded.unicodeScalars.append(scalar)
            octets += width
        }
        return folded
    }
}
