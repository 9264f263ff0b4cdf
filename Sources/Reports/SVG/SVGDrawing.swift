/// A point of a picture.
package struct SVGPoint: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// An upright rectangle of a picture by its upper left corner; width and height are 0 or more.
package struct SVGBox: Hashable, Sendable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double

    package init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    package var right: Double { x + width }
    package var bottom: Double { y + height }
}

/// A whole picture that stands alone: no script, no link, no font of its own.
package struct SVGDrawing: Hashable, Sendable {
    package var width: Double
    package var height: Double
    /// What a screen reader calls the picture.
    package var title: String
    /// What it shows, in a sentence or two.
    package var description: String
    /// BCP 47: "zh-CN", "en".
    package var language: String
    /// CSS for the classes that the elements name; no text of a user's.
    package var styleSheet: String
    package var definitions: [SVGElement]
    package var elements: [SVGElement]

    package init(
        width: Double,
        height: Double,
        title: String,
        description: String,
        language: String,
        styleSheet: String,
        definitions: [SVGElement] = [],
        elements: [SVGElement]
    ) {
        self.width = width
        self.height = height
        self.title = title
        self.description = description
        self.language = language
        self.styleSheet = styleSheet
        self.definitions = definitions
        self.elements = elements
    }

    /// The file, in UTF-8; it fills the width that it is given.
    package func text() -> String {
        let size = "\(SVGNumber.text(width)) \(SVGNumber.text(height))"
        var text =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\" width=\"\(SVGNumber.text(width))\""
            + " height=\"\(SVGNumber.text(height))\" role=\"img\" xml:lang=\"\(Markup.escapedLine(language))\">\n"
        SVGElement.title(title).write(to: &text)
        text += "\n"
        SVGElement.description(description).write(to: &text)
        SVGElement.styleSheet(styleSheet).write(to: &text)
        if !definitions.isEmpty { SVGElement.definitions(definitions).write(to: &text) }
        for element in elements { element.write(to: &text) }
        return text + "</svg>\n"
    }
}
