import Analysis
import NoiseRules
package import Preflight
package import Records
import Reports

/// A diagnosis as lines for a person.
package struct DiagnosisText {
    /// Columns of the terminal; nil writes one line however long, for a file or a pipe.
    private let width: Int?
    private let isColoured: Bool
    private let words: DiagnosisWords

    /// Width of the verdict and of the check's name, with the space after them.
    private static let columns = (verdict: 15, check: 15)

    package init(width: Int?, isColoured: Bool, language: Language = .en) {
        self.width = width
        self.isColoured = isColoured
        words = DiagnosisWords(language)
    }

    /// Nothing but the colours does anything to a terminal.
    package func lines(of diagnosis: Diagnosis) -> [String] {
        let said = words.said(of: diagnosis)
        let (text, advice) = (PayloadText.oneLine(said.found), said.remedy.map(PayloadText.oneLine))
        let head = cell(words.text(diagnosis.verdict), DiagnosisText.columns.verdict)
        let name = cell(words.check(diagnosis.check), DiagnosisText.columns.check)
        let first = paint(diagnosis.verdict, head) + name
        guard let width else {
            return [first + ([text] + (advice.map { ["→ \($0)"] } ?? [])).joined(separator: " ")]
        }
        let margin = DiagnosisText.columns.verdict + DiagnosisText.columns.check
        let room = max(width - margin - 1, 30)
        let found = wrap(text, room)
        let remedy = advice.map { wrap($0, room - 2) } ?? []
        let rest = found.dropFirst() + remedy.enumerated().map { ($0.offset == 0 ? "→ " : "  ") + $0.element }
        return [first + (found.first ?? "")] + rest.map { String(repeating: " ", count: margin) + $0 }
    }

    private func cell(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.columns))
    }

    /// Words in lines of up to `room` columns; a longer word has a line of its own.
    private func wrap(_ text: String, _ room: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            for (index, piece) in DiagnosisText.pieces(word).enumerated() {
                let blank = index == 0 ? " " : ""
                if let last = lines.last, last.columns + blank.count + piece.columns <= room {
                    lines[lines.count - 1] = last + blank + piece
                } else {
                    lines.append(piece)
                }
            }
        }
        return lines
    }

    /// Where a word may be divided: behind wide characters, but not before a mark that closes a clause.
    private static func pieces(_ word: Substring) -> [String] {
        var pieces: [String] = []
        var before: Character?
        for character in word {
            let isDivided =
                before.map { last in
                    (isWide(last) || isWide(character)) && !"（“".contains(last) && !"，。；：、）”".contains(character)
                } ?? true
            if isDivided {
                pieces.append(String(character))
            } else {
                pieces[pieces.count - 1].append(character)
            }
            before = character
        }
        return pieces
    }

    private static func isWide(_ character: Character) -> Bool {
        String(character).columns > 1
    }

    private func paint(_ verdict: Diagnosis.Verdict, _ text: String) -> String {
        guard isColoured else { return text }
        let colour =
            switch verdict {
            case .ok: "32"
            case .warning: "33"
            case .problem: "31;1"
            case .notLookedAt: "2"
            }
        return "\u{1b}[\(colour)m\(text)\u{1b}[0m"
    }
}
