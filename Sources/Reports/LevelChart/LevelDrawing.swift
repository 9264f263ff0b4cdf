import Acoustics
import EventTime
import NoiseRules

/// Draws a level chart: by default 720 units wide, read at half of that on a phone. What its lines and shades mean
/// stands in a legend below it.
struct LevelDrawing {
    private let chart: LevelChart
    private let axis: (lowest: Int, highest: Int)
    private let width: Double
    private let height: Double
    private let plot: SVGBox
    private let legend: LevelLegend

    static let fonts =
        "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei','Helvetica Neue',Arial,sans-serif"

    /// At least 300 by 200.
    init(_ chart: LevelChart, width: Double = 720, height: Double = 480) {
        self.chart = chart
        self.width = width
        self.height = height
        legend = LevelLegend(chart, width: width - 32)
        let below = 46 + legend.height
        plot = SVGBox(x: 66, y: 84, width: width - 82, height: height - 84 - below)
        var tenths = [chart.trace.lowest, chart.trace.highest, chart.finding.limit.level].compactMap { $0?.tenths }
        if let rise = chart.finding.rise { tenths.append(rise.background.level.tenths) }
        // Whole tens with some air, 30 dB at least.
        let lowest = ((tenths.min() ?? 400) - 20) / 100 * 10
        let highest = ((tenths.max() ?? 800) + 129) / 100 * 10
        axis = (max(0, min(lowest, highest - 30)), highest)
    }

    func drawing() -> SVGDrawing {
        let whole = SVGBox(x: 0, y: 0, width: width, height: height)
        return SVGDrawing(
            width: width,
            height: height,
            title: chart.place,
            description: chart.alternative,
            language: chart.phrases.code,
            styleSheet: Self.content,
            elements: [.rect(whole, style: "paper")] + session + window + grid + levels + lines + moments + heading
                + legend.elements(at: SVGPoint(x: 16, y: height - legend.height))
        )
    }

    private static let content = """
        text{font-family:\(fonts);font-size:22px;fill:#222}
        .paper{fill:#fff}.head{font-size:25px;font-weight:bold}.small{font-size:20px;fill:#555}
        .grid{stroke:#d5d9e0;stroke-width:1}.frame{stroke:#8a919c;stroke-width:1.5;fill:none}
        .session{fill:#cfe3f5}.quiet{fill:#ebf4fb}.legend{font-size:20px;fill:#333}
        .window{fill:#f2b8a0;fill-opacity:.45}
        .peak{stroke:#9fb6cc;stroke-width:1.5;fill:none}
        .level{stroke:#12355b;stroke-width:2.6;fill:none;stroke-linejoin:round}
        .limit{stroke:#c62828;stroke-width:2.6;stroke-dasharray:9 5;fill:none}
        .background{stroke:#6d6d6d;stroke-width:2;stroke-dasharray:3 4;fill:none}
        .momentname{paint-order:stroke;stroke:#fff;stroke-width:5;stroke-linejoin:round}
        .moment{stroke:#222;stroke-width:1.8}.momentname{font-size:20px;font-weight:bold}
        """

    // MARK: places

    private func x(_ instant: Instant) -> Double {
        let share = Double((instant - chart.span.start).milliseconds) / Double(chart.span.length.milliseconds)
        return plot.x + min(1, max(0, share)) * plot.width
    }

    private func y(_ level: Level) -> Double { y(tenths: level.tenths) }

    private func y(tenths: Int) -> Double {
        let share = (Double(tenths) / 10 - Double(axis.lowest)) / Double(axis.highest - axis.lowest)
        return plot.bottom - min(1, max(0, share)) * plot.height
    }

    private func box(_ range: TimeRange) -> SVGBox? {
        range.intersection(chart.span).map {
            SVGBox(x: x($0.start), y: plot.y, width: x($0.end) - x($0.start), height: plot.height)
        }
    }

    // MARK: what is drawn

    private var heading: [SVGElement] {
        let quantity = chart.finding.limit.quantity.rawValue
        return [
            .text(fitting(chart.place, width: width - 32, size: 25), at: SVGPoint(x: 16, y: 34), style: "head"),
            .text("\(quantity), dB(A)", at: SVGPoint(x: 16, y: 72), style: "small"),
        ]
    }

    /// The session as a band behind everything, with the time around it in which quiet is due.
    private var session: [SVGElement] {
        guard let session = chart.session else { return [] }
        return [(session.guarded, "quiet"), (session.range, "session")].compactMap { range, style in
            box(range).map { .rect($0, style: style) }
        }
    }

    private var window: [SVGElement] {
        chart.window.flatMap(box).map { [.rect($0, style: "window")] } ?? []
    }

