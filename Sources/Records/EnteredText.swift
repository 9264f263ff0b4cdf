/// What a person has entered, fit to be kept for good and printed anywhere: of bounded length, and without signs that
/// end a line, move a cursor, turn the direction of writing round or are not seen.
///
/// Space around it is cut off, and CR LF becomes LF. Commands, answer pages and answers by MQTT all take it.
package struct EnteredText: Hashable, Sendable {
    package let text: String

    package enum Kind: Hashable, Sendable, CaseIterable {
        /// A person's name: one line.
        case name
        /// A reason or a remark: one line.
        case line
        /// Paragraphs, with line feeds and tabs.
        case paragraphs

        /// Most characters, as a reader counts them.
        package var limit: Int {
            switch self {
            case .name: 100
            case .line: 500
            case .paragraphs: 2000
            }
        }

        fileprivate var breaks: Set<Unicode.Scalar> { self == .paragraphs ? ["\n", "\t"] : [] }
    }

    /// Most scalars of one character: a family of emoji has 11, a letter with marks piled on it has hundreds.
    private static let mostScalars = 16

    /// - Throws: ``EnteredTextFault``, the first one.
    package init(_ written: String, as kind: Kind, mayBeEmpty: Bool = false) throws(EnteredTextFault) {
        let characters = Array(written)
        guard let first = characters.firstIndex(where: { !$0.isWhitespace }),
            let last = characters.lastIndex(where: { !$0.isWhitespace })
        else {
            guard mayBeEmpty else { throw .empty }
            text = ""
            return
        }
        var kept = ""
        for index in first...last {
            let character = characters[index] == "\r\n" ? "\n" : characters[index]
            guard character.unicodeScalars.count <= EnteredText.mostScalars else {
                throw .piled(position: index + 1, scalars: character.unicodeScalars.count)
            }
            for scalar in character.unicodeScalars where scalar.isUnfitForLine && !kind.breaks.contains(scalar) {
                throw .unfit(scalar, position: index + 1)
            }
            kept.append(character)
        }
        guard kept.count <= kind.limit else { throw .tooLong(characters: kept.count, limit: kind.limit) }
        text = kept
    }
}

/// Why what a person has entered is not taken; positions count characters from 1, as they were written.
package enum EnteredTextFault: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case tooLong(characters: Int, limit: Int)
    case unfit(Unicode.Scalar, position: Int)
    /// One character of very many scalars, such as a letter with marks piled on it.
    case piled(position: Int, scalars: Int)

    /// Without a subject, to be put behind the name of what was entered.
    package var description: String {
        switch self {
        case .empty: "is empty; write it"
        case .tooLong(let count, let limit): "has \(count) characters, of \(limit) that there may be; shorten it"
        case .unfit(let scalar, let position):
            "has \(scalar.nameOfUnfit) (\(scalar.code)) as character \(position); "
                + (scalar.isLineBreak ? "write it in one line" : "take it out")
        case .piled(let position, let scalars):
            "has \(scalars) signs piled up in character \(position); write plain letters"
        }
    }
}

extension Unicode.Scalar {
    /// Whether it does something to the line in which it is printed, or is not seen in it: controls (C0, DEL, C1), line
    /// and paragraph separators, signs of format such as those that turn the direction of writing round, and what is no
    /// character. Joiners (U+200C, U+200D) are parts of words and emoji.
    package var isUnfitForLine: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: value != 0x200C && value != 0x200D
        default: properties.isNoncharacterCodePoint
        }
    }

    /// "U+202E".
    package var code: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    package var isLineBreak: Bool { ["\n", "\u{B}", "\u{C}", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(self) }

    /// With its article.
    fileprivate var nameOfUnfit: String {
        switch value {
        case _ where isLineBreak: "a line break"
        case 0x9: "a tab"
        case 0x1B: "an escape sign"
        case 0x61C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: "a sign that turns the direction of writing"
        default: properties.generalCategory == .control ? "a control character" : "an invisible sign"
        }
    }
}
