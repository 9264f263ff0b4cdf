import Yams

/// Reads YAML in which a key may stand twice in one section.
///
/// Yams gives up at the first repeated key, and with it everything else that is wrong in the file would stay unsaid.
/// So the first letter of the earlier key is replaced by a character of the private use area that the text does not
/// have, which moves no line and no column, and the text is read again; `name(_:)` undoes it.
struct RepeatedKeys {
    private var text: String
    private var originals: [Unicode.Scalar: Unicode.Scalar] = [:]
    private var spare: [Unicode.Scalar]

    init(_ text: String) {
        self.text = text
        let used = Set(text.unicodeScalars)
        spare = (0xE000...0xE0FF).compactMap(Unicode.Scalar.init).filter { !used.contains($0) }
    }

    /// The document; nil when there is none.
    mutating func compose() throws -> Node? {
        while true {
            do {
                return try Yams.compose(yaml: text)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard let key = keys.first, substitute(in: key, at: context.mark) else {
                    throw YamlError.duplicatedKeysInMapping(duplicates: keys, context: context)
                }
            }
        }
    }

    /// The key as it is written in the file.
    func name(_ key: String) -> String {
        guard let first = key.unicodeScalars.first, let original = originals[first] else { return key }
        var scalars = key.unicodeScalars
        scalars.removeFirst()
        return String(original) + String(scalars)
    }

    /// False when the key does not stand there as plain or quoted text, or when too many keys are repeated.
    private mutating func substitute(in key: String, at mark: Mark) -> Bool {
        var scalars = text.unicodeScalars
        guard var place = RepeatedKeys.index(of: mark, in: scalars), let substitute = spare.popLast() else {
            return false
        }
        if scalars[place] == "\"" || scalars[place] == "'" {
            place = scalars.index(after: place)
        }
        guard let original = key.unicodeScalars.first, scalars[place...].starts(with: key.unicodeScalars) else {
            return false
        }
        scalars.replaceSubrange(place...place, with: CollectionOfOne(substitute))
        originals[substitute] = original
        text = String(scalars)
        return true
    }

    private static func index(
        of mark: Mark,
        in scalars: String.UnicodeScalarView
    ) -> String.UnicodeScalarView.Index? {
        var place = scalars.startIndex
        for _ in 1..<max(1, mark.line) {
            guard let end = scalars[place...].firstIndex(of: "\n") else { return nil }
            place = scalars.index(after: end)
        }
        place = scalars.index(place, offsetBy: mark.column - 1, limitedBy: scalars.endIndex) ?? scalars.endIndex
        return place < scalars.endIndex ? place : nil
    }
}
