import EventTime
import ExamCalendar
import Settings

/// A session in the wall-clock times of the plan.
struct LocalSession {
    var name: Name
    var kind: SessionKind
    var date: LocalDate
    var from: LocalTime
    var to: LocalTime
    var lead = Span.zero
    var tail = Span.zero
    var makeUp: Name?
    /// Where it is written.
    var section: Section

    var text: String { "\(from.text) to \(to.text)" }

    func overlaps(_ other: LocalSession) -> Bool {
        kind == other.kind && date == other.date && from < other.to && other.from < to
    }

    /// Nil after reporting that the clock leaves nothing of the session.
    func session(of exam: String, in zone: TimeZoneRules) -> ExamSession? {
        let start = zone.instant(of: date, from)
        let end = zone.instant(of: date, to)
        guard start < end else {
            section.report("the clock of \(zone.name) is put forward over the whole session; correct its times")
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

/// Minutes around a session in which quiet is due as well; none around a gap.
struct Margins {
    var lead = Span.zero
    var tail = Span.zero

    /// `lead` and `tail` of `section`, `self` where it does not say.
    func read(_ section: Section) -> Margins {
        let form = Form<Span>.span(from: .zero, to: .hours(4))
        return Margins(
            lead: section.optional("lead", form, default: lead),
            tail: section.optional("tail", form, default: tail)
        )
    }
}

/// The session written in `section`, and the listening window inside it if there is one; `margins` are the exam's own.
func readSession(_ section: Section, margins: Margins) -> [LocalSession] {
    let name = section.required("name", .name)
    let date = section.required("date", .date)
    let times = readTimes(section)
    let kind = section.optional("kind", Form<SessionKind>.choice("kind of session"), default: .written)
    let own = (kind == .gap ? Margins() : margins).read(section)
    let makeUp = section.optional("make-up", .name)
    let listening = section.optional("listening", .section)
    var around = Margins()
    let window = listening.flatMap { inner in
        let times = readTimes(inner)
        around = Margins().read(inner)
        inner.finish()
        return times
    }
    section.finish()

    if listening != nil, kind != .written {
        section.report("listening", "only a written session has a listening window in it; take it out")
    }
    if let window, let times, window.from < times.from || times.to < window.to {
        section.report(
            "listening",
            "\(window.from.text) to \(window.to.text) does not lie in its session, "
                + "\(times.from.text) to \(times.to.text); correct one of them"
        )
    }
    guard let name, let date, let times else { return [] }
    var sessions = [
        LocalSession(
            name: name,
            kind: kind,
            date: date,
            from: times.from,
            to: times.to,
            lead: own.lead,
            tail: own.tail,
            makeUp: makeUp,
            section: section
        )
    ]
    if let listening, let window {
        sessions.append(
            LocalSession(
                name: name,
                kind: .listening,
                date: date,
                from: window.from,
                to: window.to,
                lead: around.lead,
                tail: around.tail,
                makeUp: makeUp,
                section: listening
            )
        )
    }
    return sessions
}

/// `from` and `to`, the later one after the earlier one on the same day.
private func readTimes(_ section: Section) -> (from: LocalTime, to: LocalTime)? {
    let from = section.required("from", .time)
    let to = section.required("to", .endTime)
    guard let from, let to else { return nil }
    guard from < to else {
        section.report(
            "to",
            "\(to.text) is not after \(from.text); write the session's end on the same day, and one over midnight as two"
        )
        return nil
    }
    return (from, to)
}

extension LocalTime {
    /// "09:00", with seconds only where there are some.
    var text: String {
        let parts = [secondsOfDay / 3600, secondsOfDay / 60 % 60, secondsOfDay % 60]
        return parts.prefix(parts[2] == 0 ? 2 : 3).map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
