import EventTime
import ExamCalendar
import Settings

/// A ready timetable that an exam names, with the year and what it takes of it.
struct ChosenTimetable {
    /// The key is there, whether or not it can be read.
    var isNamed = false
    var timetable: Timetable?
    var year: Int?
    var hasListening = false

    /// Its sessions in the year; none while something of it cannot be read.
    func sessions(_ margins: Margins, in section: Section) -> [LocalSession] {
        guard let timetable, let year else { return [] }
        return timetable.rows.flatMap { row -> [LocalSession] in
            guard let date = LocalDate(year: year, month: row.month, day: row.day) else { return [] }
            let session = LocalSession(
                name: row.name,
                kind: row.kind,
                date: date,
                from: row.from,
                to: row.to,
                lead: margins.lead,
                tail: margins.tail,
                section: section
            )
            guard let window = row.listening, hasListening else { return [session] }
            var listening = session
            listening.kind = .listening
            listening.from = window.from
            listening.to = window.to
            listening.lead = Timetable.listeningLead
            listening.tail = Timetable.listeningTail
            return [session, listening]
        }
    }
}

func readTimetable(_ section: Section) -> ChosenTimetable {
    let ids = Timetable.all.map(\.id)
    let names = Wording(ids.joined(separator: ", "), zh: ids.joined(separator: "、"))
    var chosen = ChosenTimetable(isNamed: section.mentions("timetable"))
    chosen.timetable = section.optional(
        "timetable",
        Parser(expected: Wording("one of \(names.en)", zh: "以下之一：\(names.zh)")) { text in
            Timetable.all.first { $0.id == text }
        }
    )
    if chosen.isNamed {
        chosen.year = section.required("year", .integer(in: 2000...2100))
        chosen.hasListening = section.optional("listening", .flag, default: false)
    }
    return chosen
}
