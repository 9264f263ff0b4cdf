import EventTime
import ExamCalendar
import Settings
import Sites

/// Minutes around a session in which quiet is due as well; none around a gap.
struct Margins {
    var lead = TimeSpan.zero
    var tail = TimeSpan.zero

    /// `lead` and `tail` of `section`, `self` where it does not say.
    func read(_ section: Section) -> Margins {
        let parser = Parser<TimeSpan>.span(from: .zero, to: .hours(4))
        return Margins(
            lead: section.optional("lead", parser, default: lead),
            tail: section.optional("tail", parser, default: tail)
        )
    }
}

/// What one entry of a timetable says of its session, not yet held against itself.
struct SessionEntry {
    /// Where it is written.
    var section: Section
    var name: Name?
    var date: LocalDate?
    var times: Times?
    var kind: SessionKind
    var margins: Margins
    var makeUp: Name?
    var listening: Listening?

    struct Times {
        var from: LocalTime
        var to: LocalTime
    }

    /// A listening window inside the session.
    struct Listening {
        /// Where it is written.
        var section: Section
        /// The key of the entry that begins it.
        var key: String
        var times: Times?
        var margins = Margins()
    }

    /// The session and the listening window inside it, after reporting where they do not fit together; none while
    /// something that is needed cannot be read.
    func sessions() -> [LocalSession] {
        if let listening, kind != .written {
            section.report(
                listening.key,
                Wording("only a written session has a listening window in it; take it out", zh: "只有笔试场次可以含听力时段；请删去")
            )
        }
        if let listening, let window = listening.times, let times, window.from < times.from || times.to < window.to {
            section.report(
                listening.key,
                Wording(
                    "\(window.from.text) to \(window.to.text) does not lie in its session, "
                        + "\(times.from.text) to \(times.to.text); correct one of them",
                    zh: "\(window.from.text) 至 \(window.to.text) 不在所属场次（\(times.from.text) 至 \(times.to.text)）之内；请更正其一"
                )
            )
        }
        guard let name, let date, let times else { return [] }
        let session = LocalSession(
            name: name,
            kind: kind,
            date: date,
            from: times.from,
            to: times.to,
            lead: margins.lead,
            tail: margins.tail,
            makeUp: makeUp,
            section: section
        )
        guard let listening, let window = listening.times else { return [session] }
        var inner = session
        inner.kind = .listening
        inner.from = window.from
        inner.to = window.to
        inner.lead = listening.margins.lead
        inner.tail = listening.margins.tail
        inner.section = listening.section
        return [session, inner]
    }
}

/// The session written in `section`, and the listening window inside it if there is one; `margins` are the exam's own.
func readSession(_ section: Section, margins: Margins) -> [LocalSession] {
    let name = section.required("name", .name)
    let date = section.required("date", .date)
    let times = readTimes(section)
    let (kind, own) = readKind(section, margins: margins)
    let makeUp = section.optional("make-up", .name)
    let listening = section.optional("listening", .section).map { inner in
        let times = readTimes(inner)
        let around = Margins().read(inner)
        inner.finish()
        return SessionEntry.Listening(section: inner, key: "listening", times: times, margins: around)
    }
    section.finish()
    return SessionEntry(
        section: section,
        name: name,
        date: date,
        times: times,
        kind: kind,
        margins: own,
        makeUp: makeUp,
        listening: listening
    ).sessions()
}

/// `kind`, and the minutes around the session; `margins` are the exam's own, which a gap does not have.
func readKind(_ section: Section, margins: Margins) -> (SessionKind, Margins) {
    let kind = section.optional("kind", Parser<SessionKind>.choice("kind of session"), default: .written)
    return (kind, (kind == .gap ? Margins() : margins).read(section))
}

/// The times under two keys, the later one after the earlier one on the same day.
func readTimes(_ section: Section, from first: String = "from", to last: String = "to") -> SessionEntry.Times? {
    let from = section.required(first, .time)
    let to = section.required(last, .endTime)
    guard let from, let to else { return nil }
    guard from < to else {
        section.report(
            last,
            Wording(
                "\(to.text) is not after \(from.text); write the session's end on the same day, and one over midnight as two",
                zh: "\(to.text) 不晚于 \(from.text)；结束时刻须在同一天，跨午夜的场次请分为两场"
            )
        )
        return nil
    }
    return SessionEntry.Times(from: from, to: to)
}
