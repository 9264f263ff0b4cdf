/// Where things stand on the sheet, in units of which 568 are its width: twelve of them are a body text that can be
/// read on a phone of 390 pixels and on a sheet of A4 at the wall.
enum SeasonGrid {
    static let width = 568.0
    static let margin = 8.0
    /// Left edge of 00:00.
    static let left = 80.0
    static let hour = 20.0
    static let right = left + 24 * hour

    static let barHeight = 19.0
    /// How far a listening window reaches over the bar of its paper.
    static let overhang = 4.0
    /// For names above the bars.
    static let headroom = 14.0
    static let bandHeight = 17.0
    static let stripHeight = 3.5
    static let lineHeight = 14.5
    static let padding = 3.0

    static func x(_ milliseconds: Int64) -> Double { left + Double(milliseconds) / 3_600_000 * hour }

    static func box(_ span: WallSpan, y: Double, height: Double) -> SVGBox {
        SVGBox(x: x(span.from), y: y, width: Double(span.length) / 3_600_000 * hour, height: height)
    }
}

/// The kinds of text on the sheet; the style sheet is made from them, so that what is measured is what is drawn.
enum SeasonText: String, CaseIterable, Sendable {
    case title, subtitle, hour, month, date, weekend, tag
    case name, smallName, gapName, above, flag, band
    case agenda, agendaListening, quiet
    case legend, legendHead

    var size: Double {
        switch self {
        case .title: 19
        case .subtitle, .date, .weekend, .agenda, .agendaListening, .name, .legend, .legendHead: 12
        case .hour, .month, .above, .flag, .band, .tag, .quiet, .gapName: 11
        case .smallName: 10
        }
    }

    var isBold: Bool {
        switch self {
        case .title, .month, .weekend, .tag, .name, .smallName, .flag, .agendaListening, .legendHead: true
        default: false
        }
    }

    var colour: String {
        switch self {
        case .name, .smallName: "#fff"
        case .flag, .agendaListening, .tag: "#a33c00"
        case .above: "#00466f"
        case .subtitle, .hour, .quiet, .gapName: "#4a4f57"
        default: "#15181d"
        }
    }

    func width(of text: String) -> Double { TextWidth.of(text, size: size, bold: isBold) }

    func wrapped(_ text: String, width: Double) -> [String] {
        TextWidth.wrapped(text, width: width, size: size, bold: isBold)
    }
}
