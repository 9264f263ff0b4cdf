import Yams

/// What the YAML parser says of text that is not YAML, without quoting the text: a password may stand there.
struct SyntaxFault {
    /// Counted from 1; nil when the parser does not say.
    var place: (line: Int, column: Int)?
    /// The line on which what the parser was reading began; nil when it does not say.
    var contextLine: Int?
    var message: String

    private static let tab = "a tab stands here; indent with spaces"

    init(_ error: any Error) {
        switch error as? YamlError {
        case .composer(_, let problem, let mark, _) where problem.contains("another document"):
            place = (mark.line, mark.column)
            message = "holds a second YAML document; keep one and take out the line ---"
        case .scanner(_, let problem, let mark, _) where problem.contains("tab character"):
            place = (mark.line, mark.column)
            message = SyntaxFault.tab
        case .scanner(_, let problem, let mark, let text) where problem.contains("cannot start any token"):
            place = (mark.line, mark.column)
            switch SignCandidates(text).scalar(line: mark.line, column: mark.column) {
            case "\t": message = SyntaxFault.tab
            case let sign?: message = "no value begins with '\(sign)'; put the value in quotes"
            case nil: message = "is not YAML: \(problem)"
            }
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            place = (mark.line, mark.column)
            contextLine = context?.mark.line
            let start = context.map { "\($0.text) from line \($0.mark.line), " } ?? ""
            message = "is not YAML: \(start)\(problem)"
        case .reader(let problem, let offset, _, let text):
            let lines = text.prefix(offset ?? 0).unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            place = (lines.count, (lines.last?.count ?? 0) + 1)
            message = "is not YAML: \(problem)"
        case .duplicatedKeysInMapping(_, let context):
            place = (context.mark.line, context.mark.column)
            message = "this key stands twice in its section; keep one"
        default:
            message = "is not YAML"
        }
    }
}
