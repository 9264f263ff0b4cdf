import Reports

/// A diagnosis as lines for a person.
package struct DiagnosisText {
    /// Columns of the terminal; nil writes one line however long, for a file or a pipe.
    private let width: Int?
    private let isColoured: Bool

    /// Width of the verdict and of the check's name, with the space after them.
    private static let columns = (verdict: 15, check: 15)

    package init(width: Int?, isColoured: Bool) {
        self.width = width
        self.isColoured = isColoured
    }

    /// Nothing but the colours does anything to a terminal.
    package func lines(of written: Diagnosis) -> [String] {
        var diagnosis = written
        diagnosis.found = PayloadText.oneLine(written.found)
        diagnosis.remedy = written.remedy.map(PayloadText.oneLine)
        let head = cell(diagnosis.verdict.rawValue, DiagnosisText.columns.verdict)
        let name = cell(diagnosis.check, DiagnosisText.columns.check)
        let first = paint(diagnosis.verdict, head) + name
        guard let width else {
            return [first + ([diagnosis.found] + (diagnosis.remedy.map { ["→ \($0)"] } ?? [])).joined(separator: " ")]
        }
        let margin = DiagnosisText.columns.verdict + DiagnosisText.columns.check
        let room = max(width - margin - 1, 30)
        let found = wrap(diagnosis.found, room)
        let remedy = diagnosis.remedy.map { wrap($0, room - 2) } ?? []
        let rest = found.dropFirst() + remedy.enumerated().map { ($0.offset == 0 ? "→ " : "  ") + $0.element }
        return [first + (found.first ?? "")] + rest.map { String(repeating: " ", count: margin) + $0 }
    }

    private func cell(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    /// Words in lines of up to `room` characters; a longer word has a line of its own.
    private func wrap(_ text: String, _ room: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= room {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
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
