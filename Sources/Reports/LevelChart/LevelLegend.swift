import Acoustics
import EventTime
import ExamCalendar
import NoiseRules

/// What the lines and shades of a level chart mean, in rows as wide as the picture.
struct LevelLegend {
    private struct Entry {
        var style: String
        /// A line, or an area.
        var isLine: Bool
        var text: String
        var width: Double { LevelLegend.swatch + 8 + TextWidth.of(text, size: LevelLegend.size) + LevelLegend.between }
    }

    private let rows: [[Entry]]

    private static let size = 20.0
    private static let swatch = 30.0
    private static let between = 22.0
    private static let rowHeight = 27.0

    init(_ chart: LevelChart, width: Double) {
        var rows: [[Entry]] = [[]]
        var left = width
        for entry in LevelLegend.entries(chart) {
            if entry.width - LevelLegend.between > left, rows.last?.isEmpty == false {
                rows.append([])
                left = width
            }
            rows[rows.count - 1].append(entry)
            left -= entry.width
        }
        self.rows = rows
    }

    var height: Double { Double(rows.count) * LevelLegend.rowHeight + 6 }

    func elements(at corner: SVGPoint) -> [SVGElement] {
        rows.enumerated().flatMap { number, row in
            var x = corner.x
            let base = corner.y + Double(number) * LevelLegend.rowHeight + 18
            return row.flatMap { entry in
                defer { x += entry.width }
                let middle = base - 7
                let sign =
                    entry.isLine
                    ? SVGElement.lines(
                        [(SVGPoint(x: x, y: middle), SVGPoint(x: x + LevelLegend.swatch, y: middle))],
                        style: entry.style
                    )
                    : .rect(
                        SVGBox(x: x, y: middle - 9, width: LevelLegend.swatch, height: 18),
                        style: entry.style
                    )
                return [sign, .text(entry.text, at: SVGPoint(x: x + LevelLegend.swatch + 8, y: base), style: "legend")]
            }
        }
    }

    private static func entries(_ chart: LevelChart) -> [Entry] {
        let (finding, phrases) = (chart.finding, chart.phrases)
        let limit = finding.rise == nil ? phrases.label(.limit) : phrases.standsOut
        var entries = [
            Entry(style: "level", isLine: true, text: phrases.label(.level)),
            Entry(style: "limit", isLine: true, text: "\(limit) \(finding.limit.level.text)"),
        ]
        if chart.trace.pieces.joined().contains(where: { $0.highest > $0.mean }) {
            entries.insert(Entry(style: "peak", isLine: true, text: phrases.highestReading), at: 1)
        }
        if let background = finding.rise?.background ?? finding.background {
            let text = "\(phrases.label(.background)) \(background.level.text)"
            entries.append(Entry(style: "background", isLine: true, text: text))
        }
        if chart.window?.overlaps(chart.span) == true {
            entries.append(Entry(style: "window", isLine: false, text: phrases.window(of: finding.window)))
        }
        guard let session = chart.session else { return entries }
        if session.range.overlaps(chart.span) {
            let times = phrases.hours(
                from: chart.clock.time(session.range.start, seconds: false),
                to: chart.clock.until(session.range.end, from: session.range.start)
            )
            entries.append(Entry(style: "session", isLine: false, text: "\(phrases.pick(session.name)) \(times)"))
        }
        let edges = [
            TimeRange(start: session.guarded.start, end: session.range.start),
            TimeRange(start: session.range.end, end: session.guarded.end),
        ]
        if edges.contains(where: { $0.start < $0.end && $0.overlaps(chart.span) }) {
            entries.append(Entry(style: "quiet", isLine: false, text: phrases.quietRequired))
        }
        return entries
    }
}
