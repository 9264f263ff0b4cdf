import Yams

extension ValueTree {
    /// What `text`, of an option of a command, writes as YAML: `{/la/avg: LAeq}`, `[a, b]` or one line of text.
    ///
    /// - Throws: The first fault.
    package static func flow(_ text: String) throws(AnswerFault) -> ValueTree {
        let problems = ProblemCollector()
        let file = SettingsFile(path: "", problems: problems, keys: RepeatedKeys(""), signs: SignRepair(""))
        let node: Node
        do {
            node = try Yams.compose(yaml: text) ?? Node("")
        } catch {
            throw AnswerFault(
                Wording("is no YAML; write {key: value} or one line of text", zh: "不是 YAML；请填写 {键: 值} 或一行文字")
            )
        }
        let value = Value(node: node, position: Position(file: ""), vocabularyPath: nil, file: file)
        let tree = Parser<ValueTree>.tree.read(value)
        if let finding = problems.findings.first { throw AnswerFault(finding.wording) }
        guard let tree else { throw AnswerFault(Wording("does not fit", zh: "不符合要求")) }
        return tree
    }
}
