import EventTime
import ExamCalendar
import Reports
import Sites

/// A site with whatever a test gives it.
struct SeasonScene {
    var zone: TimeZoneRules
    var sessions: [ExamSession] = []
    var notices: [ControlNotice] = []
    var name = Name(zh: "第一中学", en: "School No. 1")
    var dayHours = DayHours.standard

    var calendar: SiteCalendar {
        let site = Site(id: "s", name: name, zone: .zone1, timeZone: zone, dayHours: dayHours)
        let exam = Exam(id: "e", name: Name("Exam"), sites: ["s"], sessions: sessions)
        return SiteCalendar(site: site, exams: [exam], notices: notices, sites: [site])
    }

    /// `from` and `to` in RFC 3339.
    static func range(_ from: String, _ to: String) throws -> TimeRange {
        TimeRange(start: try RFC3339.instant(from), end: try RFC3339.instant(to))
    }

    mutating func add(
        _ name: String,
        _ kind: SessionKind = .written,
        _ from: String,
        _ to: String,
        lead: TimeSpan = .zero,
        tail: TimeSpan = .zero,
        makeUp: Name? = nil,
        movedFrom planned: String? = nil
    ) throws {
        let range = try Self.range(from, to)
        let moved = try planned.map {
            SessionExtension(
                order: 1,
                at: range.start,
                by: "Wang Fang",
                why: "fire alarm",
                from: try RFC3339.instant($0),
                to: range.end
            )
        }
        sessions.append(
            ExamSession(
                exam: "e",
                name: Name(name),
                kind: kind,
                range: range,
                lead: lead,
                tail: tail,
                makeUp: makeUp,
                extensions: moved.map { [$0] } ?? []
            )
        )
    }

    mutating func ban(
        _ name: String,
        _ from: String,
        _ to: String,
        hours: ControlNotice.Hours = .allDay,
        activities: Set<Activity> = [.construction]
    ) throws {
        let range = try Self.range(from, to)
        let phase = ControlNotice.Phase(
            name: Name(name),
            range: range,
            hours: hours,
            area: .everywhere,
            activities: activities
        )
        notices.append(
            ControlNotice(
                id: "n\(notices.count)",
                name: Name("Notice of \(name)"),
                publication: NoticePublication(
                    issuer: Name("Bureau"),
                    legalReference: "Act art. \(notices.count + 1)",
                    link: "https://bureau.example/?a=1&b=\(notices.count)"
                ),
                phases: [phase]
            )
        )
    }

    /// Hours from and to minutes after midnight.
    static func daily(_ hours: [(Int, Int)]) -> ControlNotice.Hours {
        .daily(
            hours.compactMap {
                DailyHours(from: LocalTime(secondsOfDay: $0.0 * 60), to: LocalTime(secondsOfDay: $0.1 * 60))
            }
        )
    }
}
