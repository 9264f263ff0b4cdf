/// A value whose keys another part of the program knows: text, lists and sections within one another, each with where
/// it stands.
package indirect enum ValueTree {
    case text(String, Value)
    case list([ValueTree], Value)
    case section([(name: String, tree: ValueTree)], Value)

    package var source: Value {
        switch self {
        case .text(_, let source), .list(_, let source), .section(_, let source): source
        }
    }
}

extension Section {
    /// The value under a key whose problems were reported before; nil without the key.
    package func quietly(_ key: String) -> ValueTree? { optional(key, .tree) }
}

extension Parser where T == ValueTree {
    /// Anything that YAML has, at most 8 levels deep.
    package static var tree: Parser { tree(depth: 0) }

    private static func tree(depth: Int) -> Parser {
        let expected = Wording("text, a list or a section", zh: "文本、列表或由键和值组成的一节")
        return Parser(expected: expected) { value in
            guard depth < 8 else {
                value.report(Wording("is nested too deeply", zh: "嵌套过深"))
                return nil
            }
            let inner = tree(depth: depth + 1)
            if value.isList {
                return value.items(expected: expected).map { .list($0.compactMap(inner.read), value) }
            }
            if value.isSection {
                guard let section = value.section() else { return nil }
                return .section(
                    section.takeAll().compactMap { name, value in inner.read(value).map { (name, $0) } },
                    value
                )
            }
            return value.text(expected: expected).map { .text($0, value) }
        }
    }
}
