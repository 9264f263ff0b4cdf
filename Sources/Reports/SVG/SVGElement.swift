/// A shape, a text or a group of an SVG 1.1 picture, as a value. Lengths are in the picture's own units, y runs
/// downwards.
package struct SVGElement: Hashable, Sendable {
    private var name: String
    private var attributes: [Attribute]
    private var content: Content

    private struct Attribute: Hashable, Sendable {
        var name: String
        var value: String
    }

    private enum Content: Hashable, Sendable {
        case none
        case text(String)
        case elements([SVGElement])
        /// A style sheet of ours, written as it is.
        case style(String)
    }

    private init(_ name: String, _ attributes: [(String, String?)], _ content: Content = .none) {
        self.name = name
        self.attributes = attributes.compactMap { name, value in value.map { Attribute(name: name, value: $0) } }
        self.content = content
    }

    package static func rect(_ box: SVGBox, rounded: Double = 0, style: String? = nil) -> SVGElement {
        SVGElement(
            "rect",
            [
                ("class", style), ("x", SVGNumber.text(box.x)), ("y", SVGNumber.text(box.y)),
                ("width", SVGNumber.text(box.width)), ("height", SVGNumber.text(box.height)),
                ("rx", rounded == 0 ? nil : SVGNumber.text(rounded)),
            ]
        )
    }

    /// Straight lines from point to point; closed they bound an area.
    package static func polyline(_ points: [SVGPoint], closed: Bool = false, style: String? = nil) -> SVGElement {
        let corners = points.map { "\(SVGNumber.text($0.x)) \(SVGNumber.text($0.y))" }
        let path = corners.isEmpty ? "" : "M" + corners.joined(separator: "L") + (closed ? "Z" : "")
        return SVGElement("path", [("class", style), ("d", path)])
    }

    /// Lines that do not hang together, as one element.
    package static func lines(_ lines: [(from: SVGPoint, to: SVGPoint)], style: String? = nil) -> SVGElement {
        let path = lines.map { line in
            "M\(SVGNumber.text(line.from.x)) \(SVGNumber.text(line.from.y))"
                + "L\(SVGNumber.text(line.to.x)) \(SVGNumber.text(line.to.y))"
        }
        return SVGElement("path", [("class", style), ("d", path.joined())])
    }

    package static func circle(_ centre: SVGPoint, radius: Double, style: String? = nil) -> SVGElement {
        SVGElement(
            "circle",
            [
                ("class", style), ("cx", SVGNumber.text(centre.x)), ("cy", SVGNumber.text(centre.y)),
                ("r", SVGNumber.text(radius)),
            ]
        )
    }

    /// One line of text; `at` is on its base line.
    package static func text(_ text: String, at: SVGPoint, style: String? = nil) -> SVGElement {
        SVGElement("text", [("class", style), ("x", SVGNumber.text(at.x)), ("y", SVGNumber.text(at.y))], .text(text))
    }

    /// Elements that belong together; `title` is what a pointer on them, or a screen reader, is told.
    package static func group(_ elements: [SVGElement], title: String? = nil, style: String? = nil) -> SVGElement {
        let told = title.map { [SVGElement("title", [], .text($0))] } ?? []
        return SVGElement("g", [("class", style)], .elements(told + elements))
    }

    /// A tile that a style sheet repeats over an area: `fill: url(#id)`.
    package static func pattern(id: String, tile: SVGBox, _ elements: [SVGElement]) -> SVGElement {
        SVGElement(
            "pattern",
            [
                ("id", id), ("patternUnits", "userSpaceOnUse"), ("width", SVGNumber.text(tile.width)),
                ("height", SVGNumber.text(tile.height)),
            ],
            .elements(elements)
        )
    }

    /// Another picture, scaled into `box`. Its style sheet holds for all of the picture around it, whose classes must
    /// have other names.
    package static func picture(_ drawing: SVGDrawing, in box: SVGBox) -> SVGElement {
        let definitions = drawing.definitions.isEmpty ? [] : [definitions(drawing.definitions)]
        return SVGElement(
            "svg",
            [
                ("x", SVGNumber.text(box.x)), ("y", SVGNumber.text(box.y)), ("width", SVGNumber.text(box.width)),
                ("height", SVGNumber.text(box.height)),
                ("viewBox", "0 0 \(SVGNumber.text(drawing.width)) \(SVGNumber.text(drawing.height))"),
            ],
            .elements([styleSheet(drawing.styleSheet)] + definitions + drawing.elements)
        )
    }

    static func definitions(_ elements: [SVGElement]) -> SVGElement { SVGElement("defs", [], .elements(elements)) }
    static func styleSheet(_ text: String) -> SVGElement { SVGElement("style", [], .style(text)) }
    static func description(_ text: String) -> SVGElement { SVGElement("desc", [], .text(text)) }
    static func title(_ text: String) -> SVGElement { SVGElement("title", [], .text(text)) }

    func write(to text: inout String) {
        text += "<\(name)"
        for attribute in attributes { text += " \(attribute.name)=\"\(Markup.escapedLine(attribute.value))\"" }
        switch content {
        case .none:
            text += "/>"
            return
        case .text(let line):
            text += ">\(Markup.escapedLine(line))"
        case .style(let content):
            text += ">\(content)"
        case .elements(let elements):
            text += ">"
            for element in elements { element.write(to: &text) }
        }
        text += "</\(name)>"
        if name != "title" { text += "\n" }
    }
}
