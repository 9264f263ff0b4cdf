import EventTime
import ExamCalendar

/// Exact times and facts of a mark, for its title.
struct SeasonTimes: Sendable {
    let words: CalendarWords
    let zone: TimeZoneRules

    func title(_ session: ExamSession) -> String {
        var text = "\(words.pick(session.name)) (\(words.kind(session.kind)))\(words.colon)\(span(session.range))"
        if session.guarded != session.range {
            text += words.pick(zh: "；静音 ", en: "; quiet due ") + span(session.guarded)
        }
        return ([text] + words.remarks(session, in: zone)).joined(separator: words.semicolon)
    }

    func title(_ ban: Ban, _ phase: SeasonPhase) -> String {
        "\(phase.key) \(words.pick(ban.phase))\(words.colon)\(span(ban.range))\(words.semicolon)"
            + words.activities(ban.activities)
    }

    private func span(_ range: TimeRange) -> String { words.span(range, in: zone) }
}
