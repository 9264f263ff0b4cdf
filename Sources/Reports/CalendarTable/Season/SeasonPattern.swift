/// A pattern that looks the same at every height, so that a thin strip shows it wherever it stands.
struct SeasonPattern {
    var id: String
    /// Colours as CSS writes them.
    var paper: String
    var ink: String
    var line: Line

    /// In units of the sheet.
    enum Line {
        /// Slanting lines.
        case rising(every: Double, width: Double)
        case falling(every: Double, width: Double)
        /// Upright bars by their start and width within a stretch.
        case bars([(at: Double, width: Double)], every: Double)
    }

    func named(_ id: String) -> SeasonPattern {
        var other = self
        other.id = id
        return other
    }

    var definition: SVGElement {
        switch line {
        case .rising(let every, _): tile(every, every, [slanting(every, 1)])
        case .falling(let every, _): tile(every, every, [slanting(every, -1)])
        case .bars(let bars, let every):
            tile(every, 8, bars.map { .rect(SVGBox(x: $0.at, y: 0, width: $0.width, height: 8), style: "\(id)-ink") })
        }
    }

    /// CSS of the tile's parts, and of the class that fills with it.
    var rules: String {
        let pen =
            switch line {
            case .rising(_, let width), .falling(_, let width):
                "stroke:\(ink);stroke-width:\(SVGNumber.text(width))"
            case .bars: "fill:\(ink)"
            }
        return ".\(id){fill:url(#\(id))}.\(id)-paper{fill:\(paper)}.\(id)-ink{\(pen)}"
    }

    private func tile(_ width: Double, _ height: Double, _ ink: [SVGElement]) -> SVGElement {
        let box = SVGBox(x: 0, y: 0, width: width, height: height)
        return .pattern(id: id, tile: box, [.rect(box, style: "\(id)-paper")] + ink)
    }

    /// Through the tile's corners and beyond, so that the lines of neighbours meet.
    private func slanting(_ side: Double, _ sign: Double) -> SVGElement {
        let lines = [-side, 0, side].map { shift in
            let (low, high) = (SVGPoint(x: shift - side, y: side * 2), SVGPoint(x: shift + side * 2, y: -side))
            return sign > 0
                ? (from: low, to: high)
                : (from: SVGPoint(x: low.x, y: -side), to: SVGPoint(x: high.x, y: side * 2))
        }
        return .lines(lines, style: "\(id)-ink")
    }
}
