import EventTime
import ExamCalendar
import Sites

/// Puts a season on a sheet: heading, a row for each day, one row for many days on which nothing is on, legend.
struct SeasonLayout {
    let words: CalendarWords
    let site: Site
    let season: Season
    let sensor: String?
    private let times: SeasonTimes

    /// So many days without sessions and bans become one row.
    private static let manyQuietDays = 3

    init(_ season: Season, site: Site, sensor: String?, words: CalendarWords) {
        self.season = season
        self.sensor = sensor
        self.site = site
        self.words = words
        times = SeasonTimes(words: words, zone: site.timeZone)
    }

    func content() -> SeasonSheet {
        let legend = SeasonLegend(season, site: site, sensor: sensor, words: words)
        let (heading, top) = legend.heading()
        var rows: [SeasonRow] = []
        var nights: [SVGBox] = []
        var told: Set<Int> = []
        var month: (year: Int, month: Int)?
        for stretch in stretches() {
            let y = rows.last?.bottom ?? top
            guard let first = stretch.first, let last = stretch.last else { continue }
            if stretch.count >= SeasonLayout.manyQuietDays {
                if rows.isEmpty {
                    rows.append(monthRow(first.date, at: y))
                    month = (first.date.year, first.date.month)
                }
                rows.append(quietRow(stretch.count, first.date, last.date, at: rows.last?.bottom ?? y))
                continue
            }
            for day in stretch {
                if month.map({ $0 != (day.date.year, day.date.month) }) ?? true {
                    rows.append(monthRow(day.date, at: rows.last?.bottom ?? y))
                    month = (day.date.year, day.date.month)
                }
                let row = dayRow(day, at: rows.last?.bottom ?? y, told: rows.last?.kind == .day ? told : [])
                told = Set(day.bans.map(\.phase))
                add(WallSpan.joined(day.nights), of: row, to: &nights)
                rows.append(row)
            }
        }
        let (notices, bottom) = legend.notices(at: rows.last?.bottom ?? top)
        return SeasonSheet(
            height: bottom,
            heading: heading,
            rows: rows,
            nights: nights,
            legend: notices,
            phases: season.phases
        )
    }

    /// The days in runs of quiet ones and single others.
    private func stretches() -> [ArraySlice<SeasonDay>] {
        var stretches: [ArraySlice<SeasonDay>] = []
        var start = season.days.startIndex
        while start < season.days.endIndex {
            let rest = season.days[start...]
            let end = rest.firstIndex { !$0.isQuiet } ?? rest.endIndex
            let stretch = end > start ? season.days[start..<end] : rest.prefix(1)
            stretches.append(stretch)
            start = stretch.endIndex
        }
        return stretches
    }

    private func monthRow(_ date: LocalDate, at y: Double) -> SeasonRow {
        let baseline = y + 14
        var texts = [
            PlacedText(text: words.month(of: date), at: SVGPoint(x: SeasonGrid.margin, y: baseline), style: .month)
        ]
        texts += stride(from: Int64(0), through: 24, by: 2).map { hour in
            let x = SeasonGrid.x(hour * 3_600_000) - SeasonText.hour.width(of: "\(hour)") / 2
            return PlacedText(text: "\(hour)", at: SVGPoint(x: x, y: baseline), style: .hour)
        }
        return SeasonRow(kind: .month, y: y, height: 18, marks: [PlacedMark(texts: texts)])
    }

    private func quietRow(_ count: Int, _ first: LocalDate, _ last: LocalDate, at y: Double) -> SeasonRow {
        let text = words.quietDays(count, first, last)
        let place = SVGPoint(x: SeasonGrid.left + 4, y: y + 12)
        let mark = PlacedMark(texts: [PlacedText(text: text, at: place, style: .quiet)])
        return SeasonRow(kind: .quiet, y: y, height: 16, marks: [mark])
    }

    private func dayRow(_ day: SeasonDay, at y: Double, told: Set<Int>) -> SeasonRow {
        let sessions = SessionRowLayout(day.sessions, words: words, times: times)
        let bans = BanRowLayout(day.bans, phases: season.phases, words: words, times: times, told: told)
        let agenda = AgendaLayout(day, words: words)
        var below = y + SeasonGrid.padding
        var marks = dateMarks(day, at: y)
        marks += sessions.marks(at: below)
        if sessions.height > 0 { below += sessions.height + 2 }
        marks.append(PlacedMark(texts: agenda.texts(at: below)))
        if agenda.height > 0 { below += agenda.height + 2 }
        marks += bans.marks(at: below)
        below += bans.height + SeasonGrid.padding
        let tags = marks.first?.texts.count ?? 1
        let height = max(below - y, 4 + Double(tags) * SeasonGrid.lineHeight)
        let listening = day.sessions.filter { $0.session.kind == .listening }.flatMap(\.all)
        let columns = [(WallSpan.joined(listening), SeasonStyle.halo), (day.leftOut, SeasonStyle.leftOut)]
        for (spans, style) in columns where !spans.isEmpty {
            let boxes = spans.map { PlacedBox(box: SeasonGrid.box($0, y: y, height: height), style: style) }
            marks.insert(PlacedMark(boxes: boxes), at: 1)
        }
        return SeasonRow(kind: .day, y: y, height: height, marks: marks)
    }

    private func dateMarks(_ day: SeasonDay, at y: Double) -> [PlacedMark] {
        let isWeekend = day.date.weekday >= .saturday
        var lines: [(String, SeasonText)] = [
            ("\(words.shortDate(day.date)) \(words.weekday(day.date.weekday))", isWeekend ? .weekend : .date)
        ]
        if day.length != .hours(24) { lines.append((words.length(day.length), .tag)) }
        if day.sessions.contains(where: { $0.session.makeUp != nil }) { lines.append((words.makeUpDay, .tag)) }
        let texts = lines.enumerated().map { number, line in
            let baseline = y + SeasonGrid.padding + 11 + Double(number) * SeasonGrid.lineHeight
            return PlacedText(text: line.0, at: SVGPoint(x: SeasonGrid.margin, y: baseline), style: line.1)
        }
        return [PlacedMark(style: "date", texts: texts)]
    }

    /// A night that stands under the same one of the row above makes it longer.
    private func add(_ spans: [WallSpan], of row: SeasonRow, to nights: inout [SVGBox]) {
        for span in spans {
            let box = SeasonGrid.box(span, y: row.y, height: row.height)
            let above = nights.lastIndex { $0.x == box.x && $0.width == box.width && abs($0.bottom - box.y) < 0.01 }
            if let above { nights[above].height += box.height } else { nights.append(box) }
        }
    }
}
