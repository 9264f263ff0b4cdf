/// How wide a line of text is at most in the usual sans-serif fonts, without asking one.
///
/// Letters and figures have the wider of two fonts' widths; Chinese, Japanese and Korean characters, and all that are
/// not known, fill their square.
enum TextWidth {
    /// In the unit of `size`, the height of the font.
    static func of(_ text: String, size: Double, bold: Bool = false) -> Double {
        text.unicodeScalars.reduce(0) { $0 + em($1, bold: bold) } * size
    }

    /// The text in lines of at most `width`: broken at spaces and between Chinese characters, and inside a word only
    /// when it is too long for a line.
    static func wrapped(_ text: String, width: Double, size: Double, bold: Bool = false) -> [String] {
        var lines: [String] = []
        var line = ""
        for piece in pieces(text) {
            let longer = line + piece
            if of(trimmed(longer), size: size, bold: bold) <= width {
                line = longer
                continue
            }
            if !trimmed(line).isEmpty { lines.append(trimmed(line)) }
            line = ""
            for character in piece {
                if !line.isEmpty, of(line + String(character), size: size, bold: bold) > width {
                    lines.append(line)
                    line = ""
                }
                line.append(character)
            }
        }
        return trimmed(line).isEmpty ? lines : lines + [trimmed(line)]
    }

    /// Parts between which a line may end; closing punctuation stays with what it closes.
    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var previous: Character?
        for character in text {
            let isNew =
                previous.map { before in
                    let isBreak = isSquare(before) || isSquare(character)
                    return before == " " || isBreak && !closing.contains(character) && !opening.contains(before)
                } ?? true
            if isNew && character != " " || pieces.isEmpty {
                pieces.append(String(character))
            } else {
                pieces[pieces.count - 1].append(character)
            }
            previous = character
        }
        return pieces
    }

    private static let closing = Set("，。、；：）》”！？),.;:")
    private static let opening = Set("（《“(")

    private static func isSquare(_ character: Character) -> Bool {
        character.unicodeScalars.first.map { $0.value >= 0x1100 && em($0, bold: false) == 1 } ?? false
    }

    private static func trimmed(_ text: String) -> String {
        String(text.reversed().drop { $0 == " " }.reversed().drop { $0 == " " })
    }

    private static func em(_ scalar: Unicode.Scalar, bold: Bool) -> Double {
        switch scalar.value {
        case 0x20...0x7E: Double((bold ? boldHundredths : hundredths)[Int(scalar.value) - 0x20]) / 100
        case 0x2013: 0.57
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F: 0.85
        case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
        default: 1
        }
    }

    /// Of the printing characters of ASCII in their order, the wider of Noto Sans CJK SC and Liberation Sans (which has
    /// the widths of Arial), in hundredths of the font's height.
    private static let hundredths = [
        28, 33, 48, 56, 56, 93, 68, 28, 34, 34, 47, 59, 28, 35, 28, 40, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 28,
        28, 59, 59, 59, 56, 102, 67, 67, 73, 73, 67, 62, 78, 73, 30, 54, 67, 56, 84, 73, 78, 67, 78, 73, 67, 62, 73,
        67, 95, 67, 67, 62, 34, 40, 34, 56, 56, 61, 57, 62, 51, 62, 56, 33, 57, 61, 28, 28, 56, 29, 93, 61, 61, 62,
        62, 39, 50, 38, 61, 53, 81, 50, 53, 50, 34, 27, 34, 59,
    ]

    private static let boldHundredths = [
        28, 37, 58, 59, 59, 97, 74, 33, 38, 38, 51, 59, 33, 37, 33, 39, 59, 59, 59, 59, 59, 59, 59, 59, 59, 59, 34,
        34, 59, 59, 59, 62, 101, 73, 73, 73, 73, 67, 62, 78, 76, 33, 57, 73, 62, 86, 75, 78, 67, 78, 73, 67, 63, 75,
        67, 95, 67, 67, 62, 38, 39, 38, 59, 57, 63, 60, 65, 56, 65, 59, 38, 62, 64, 31, 31, 61, 32, 97, 65, 63, 65,
        65, 44, 56, 43, 64, 58, 87, 57, 58, 52, 39, 30, 39, 59,
    ]
}
