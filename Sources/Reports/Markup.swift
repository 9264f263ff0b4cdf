import Records

/// Text inside HTML, SVG and XML.
enum Markup {
    /// A picture on white becomes one on the dark page's grey, its hues the same. What ignores it shows the picture as
    /// it is.
    static let darkFilter = "invert(.88) hue-rotate(180deg)"

    /// Safe between tags and inside quoted attributes, line ends and tabs kept.
    ///
    /// What XML 1.0 cannot carry (section 2.2), and controls that would change how the rest is shown, become U+FFFD.
    static func escaped(_ text: String) -> String {
        var out = ""
        out.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case _ where isUnfit(scalar): out += "\u{FFFD}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// The same in one line: tabs and line ends become spaces.
    static func escapedLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isBreak = ["\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
            line.append(isBreak ? " " : scalar)
        }
        return escaped(String(line))
    }

    private static func isUnfit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD: false
        default: scalar.isUnfitForLine
        }
    }
}
