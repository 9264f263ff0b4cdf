import Yams

/// `text` for a message: in quotes, control characters escaped, cut off after 60 characters.
func quoted(_ text: String) -> String {
    text.count <= 60 ? text.debugDescription : "\(text.prefix(60))…".debugDescription
}

/// One value of a settings file, with where it stands; a `Form` makes something of it.
package struct Value {
    let node: Node
    package let position: Position
    /// The key path with list positions left out; nil where the keys are no settings.
    let vocabularyPath: String?
    let file: SettingsFile

    init(node: Node, keyPath: String, vocabularyPath: String?, file: SettingsFile) {
        let mark = node.mark
        let position = Position(file: file.path, line: mark?.line, column: mark?.column, keyPath: keyPath)
        self.init(node: node, position: position, vocabularyPath: vocabularyPath, file: file)
    }

    init(node: Node, position: Position, vocabularyPath: String?, file: SettingsFile) {
        self.node = node
        self.position = position
        self.vocabularyPath = vocabularyPath
        self.file = file
    }

    package func report(_ message: String) {
        file.problems.report(position, message)
    }

    package var isSection: Bool { node.mapping != nil }
    package var isList: Bool { node.sequence != nil }

    /// The scalar as it is written, be it plain or quoted, so `1`, `09:00` and `2026-06-07` are text here; nil after
    /// reporting what stands there instead of `wanted`.
    package func text(wanted: String) -> String? {
        guard isReadable(wanted: wanted) else { return nil }
        guard let scalar = node.scalar else {
            report("is \(found); write \(wanted)")
            return nil
        }
        guard !isNothing else {
            report("has no value; write \(wanted)")
            return nil
        }
        return scalar.string
    }

    /// The items of a list; nil after reporting what stands there instead of `wanted`.
    package func items(wanted: String) -> [Value]? {
        guard isReadable(wanted: wanted) else { return nil }
        guard let sequence = node.sequence else {
            report("is \(found); write \(wanted)")
            return nil
        }
        return sequence.enumerated().map { index, item in
            Value(
                node: item,
                keyPath: "\(position.keyPath)[\(index)]",
                vocabularyPath: vocabularyPath.map { "\($0)[]" },
                file: file
            )
        }
    }

    /// The keys and values that stand here; nil after reporting what stands here instead.
    package func section() -> Section? { section(quotableKeys: nil) }

    /// No problem quotes a key beside `quotableKeys`, where it may be a misplaced password; nil allows all.
    func section(quotableKeys: [String]?) -> Section? {
        let wanted = "a section of keys and values"
        guard isReadable(wanted: wanted) else { return nil }
        guard let mapping = node.mapping else {
            report("is \(found); write \(wanted)")
            return nil
        }
        return Section(mapping, of: self, quotableKeys: quotableKeys)
    }

    /// What stands here, for a sentence; the text itself is left out, because it may be a misplaced password.
    private var found: String {
        switch node {
        case .scalar: return isNothing ? "empty" : "a single value"
        case .mapping: return "a section"
        case .sequence: return "a list"
        case .alias: return "an alias"
        }
    }

    /// A key with nothing behind it, or null.
    private var isNothing: Bool {
        guard let scalar = node.scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// A tag such as `!vault` means something that is not done here, so reading on would be a guess.
    private func isReadable(wanted: String) -> Bool {
        let tag =
            switch node {
            case .scalar(let scalar): scalar.tag.rawValue
            case .mapping(let mapping): mapping.tag.rawValue
            case .sequence(let sequence): sequence.tag.rawValue
            case .alias: ""
            }
        guard tag.isEmpty || tag == "!" || (tag.hasPrefix("tag:yaml.org,2002:") && !tag.hasSuffix("binary")) else {
            report("has a YAML tag, which is not read here; write \(wanted) without one")
            return false
        }
        return true
    }
}
