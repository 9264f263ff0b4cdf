package import EventTime
package import ExamCalendar
package import Records

/// What applies at a site as an iCalendar stream (RFC 5545) that an officer's calendar can subscribe to.
///
/// Times are in UTC, so that no reader needs the zone's rules. An entry's UID is the same on every run, so that a reader
/// replaces and does not repeat it; what reaches over an edge of the span is told whole. Nights are left out.
package struct CalendarICS {
    private let calendar: SiteCalendar
    private let words: CalendarWords

    package init(_ calendar: SiteCalendar, language: Language) {
        self.calendar = calendar
        words = CalendarWords(language: language)
    }

    /// The whole stream, lines ended by CRLF; `writtenAt` is its DTSTAMP.
    package func text(in window: TimeRange, writtenAt: Instant) -> String {
        let events = calendar.wholeEntries(in: window).flatMap { event($0, writtenAt) }
        let lines =
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Quiet Hours//quiethours//EN", "CALSCALE:GREGORIAN",
                "METHOD:PUBLISH", "X-WR-CALNAME:\(escaped(words.pick(calendar.site.name)))",
            ] + events + ["END:VCALENDAR"]
        return lines.map { folded($0) + "\r\n" }.joined()
    }

    private func event(_ entry: SiteCalendar.Entry, _ writtenAt: Instant) -> [String] {
        let start = entry.range.start.wholeSeconds
        let uid: String
        let summary: String
        var description: [String] = []
        // A changed session takes the place of the one that a reader has (section 3.8.7.4).
        var sequence = 0
        switch entry {
        case .night: return []
        case .session(let session):
            uid = "session-\(session.exam)-\(session.kind.rawValue)-\(start)"
            summary = words.kind(session.kind) + words.colon + words.pick(session.name)
            description = words.remarks(session, in: calendar.site.timeZone)
            sequence = session.extensions.count
        case .ban(let ban):
            let notice = calendar.notice(of: ban)
            uid = "ban-\(ban.notice)-\(ban.phaseIndex)-\(start)"
            summary = words.ban + words.colon + words.pick(ban.phase)
            description =
                [notice.map { words.pick($0.name) }, notice?.legalReference, notice?.link].compactMap(\.self)
                + [words.activities(ban.activities)]
        }
        return [
            "BEGIN:VEVENT", "UID:\(uid).\(calendar.site.id)@quiethours", "DTSTAMP:\(utc(writtenAt))",
            "DTSTART:\(utc(entry.range.start))", "DTEND:\(utc(entry.range.end))", "SEQUENCE:\(sequence)",
            "SUMMARY:\(escaped(summary))",
            "LOCATION:\(escaped(calendar.site.address ?? words.pick(calendar.site.name)))",
        ] + (description.isEmpty ? [] : ["DESCRIPTION:\(escaped(description.joined(separator: "\n")))"])
            + ["END:VEVENT"]
    }

    /// "20260607T010000Z" (RFC 5545 section 3.3.5, form 2).
    private func utc(_ instant: Instant) -> String {
        let text = RFC3339.format(instant.floored(to: .seconds(1)), offset: 0)
        return text.filter { $0 != "-" && $0 != ":" }
    }

    /// Section 3.3.11; other ends of lines than "\n" become one, and controls, which a text may not hold, are left out.
    private func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped += ["\\", scalar]
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}": escaped += ["\\", "n"]
            case _ where scalar.properties.generalCategory == .control && scalar != "\t": break
            default: escaped.append(scalar)
            }
            previous = scalar
        }
        return String(escaped)
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
