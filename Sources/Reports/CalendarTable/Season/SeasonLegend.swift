import EventTime
import ExamCalendar
import Sites

/// Heading and legend of a season's sheet.
struct SeasonLegend {
    let words: CalendarWords
    let site: Site
    let season: Season
    /// The one whose place decides which bans hold; nil for the site's own.
    let sensor: String?

    init(_ season: Season, site: Site, sensor: String?, words: CalendarWords) {
        self.season = season
        self.sensor = sensor
        self.site = site
        self.words = words
    }

    private static let width = SeasonGrid.right - SeasonGrid.margin

    /// Name of the site, span and time zone, and what the marks mean; with the height that they take.
    func heading() -> ([PlacedMark], Double) {
        var flow = LegendFlow(y: 6)
        flow.lines(SeasonText.title.wrapped(name, width: SeasonLegend.width), .title)
        for line in [words.seasonTitle + words.colon + span, zone] {
            flow.lines(SeasonText.subtitle.wrapped(line, width: SeasonLegend.width), .subtitle)
        }
        for (style, text) in marks { flow.item(text) { [PlacedBox(box: $0, style: style)] } }
        flow.endLine()
        return (flow.marks, flow.y + 2)
    }

    private var name: String {
        words.pick(site.name) + (sensor.map { words.remark([words.sensor($0)]) } ?? "")
    }

    /// What a screen reader calls the whole.
    var title: String { name + words.colon + words.seasonTitle }

    /// What a screen reader is told of the whole.
    var summary: String {
        let days = season.days.filter { !$0.sessions.isEmpty }.count
        let banned = season.days.filter { !$0.bans.isEmpty }.count
        return words.pick(
            zh: "\(span)。\(zone)。有考试 \(days) 天，有禁噪 \(banned) 天。",
            en: "\(span). \(zone). Days with sessions: \(days), with bans: \(banned)."
        )
    }

    private var span: String {
        guard let first = season.days.first?.date, let last = season.days.last?.date else { return "" }
        return first == last
            ? words.fullDate(first)
            : words.fullDate(first) + words.pick(zh: "至", en: " to ") + words.fullDate(last)
    }

    private var zone: String {
        let noon = LocalTime(secondsOfDay: 43_200)
        let offsets = season.days.map { site.timeZone.offset(at: site.timeZone.instant(of: $0.date, noon)) }
        let told = Set(offsets).sorted().map { CalendarWords.offset(seconds: $0) }.joined(separator: ", ")
        let hours = site.dayHours
        let night = WallSpan(
            from: Int64(hours.nightStart.secondsOfDay) * 1000,
            to: Int64(hours.dayStart.secondsOfDay) * 1000
        )
        return words.zoneAndNight(site.timeZone.name, told, CalendarWords.clock(night))
    }

    private var marks: [(style: String, text: String)] {
        let parts = season.days.flatMap(\.sessions)
        let kinds = Set(parts.map(\.session.kind))
        var marks: [(String, String)] = []
        if kinds.contains(.written) { marks.append(("written", words.paper)) }
        if kinds.contains(.listening) { marks.append(("listening", words.listeningWindow)) }
        if kinds.contains(.gap) { marks.append(("gap", words.gap)) }
        if let edged = parts.first(where: { !$0.lead.isEmpty || !$0.tail.isEmpty }) {
            marks.append(("\(edged.session.kind.rawValue)-edge", words.leadAndTail))
        }
        if let added = parts.first(where: { !$0.added.isEmpty }) {
            marks.append(("\(added.session.kind.rawValue)-added", words.added))
        }
        if let moved = parts.first(where: { $0.session.makeUp != nil }) {
            marks.append(("\(moved.session.kind.rawValue) makeup", words.makeUp))
        }
        return marks + [("night", words.night)]
    }

    /// Each notice with its name and reference and its phases; with the lower edge of the sheet.
    func notices(at y: Double) -> ([PlacedMark], Double) {
        var flow = LegendFlow(y: y + 8)
        guard !season.phases.isEmpty else {
            flow.lines([words.noNotices], .legend)
            return (flow.marks, flow.y + SeasonGrid.margin)
        }
        let numbers = Set(season.phases.map(\.noticeNumber)).sorted()
        for number in numbers {
            let phases = season.phases.enumerated().filter { $0.element.noticeNumber == number }
            guard let notice = phases.first?.element.notice else { continue }
            let head = "\(number + 1)  \(words.pick(notice.name))"
            flow.lines(SeasonText.legendHead.wrapped(head, width: SeasonLegend.width), .legendHead)
            let reference = [
                words.pick(notice.publication.issuer), notice.publication.legalReference, notice.publication.link,
                notice.publication.hotline.map(words.hotline),
            ].compactMap(\.self)
            let activities = Set(phases.map(\.element.activities))
            let isBan = !phases.contains { $0.element.isAppeal }
            let common = activities.count == 1 && isBan ? activities.first.map(words.bans) : nil
            for line in [reference.joined(separator: words.semicolon), common].compactMap(\.self) {
                flow.lines(SeasonText.legend.wrapped(line, width: SeasonLegend.width), .legend)
            }
            for (index, phase) in phases {
                var text = "\(phase.key) \(words.pick(phase.name))"
                if common == nil { text += words.colon + words.activities(phase.activities) }
                if phase.isAppeal { text += words.remark([words.appeal]) }
                if phase.ground == .assumed { text += words.remark([words.assumed]) }
                flow.item(text) { BanRowLayout.band($0, phase, index) }
            }
            flow.endLine()
            flow.y += 5
        }
        return (flow.marks, flow.y + SeasonGrid.margin)
    }
}

/// Sets legend texts one under the other, and swatches with their words side by side while there is room.
struct LegendFlow {
    private(set) var marks: [PlacedMark] = []
    var y: Double
    private var x = SeasonGrid.margin

    private static let swatch = 26.0

    init(y: Double) {
        self.y = y
    }

    mutating func lines(_ lines: [String], _ style: SeasonText) {
        endLine()
        for line in lines {
            y += style.size * 1.25
            let place = SVGPoint(x: SeasonGrid.margin, y: y - style.size * 0.25)
            marks.append(PlacedMark(texts: [PlacedText(text: line, at: place, style: style)]))
        }
    }

    mutating func item(_ text: String, _ boxes: (SVGBox) -> [PlacedBox]) {
        let room = SeasonGrid.right - SeasonGrid.margin - LegendFlow.swatch - 5
        let width = SeasonText.legend.width(of: text)
        if x > SeasonGrid.margin, x + LegendFlow.swatch + 5 + width > SeasonGrid.right { endLine() }
        let swatch = SVGBox(x: x, y: y + 4, width: LegendFlow.swatch, height: 12)
        let lines = SeasonText.legend.wrapped(text, width: room)
        let texts = lines.enumerated().map { number, line in
            PlacedText(
                text: line,
                at: SVGPoint(x: swatch.right + 5, y: y + 14 + Double(number) * SeasonGrid.lineHeight),
                style: .legend
            )
        }
        marks.append(PlacedMark(boxes: boxes(swatch), texts: texts))
        x = swatch.right + 5 + width + 12
        guard lines.count > 1 else { return }
        y += Double(lines.count - 1) * SeasonGrid.lineHeight
        endLine()
    }

    mutating func endLine() {
        guard x > SeasonGrid.margin else { return }
        x = SeasonGrid.margin
        y += 17
    }
}