    private var grid: [SVGElement] {
        let step = axis.highest - axis.lowest > 60 ? 20 : 10
        let marks = stride(from: axis.lowest, through: axis.highest, by: step)
        let rules = marks.map { mark in
            (
                from: SVGPoint(x: plot.x, y: y(tenths: mark * 10)),
                to: SVGPoint(x: plot.right, y: y(tenths: mark * 10))
            )
        }
        let names = marks.map { mark in
            let text = "\(mark)"
            return SVGElement.text(
                text,
                at: SVGPoint(x: plot.x - 10 - TextWidth.of(text, size: 22), y: y(tenths: mark * 10) + 8)
            )
        }
        return [.lines(rules, style: "grid")] + names + times + [.rect(plot, style: "frame")]
    }

    /// Local times under the axis, as many as have room.
    private var times: [SVGElement] {
        let length = chart.span.length.milliseconds
        let steps = [10, 30, 60, 120, 300, 600, 900, 1800, 3600].map(TimeSpan.seconds)
        let step = steps.first { length / $0.milliseconds <= 5 } ?? .hours(2)
        let offset = TimeSpan.seconds(Int64(chart.clock.zone.offset(at: chart.span.start)))
        var elements: [SVGElement] = []
        // Whole steps of the local clock.
        var local = (chart.span.start + offset - .milliseconds(1)).floored(to: step) + step
        while local - offset <= chart.span.end {
            let instant = local - offset
            let text = chart.clock.time(instant, seconds: step < .minutes(1))
            let place = x(instant) - TextWidth.of(text, size: 22) / 2
            let right = width - 6 - TextWidth.of(text, size: 22)
            elements.append(
                .lines(
                    [(SVGPoint(x: x(instant), y: plot.bottom), SVGPoint(x: x(instant), y: plot.bottom + 7))],
                    style: "moment"
                )
            )
            elements.append(.text(text, at: SVGPoint(x: min(place, right), y: plot.bottom + 32)))
            local = local + step
        }
        return elements
    }

    private var levels: [SVGElement] {
        let peaks = chart.trace.pieces.map { piece in SVGElement.polyline(steps(piece, \.highest), style: "peak") }
        return peaks + chart.trace.pieces.map { piece in SVGElement.polyline(steps(piece, \.mean), style: "level") }
    }

    private func steps(_ piece: [LevelTrace.Point], _ level: KeyPath<LevelTrace.Point, Level>) -> [SVGPoint] {
        piece.flatMap { point in
            [
                SVGPoint(x: x(point.range.start), y: y(point[keyPath: level])),
                SVGPoint(x: x(point.range.end), y: y(point[keyPath: level])),
            ]
        }
    }

    /// The limit, or the background and what stands out of it.
    private var lines: [SVGElement] {
        let background = chart.finding.rise?.background ?? chart.finding.background
        return [line(at: chart.finding.limit.level, "limit")]
            + (background.map { [line(at: $0.level, "background")] } ?? [])
    }

    private func line(at level: Level, _ style: String) -> SVGElement {
        .lines([(SVGPoint(x: plot.x, y: y(level)), SVGPoint(x: plot.right, y: y(level)))], style: style)
    }

    /// When it began and ended.
    private var moments: [SVGElement] {
        var marks = [(chart.change.openedAt, chart.phrases.label(.begin))]
        if let end = NoiseEnd(chart.change), chart.change.step != .withdrawn {
            marks.append((end.ended, chart.phrases.label(end.isAtLeast ? .lastAbove : .end)))
        }
        var taken: [(row: Int, left: Double, right: Double)] = []
        return marks.filter { chart.span.start <= $0.0 && $0.0 <= chart.span.end }.flatMap { instant, name in
            let text = "\(name) \(chart.clock.time(instant, seconds: true))"
            let width = TextWidth.of(text, size: 20, bold: true)
            let isLeft = x(instant) + width + 14 > plot.right
            let left = isLeft ? x(instant) - width - 7 : x(instant) + 7
            // One that would lie on another stands above it.
            let row = (0...).first { row in
                !taken.contains { $0.row == row && $0.left < left + width + 8 && left < $0.right + 8 }
            }
            taken.append((row ?? 0, left, left + width))
            return [
                SVGElement.lines(
                    [(SVGPoint(x: x(instant), y: plot.y), SVGPoint(x: x(instant), y: plot.bottom))],
                    style: "moment"
                ),
                SVGElement.text(
                    text,
                    at: SVGPoint(x: left, y: plot.bottom - 10 - 26 * Double(row ?? 0)),
                    style: "momentname"
                ),
            ]
        }
    }

    /// Cut where it would not fit.
    private func fitting(_ text: String, width: Double, size: Double) -> String {
        guard TextWidth.of(text, size: size, bold: true) > width else { return text }
        var cut = text
        while !cut.isEmpty, TextWidth.of(cut + "…", size: size, bold: true) > width { cut.removeLast() }
        return cut + "…"
    }
}
