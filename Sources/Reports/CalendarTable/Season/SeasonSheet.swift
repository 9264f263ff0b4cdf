/// A season laid out: every text, bar and band with its place, in order from top to bottom.
struct SeasonSheet: Sendable {
    var height: Double
    var heading: [PlacedMark]
    var rows: [SeasonRow]
    /// Behind everything.
    var nights: [SVGBox]
    var legend: [PlacedMark]
    /// Phases whose bands are drawn, for the patterns.
    var phases: [SeasonPhase]
}

/// A row of the sheet.
struct SeasonRow: Sendable {
    enum Kind: Hashable, Sendable {
        case month, day, quiet
    }

    var kind: Kind
    var y: Double
    var height: Double
    var marks: [PlacedMark]

    var bottom: Double { y + height }
}

/// Boxes and texts that are one thing for the reader: a session on its day, a ban on its day, an entry of the legend.
struct PlacedMark: Sendable {
    /// With the exact times; nil where the text says all.
    var title: String?
    /// What it is, as a class of the style sheet.
    var style: String?
    var boxes: [PlacedBox] = []
    var texts: [PlacedText] = []
}

/// A filled rectangle; `style` names its fill.
struct PlacedBox: Hashable, Sendable {
    var box: SVGBox
    var style: String
}

/// A line of text on its base line.
struct PlacedText: Hashable, Sendable {
    var text: String
    var at: SVGPoint
    var style: SeasonText
}
