/// Flows the parts of a report over as many pages as they need; text is wrapped, never cut, and may break between any
/// two of its lines.
struct ReportLayout {
    /// What lies on each page, in its order.
    private var pages: [[SVGElement]] = [[]]
    private var y = ReportPaper.top
    /// Lowest edge of what flows.
    private let bottom: Double
    private let foot: [String]
    private let title: String
    private let language: String

    /// `foot` stands under every page, wrapped, behind its number. `title` and `language` (BCP 47) are the pictures'
    /// own.
    init(foot: [String], title: String, language: String) {
        let width = ReportPaper.right - ReportPaper.left
        // The number of the page has its own line.
        self.foot = foot.flatMap { ReportText.foot.wrapped($0, width: width) }
        self.title = title
        self.language = language
        bottom = ReportPaper.bottom - Double(self.foot.count + 1) * ReportText.foot.lineHeight - 10
    }

    // MARK: parts

    /// Text over the whole width.
    mutating func paragraph(_ text: String, _ style: ReportText) {
        let width = ReportPaper.right - ReportPaper.left
        lines([Cell(x: ReportPaper.left, lines: style.wrapped(text, width: width), style: style)])
    }

    /// Text in a box of its own.
    mutating func stamp(_ text: String) {
        let inset = 8.0
        let width = ReportPaper.right - ReportPaper.left
        let texts = ReportText.stamp.wrapped(text, width: width - 2 * inset)
        let height = Double(texts.count) * ReportText.stamp.lineHeight + 9
        // What is longer than a page has no box.
        if height < bottom - ReportPaper.top {
            need(height)
            put(.rect(SVGBox(x: ReportPaper.left, y: y, width: width, height: height), rounded: 3, style: "report-box"))
        }
        y += 4
        lines([Cell(x: ReportPaper.left + inset, lines: texts, style: .stamp)])
        y += 7
    }

    /// A heading with a line under it, not left alone at the foot of a page.
    mutating func section(_ name: String) {
        need(8 + ReportText.section.lineHeight + 3 * ReportText.body.lineHeight)
        y += 8
        lines([Cell(x: ReportPaper.left, lines: [name], style: .section)])
        let (from, to) = (SVGPoint(x: ReportPaper.left, y: y + 0.5), SVGPoint(x: ReportPaper.right, y: y + 0.5))
        put(.lines([(from, to)], style: "report-rule"))
        y += 4
    }

    /// A fact with its label beside it; nothing for an empty one.
    mutating func row(_ label: String, _ value: String, isStrong: Bool = false) {
        guard !value.isEmpty else { return }
        let style: ReportText = isStrong ? .strong : .body
        let room = ReportPaper.values - ReportPaper.left - 6
        lines([
            Cell(x: ReportPaper.left, lines: ReportText.label.wrapped(label, width: room), style: .label),
            Cell(
                x: ReportPaper.values,
                lines: style.wrapped(value, width: ReportPaper.right - ReportPaper.values),
                style: style
            ),
        ])
    }

    /// Rows under heads that have their columns' widths.
    mutating func table(_ heads: [(name: String, width: Double)], _ rows: [[String]]) {
        func cells(_ texts: [String], _ style: ReportText) -> [Cell] {
            var x = ReportPaper.left
            return zip(heads, texts).map { head, text in
                defer { x += head.width }
                return Cell(x: x, lines: style.wrapped(text, width: head.width - 8), style: style)
            }
        }
        lines(cells(heads.map(\.name), .head))
        for row in rows {
            need(ReportText.cell.lineHeight + 3)
            let (from, to) = (SVGPoint(x: ReportPaper.left, y: y + 1), SVGPoint(x: ReportPaper.right, y: y + 1))
            put(.lines([(from, to)], style: "report-line"))
            y += 2
            lines(cells(row, .cell))
        }
        y += 2
    }

    /// A picture over the whole width.
    mutating func picture(_ drawing: SVGDrawing) {
        let width = ReportPaper.right - ReportPaper.left
        let height = width * drawing.height / drawing.width
        need(height + 4)
        put(.picture(drawing, in: SVGBox(x: ReportPaper.left, y: y + 2, width: width, height: height)))
        y += height + 4
    }

    /// How high a picture may be that is `width` wide in its own units, to lie on this page.
    func roomForPicture(of width: Double) -> Double {
        (bottom - y - 4) * width / (ReportPaper.right - ReportPaper.left)
    }

    mutating func space(_ height: Double) { y += height }

    // MARK: pages

    /// The pages as SVG; `number` says which of how many one is.
    func texts(number: (_ page: Int, _ count: Int) -> String) -> [String] {
        pages.enumerated().map { index, elements in
            let name = number(index + 1, pages.count)
            let content = SVGBox(x: 0, y: 0, width: ReportPaper.width, height: ReportPaper.height)
            return SVGDrawing(
                width: ReportPaper.width,
                height: ReportPaper.height,
                title: title,
                description: name,
                language: language,
                styleSheet: ReportText.content,
                elements: [.rect(content, style: "report-paper")] + elements + footing(name)
            )
            .text()
        }
    }

    private func footing(_ number: String) -> [SVGElement] {
        let top = bottom + 8
        let texts = [number] + foot
        let (from, to) = (SVGPoint(x: ReportPaper.left, y: top), SVGPoint(x: ReportPaper.right, y: top))
        return [.lines([(from, to)], style: "report-line")]
            + texts.enumerated().map { index, text in
                let base = top + Double(index + 1) * ReportText.foot.lineHeight
                return .text(text, at: SVGPoint(x: ReportPaper.left, y: base), style: ReportText.foot.style)
            }
    }

    // MARK: flow

    private struct Cell {
        var x: Double
        var lines: [String]
        var style: ReportText
    }

    /// Cells side by side, line by line, on the next page where this one ends.
    private mutating func lines(_ cells: [Cell]) {
        for index in 0..<(cells.map(\.lines.count).max() ?? 0) {
            let height = cells.map(\.style.lineHeight).max() ?? 0
            need(height)
            for cell in cells where index < cell.lines.count {
                let base = SVGPoint(x: cell.x, y: y + height * 0.78)
                put(.text(cell.lines[index], at: base, style: cell.style.style))
            }
            y += height
        }
    }

    private mutating func need(_ height: Double) {
        guard y + height > bottom, y > ReportPaper.top else { return }
        pages.append([])
        y = ReportPaper.top
    }

    private mutating func put(_ element: SVGElement) { pages[pages.count - 1].append(element) }
}
