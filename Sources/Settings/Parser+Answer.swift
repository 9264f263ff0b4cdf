import Yams

/// Why a text is not what a form asks for, and what to write; without the name of what it answers.
package struct AnswerFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let wording: Wording

    package init(_ wording: Wording) {
        self.wording = wording
    }

    /// In English.
    package var description: String { wording.en }
}

extension Parser {
    /// What this form makes of a text that stands in no file, such as an option or the answer to a question.
    ///
    /// What a file would be warned of is refused: whoever answers can answer otherwise. Relative paths stay as they
    /// are.
    ///
    /// - Throws: The first fault.
    package func answer(_ text: String) throws(AnswerFault) -> T {
        let problems = ProblemCollector()
        let file = SettingsFile(path: "", problems: problems, keys: RepeatedKeys(""), signs: SignRepair(""))
        // As in quotes: "~" and "null" are text.
        let node = Node.scalar(Node.Scalar(text, .implicit, .doubleQuoted))
        let value = Value(node: node, position: Position(file: ""), vocabularyPath: nil, file: file)
        let answer = read(value)
        if let finding = problems.findings.first { throw AnswerFault(finding.wording) }
        guard let answer else {
            throw AnswerFault(Wording("does not fit; write \(expected.en)", zh: "不符合要求；\(expected.request)"))
        }
        return answer
    }
}
