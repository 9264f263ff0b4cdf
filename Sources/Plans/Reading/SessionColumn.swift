import ExamCalendar
import Settings
import Sites

/// The columns of a file of sessions; a raw value is the name in the first line.
enum SessionColumn: String, CaseIterable {
    case name
    case englishName = "name-en"
    case date, from, to, kind, lead, tail
    case listeningFrom = "listening-from"
    case listeningTo = "listening-to"
    case makeUp = "make-up"

    static let example = "name,date,from,to"
}

/// The session written in `row`, whose keys are columns, and the listening window inside it if there is one; `margins`
/// are the exam's own.
func readSession(row: Section, margins: Margins) -> [LocalSession] {
    let name = readName(row)
    let date = row.required(SessionColumn.date.rawValue, .date)
    let times = readTimes(row)
    let (kind, own) = readKind(row, margins: margins)
    let makeUp = row.optional(SessionColumn.makeUp.rawValue, .text).map { Name($0) }
    let (first, last) = (SessionColumn.listeningFrom.rawValue, SessionColumn.listeningTo.rawValue)
    var listening: SessionEntry.Listening?
    if row.has(first) || row.has(last) {
        listening = SessionEntry.Listening(
            section: row,
            key: row.has(first) ? first : last,
            times: readTimes(row, from: first, to: last)
        )
    }
    return SessionEntry(
        section: row,
        name: name,
        date: date,
        times: times,
        kind: kind,
        margins: own,
        makeUp: makeUp,
        listening: listening
    ).sessions()
}

/// The name in both languages, or the only one for both.
private func readName(_ row: Section) -> Name? {
    let (own, english) = (SessionColumn.name.rawValue, SessionColumn.englishName.rawValue)
    let en = row.optional(english, .text)
    guard row.has(own) || !row.has(english) else { return en.map { Name($0) } }
    guard let zh = row.required(own, .text), !row.has(english) || en != nil else { return nil }
    return Name(zh: zh, en: en ?? zh)
}
