import Yams

/// What the YAML parser says of text that is not YAML, without quoting the text: a password may stand there.
struct SyntaxFault {
    /// Counted from 1; nil when the parser does not say.
    var place: (line: Int, column: Int)?
    /// The line on which what the parser was reading began; nil when it does not say.
    var contextLine: Int?
    var message: Wording

    private static let tab = Wording("a tab stands here; indent with spaces", zh: "此处为制表符；请用空格缩进")

    init(_ error: any Error) {
        switch error as? YamlError {
        case .composer(_, let problem, let mark, _) where problem.contains("another document"):
            place = (mark.line, mark.column)
            message = Wording(
                "holds a second YAML document; keep one and take out the line ---",
                zh: "含有第二个 YAML 文档；请只保留一个，并删去 --- 行"
            )
        case .scanner(_, let problem, let mark, _) where problem.contains("tab character"):
            place = (mark.line, mark.column)
            message = SyntaxFault.tab
        case .scanner(_, let problem, let mark, let text) where problem.contains("cannot start any token"):
            place = (mark.line, mark.column)
            switch SignCandidates(text).scalar(line: mark.line, column: mark.column) {
            case "\t": message = SyntaxFault.tab
            case let sign?:
                message = Wording(
                    "no value begins with '\(sign)'; put the value in quotes",
                    zh: "值不能以 '\(sign)' 开头；请给该值加引号"
                )
            case nil: message = Wording("is not YAML: \(problem)", zh: "不是有效的 YAML：\(ParserWords.chinese(problem))")
            }
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            place = (mark.line, mark.column)
            contextLine = context?.mark.line
            let start = context.map { "\($0.text) from line \($0.mark.line), " } ?? ""
            let startZh = context.map { "\(ParserWords.chinese($0.text))（始于第 \($0.mark.line) 行），" } ?? ""
            message = Wording(
                "is not YAML: \(start)\(problem)",
                zh: "不是有效的 YAML：\(startZh)\(ParserWords.chinese(problem))"
            )
        case .reader(let problem, let offset, _, let text):
            let lines = text.prefix(offset ?? 0).unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            place = (lines.count, (lines.last?.count ?? 0) + 1)
            message = Wording("is not YAML: \(problem)", zh: "不是有效的 YAML：\(ParserWords.chinese(problem))")
        case .duplicatedKeysInMapping(_, let context):
            place = (context.mark.line, context.mark.column)
            message = Wording("this key stands twice in its section; keep one", zh: "该键在本节中重复；请只保留一个")
        default:
            message = Wording("is not YAML", zh: "不是有效的 YAML")
        }
    }
}
