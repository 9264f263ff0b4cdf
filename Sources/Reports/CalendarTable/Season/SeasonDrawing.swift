import Records

/// Draws a season's sheet.
struct SeasonDrawing {
    let content: SeasonSheet

    func drawing(title: String, description: String, language: Language) -> SVGDrawing {
        let whole = SVGBox(x: 0, y: 0, width: SeasonGrid.width, height: content.height)
        return SVGDrawing(
            width: SeasonGrid.width,
            height: content.height,
            title: title,
            description: description,
            language: language == .zh ? "zh-CN" : "en",
            styleSheet: SeasonStyle.content(content.phases),
            definitions: SeasonStyle.definitions(content.phases),
            elements: [.rect(whole, style: "sheet")] + content.heading.map(mark) + background
                + content.rows.flatMap(\.marks).map(mark) + content.legend.map(mark)
        )
    }

    /// Nights, and the lines of the hours through the days that stand one under the other.
    private var background: [SVGElement] {
        var blocks: [(top: Double, bottom: Double)] = []
        for row in content.rows where row.kind == .day {
            if let last = blocks.last, last.bottom == row.y {
                blocks[blocks.count - 1].bottom = row.bottom
            } else {
                blocks.append((row.y, row.bottom))
            }
        }
        func hours(_ wanted: (Int64) -> Bool) -> [(from: SVGPoint, to: SVGPoint)] {
            blocks.flatMap { block in
                (Int64(0)...24).filter(wanted).map { hour in
                    let x = SeasonGrid.x(hour * 3_600_000)
                    return (SVGPoint(x: x, y: block.top), SVGPoint(x: x, y: block.bottom))
                }
            }
        }
        let edges = content.rows.map { row in
            (
                from: SVGPoint(x: SeasonGrid.margin, y: row.bottom),
                to: SVGPoint(x: SeasonGrid.right, y: row.bottom)
            )
        }
        let months = content.rows.filter { $0.kind == .month }.map { row in
            SVGElement.rect(
                SVGBox(
                    x: SeasonGrid.margin,
                    y: row.y,
                    width: SeasonGrid.right - SeasonGrid.margin,
                    height: row.height
                ),
                style: "months"
            )
        }
        return content.nights.map { SVGElement.rect($0, style: "night") } + months
            + [
                .lines(hours { $0 % 6 != 0 }, style: "tick"), .lines(hours { $0 % 6 == 0 }, style: "sixth"),
                .lines(edges, style: "rule"),
            ]
    }

    private func mark(_ mark: PlacedMark) -> SVGElement {
        let boxes = mark.boxes.map { SVGElement.rect($0.box, style: $0.style) }
        let texts = mark.texts.map { SVGElement.text($0.text, at: $0.at, style: $0.style.rawValue) }
        return .group(boxes + texts, title: mark.title, style: mark.style)
    }
}
