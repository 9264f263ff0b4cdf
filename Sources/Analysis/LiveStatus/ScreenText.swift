/// How wide text is on a terminal, and text cut to a width.
extension String {
    /// Columns that a terminal takes for it; of signs whose width terminals do not agree on (emoji of several), at
    /// most.
    package var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }

    /// At most so many columns, with an ellipsis in the place of what is left out.
    func cut(to width: Int) -> String {
        guard columns > width else { return self }
        guard width > 0 else { return "" }
        var kept = ""
        var room = width - 1
        for character in self {
            room -= String(character).columns
            if room < 0 { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// Exactly so many columns.
    func padded(to width: Int, isNumber: Bool = false) -> String {
        let text = cut(to: width)
        let blanks = String(repeating: " ", count: max(0, width - text.columns))
        return isNumber ? blanks + text : text + blanks
    }
}

extension [String] {
    /// As many of the first as fit into `width` columns, the rest left out; the first is cut where it alone is too
    /// wide.
    func joined(within width: Int, separator: String) -> String {
        guard var line = first?.cut(to: width) else { return "" }
        for part in dropFirst() {
            let longer = line + separator + part
            guard longer.columns <= width else { break }
            line = longer
        }
        return line
    }
}

extension Unicode.Scalar {
    /// 0, 1 or 2: wide and full-width characters (Unicode Standard Annex #11) take two, marks above others none.
    fileprivate var columns: Int {
        if value < 0x300 { return 1 }
        if Unicode.Scalar.isWide(value) { return 2 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return (0x1160...0x11FF).contains(value) ? 0 : 1
        }
    }

    private static func isWide(_ value: UInt32) -> Bool {
        guard value >= 0x1100 else { return false }
        return wide.contains { $0.contains(value) }
    }

    /// Pictographs that are wide in some fonts only are here too: a column too many does no harm.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23F3, 0x25FD...0x25FE, 0x2600...0x27BF,
        0x2B1B...0x2B1C, 0x2B50...0x2B55, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
        0x1AFF0...0x1B2FF, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F320, 0x1F321...0x1FAFF,
        0x20000...0x3FFFD,
    ]
}
