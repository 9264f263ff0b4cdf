import EventTime

/// A sheet of A4 in points (1/72 inch).
package enum ReportPaper {
    package static let width = 595.0
    package static let height = 842.0
    static let left = 42.0
    static let right = width - 42
    static let top = 40.0
    static let bottom = height - 30
    /// Where values begin beside their labels.
    static let values = left + 82
}

/// The kinds of text in a report; the style sheet is made from them, so that what is measured is what is drawn.
enum ReportText: String, CaseIterable, Sendable {
    case title, subtitle, stamp, section, label, body, strong, head, cell, foot

    var size: Double {
        switch self {
        case .title: 17
        case .subtitle: 11
        case .stamp: 9.5
        case .section: 10
        case .label, .body, .strong: 8.6
        case .head, .cell: 7.8
        case .foot: 6.6
        }
    }

    var lineHeight: Double {
        switch self {
        case .title: 23
        case .subtitle: 15
        case .stamp: 13.5
        case .section: 13
        case .label, .body, .strong: 12
        case .head, .cell: 10.8
        case .foot: 9
        }
    }

    private var isBold: Bool {
        switch self {
        case .title, .subtitle, .stamp, .section, .strong: true
        case .label, .body, .head, .cell, .foot: false
        }
    }

    private var colour: String {
        switch self {
        case .section: "#0b3d66"
        case .stamp: "#8a2b00"
        case .label, .head, .foot: "#555b64"
        default: "#15181d"
        }
    }

    /// The class's name.
    var style: String { "report-\(rawValue)" }

    func width(of text: String) -> Double { TextWidth.of(text, size: size, bold: isBold) }

    /// At least one line. Line ends of the text become spaces, so that it is one paragraph.
    func wrapped(_ text: String, width: Double) -> [String] {
        let paragraph = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        let lines = TextWidth.wrapped(paragraph, width: width, size: size, bold: isBold)
        return lines.isEmpty ? [""] : lines
    }

    static var content: String {
        let texts = allCases.map { text in
            let weight = text.isBold ? "bold" : "normal"
            return ".\(text.style){font-family:\(LevelDrawing.fonts);font-size:\(SVGNumber.text(text.size))px;"
                + "font-weight:\(weight);fill:\(text.colour)}"
        }
        let rules = [
            ".report-paper{fill:#fff}", ".report-rule{stroke:#0b3d66;stroke-width:.8}",
            ".report-line{stroke:#d5d9e0;stroke-width:.5}", ".report-box{fill:#fff6ec;stroke:#c9702f;stroke-width:.8}",
        ]
        return (texts + rules).joined(separator: "\n")
    }
}
