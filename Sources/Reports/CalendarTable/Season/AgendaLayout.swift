import EventTime
import ExamCalendar

/// Writes the sessions of a day with their times in lines under its bars, so that they can be read where a bar is
/// short.
struct AgendaLayout {
    private let lines: [[(x: Double, text: String, style: SeasonText)]]

    private static let left = SeasonGrid.left + 4

    init(_ day: SeasonDay, words: CalendarWords) {
        var lines: [[(x: Double, text: String, style: SeasonText)]] = []
        var x = AgendaLayout.left
        for item in AgendaLayout.items(day, words) {
            let width = item.style.width(of: item.text)
            if let last = lines.last, !last.isEmpty, x + width <= SeasonGrid.right {
                lines[lines.count - 1].append((x, item.text, item.style))
            } else {
                for line in item.style.wrapped(item.text, width: SeasonGrid.right - AgendaLayout.left) {
                    lines.append([(AgendaLayout.left, line, item.style)])
                }
            }
            guard let last = lines.last?.last else { continue }
            x = last.x + last.style.width(of: last.text) + 12
        }
        self.lines = lines
    }

    var height: Double { Double(lines.count) * SeasonGrid.lineHeight }

    func texts(at y: Double) -> [PlacedText] {
        lines.enumerated().flatMap { number, line in
            line.map { x, text, style in
                let baseline = y + Double(number + 1) * SeasonGrid.lineHeight - 3.5
                return PlacedText(text: text, at: SVGPoint(x: x, y: baseline), style: style)
            }
        }
    }

    private static func items(_ day: SeasonDay, _ words: CalendarWords) -> [(text: String, style: SeasonText)] {
        day.leftOut.map { (words.leftOut($0), .tag) } + day.repeated.map { (words.repeated($0), .tag) }
            + day.sessions.compactMap { item($0, words) }
    }

    private static func item(_ part: SessionPart, _ words: CalendarWords) -> (text: String, style: SeasonText)? {
        let session = part.session
        let paper = part.paper + part.added
        guard session.kind != .gap, let from = paper.map(\.from).min(), let to = paper.map(\.to).max() else {
            return nil
        }
        var text = "\(CalendarWords.clock(WallSpan(from: from, to: to))) "
        if session.kind == .listening { text += words.listening + words.colon }
        text += words.pick(session.name)
        var remarks: [String] = []
        if session.kind == .listening, let start = part.all.map(\.from).min(), let end = part.all.map(\.to).max(),
            start < from || end > to
        {
            remarks.append(words.quiet(WallSpan(from: start, to: end)))
        }
        if session.plannedEnd != session.range.end {
            remarks.append(words.moved(by: session.range.end - session.plannedEnd))
        }
        if let makeUp = session.makeUp { remarks.append(words.makeUp + words.colon + words.pick(makeUp)) }
        if !remarks.isEmpty { text += words.remark(remarks) }
        return (text, session.kind == .listening ? .agendaListening : .agenda)
    }
}
