import EventTime
import ExamCalendar

/// Lays out the sessions of one day: bars side by side, in further lanes where papers run at once, and the listening
/// window over the paper that it belongs to.
struct SessionRowLayout {
    let words: CalendarWords
    let times: SeasonTimes
    private let bars: [Bar]
    private let listening: [Bar]
    private let hasNamesAbove: Bool

    private struct Bar {
        var part: SessionPart
        var lane: Int
        /// Of the label inside; nil when it does not fit.
        var inside: (text: String, x: Double, style: SeasonText)?
    }

    init(_ sessions: [SessionPart], words: CalendarWords, times: SeasonTimes) {
        self.words = words
        self.times = times
        let windows = sessions.filter { $0.session.kind == .listening }
        let covered = windows.flatMap(\.all)
        var lanes = SeasonLanes()
        bars = sessions.filter { $0.session.kind != .listening }.map { part in
            let lane = lanes.take(part.paper + part.added)
            return Bar(part: part, lane: lane, inside: Self.label(part, words.pick(part.session.name), beside: covered))
        }
        let placed = bars
        listening = windows.map { part in
            let paper = placed.first { bar in
                bar.part.session.kind == .written && bar.part.paper.contains { part.paper.contains(where: $0.overlaps) }
            }
            return Bar(part: part, lane: paper?.lane ?? lanes.take(part.all), inside: nil)
        }
        hasNamesAbove = !listening.isEmpty || bars.contains { $0.inside == nil && $0.part.session.kind == .written }
    }

    private var overhang: Double { listening.isEmpty ? 0 : SeasonGrid.overhang }
    private var headroom: Double { hasNamesAbove ? SeasonGrid.headroom : 0 }
    private var laneHeight: Double { SeasonGrid.barHeight + 2 * overhang }

    var height: Double {
        guard let lanes = (bars + listening).map(\.lane).max() else { return 0 }
        return headroom + Double(lanes + 1) * laneHeight + Double(lanes) * 3
    }

    /// In the order in which they are drawn.
    func marks(at y: Double) -> [PlacedMark] {
        var above: [(from: Double, to: Double)] = []
        let flags = listening.map { flag($0, y, &above) }
        let gaps = bars.filter { $0.part.session.kind == .gap }
        let papers = bars.filter { $0.part.session.kind != .gap }
        return (gaps + papers).map { mark($0, y, name(of: $0, y, &above)) }
            + zip(listening, flags).map { mark($0, y, $1.map { [$0] } ?? []) }
    }

    private func mark(_ bar: Bar, _ y: Double, _ texts: [PlacedText]) -> PlacedMark {
        let kind = bar.part.session.kind
        let isWindow = kind == .listening
        let top = self.top(bar, y) - (isWindow ? overhang : 0)
        let height = SeasonGrid.barHeight + (isWindow ? 2 * overhang : 0)
        func boxes(_ spans: [WallSpan], _ style: String, inset: Double = 0) -> [PlacedBox] {
            spans.map {
                PlacedBox(box: SeasonGrid.box($0, y: top + inset, height: height - 2 * inset), style: style)
            }
        }
        let makeUp = bar.part.session.makeUp == nil ? "" : " makeup"
        return PlacedMark(
            title: times.title(bar.part.session),
            style: "session",
            boxes: boxes(bar.part.lead + bar.part.tail, "\(kind.rawValue)-edge", inset: 4)
                + boxes(bar.part.paper, kind.rawValue + makeUp) + boxes(bar.part.added, "\(kind.rawValue)-added"),
            texts: texts
        )
    }

    private func top(_ bar: Bar, _ y: Double) -> Double {
        y + headroom + overhang + Double(bar.lane) * (laneHeight + 3)
    }

    private func name(of bar: Bar, _ y: Double, _ above: inout [(from: Double, to: Double)]) -> [PlacedText] {
        let baseline = top(bar, y) + SeasonGrid.barHeight / 2 + 4.2
        if let inside = bar.inside {
            return [PlacedText(text: inside.text, at: SVGPoint(x: inside.x, y: baseline), style: inside.style)]
        }
        guard bar.part.session.kind == .written, bar.lane == 0, let start = bar.part.paper.first else { return [] }
        let text = words.pick(bar.part.session.name)
        return placeAbove(text, at: SeasonGrid.x(start.from), .above, y, &above).map { [$0] } ?? []
    }

    private func flag(_ bar: Bar, _ y: Double, _ above: inout [(from: Double, to: Double)]) -> PlacedText? {
        guard bar.lane == 0, let start = bar.part.paper.first, let end = bar.part.paper.last else { return nil }
        let text = "\(words.listening) \(CalendarWords.clock(WallSpan(from: start.from, to: end.to)))"
        return placeAbove(text, at: SeasonGrid.x(start.from), .flag, y, &above)
    }

    /// Starting at `x`, or ending at the right edge of the day; nil when something stands there already.
    private func placeAbove(
        _ text: String,
        at x: Double,
        _ style: SeasonText,
        _ y: Double,
        _ above: inout [(from: Double, to: Double)]
    ) -> PlacedText? {
        let width = style.width(of: text)
        let from = min(x, SeasonGrid.right - width)
        guard from >= SeasonGrid.left, !above.contains(where: { $0.from < from + width + 5 && from < $0.to + 5 }) else {
            return nil
        }
        above.append((from, from + width))
        return PlacedText(text: text, at: SVGPoint(x: from, y: y + SeasonGrid.headroom - 3.5), style: style)
    }

    /// In the longest stretch that no listening window covers.
    private static func label(
        _ part: SessionPart,
        _ text: String,
        beside covered: [WallSpan]
    ) -> (text: String, x: Double, style: SeasonText)? {
        let free = part.paper.flatMap { $0.without(covered) }
        guard let room = free.max(by: { $0.length < $1.length }) else { return nil }
        let box = SeasonGrid.box(room, y: 0, height: 0)
        let styles: [SeasonText] = part.session.kind == .gap ? [.gapName] : [.name, .smallName]
        for style in styles {
            let width = style.width(of: text)
            if width + 5 <= box.width { return (text, box.x + (box.width - width) / 2, style) }
        }
        return nil
    }
}
