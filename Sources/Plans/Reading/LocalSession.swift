import EventTime
import ExamCalendar
import Settings
import Sites

/// A session in the wall-clock times of the plan.
struct LocalSession {
    var name: Name
    var kind: SessionKind
    var date: LocalDate
    var from: LocalTime
    var to: LocalTime
    var lead = TimeSpan.zero
    var tail = TimeSpan.zero
    var makeUp: Name?
    /// Where it is written.
    var section: Section

    var text: String { "\(from.text) to \(to.text)" }

    /// Where it is written, as a problem of `other` names it: "exams[0].sessions[2]", "line 5 of zhongkao.csv".
    func place(seenFrom other: LocalSession) -> Wording {
        let (here, there) = (section.position, other.section.position)
        let line = here.line ?? 1
        let place = here.keyPath.isEmpty ? Wording("line \(line)", zh: "第 \(line) 行") : .same(here.keyPath)
        return here.file == there.file
            ? place : Wording("\(place.en) of \(here.file)", zh: "\(here.file) 的 \(place.zh)")
    }

    func overlaps(_ other: LocalSession) -> Bool {
        kind == other.kind && date == other.date && from < other.to && other.from < to
    }

    /// Nil after reporting that the clock leaves nothing of the session.
    func session(of exam: ExamID, in zone: TimeZoneRules) -> ExamSession? {
        let start = zone.instant(of: date, from)
        let end = zone.instant(of: date, to)
        guard start < end else {
            section.report(
                Wording(
                    "the clock of \(zone.name) is put forward over the whole session; correct its times",
                    zh: "\(zone.name) 的时钟在该场次期间拨快，场次不复存在；请更正时间"
                )
            )
            return nil
        }
        return ExamSession(
            exam: exam,
            name: name,
            kind: kind,
            range: TimeRange(start: start, end: end),
            lead: lead,
            tail: tail,
            makeUp: makeUp
        )
    }
}

extension LocalTime {
    /// "09:00", with seconds only where there are some.
    var text: String {
        let parts = [secondsOfDay / 3600, secondsOfDay / 60 % 60, secondsOfDay % 60]
        return parts.prefix(parts[2] == 0 ? 2 : 3).map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
