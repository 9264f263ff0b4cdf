import Yams

/// `text` for a message: in quotes, control characters escaped, cut off after 60 characters.
func quoted(_ text: String) -> String {
    text.count <= 60 ? text.debugDescription : "\(text.prefix(60))…".debugDescription
}

/// One value of a settings file, with where it stands; a `Parser` makes something of it.
package struct Value {
    let node: Node
    package let position: Position
    /// The key path with list positions left out; nil where the keys are no settings.
    let vocabularyPath: String?
    let file: SettingsFile

    init(node: Node, keyPath: String, vocabularyPath: String?, file: SettingsFile) {
        let position = file.position(node.mark, keyPath: keyPath)
        self.init(node: node, position: position, vocabularyPath: vocabularyPath, file: file)
    }

    init(node: Node, position: Position, vocabularyPath: String?, file: SettingsFile) {
        self.node = node
        self.position = position
        self.vocabularyPath = vocabularyPath
        self.file = file
    }

    /// Reports what is wrong with the value; where a foreign sign stands in it, as a full-width colon, that is what is
    /// wrong.
    package func report(_ message: Wording) {
        guard !reportSign() else { return }
        reportAsIs(message)
    }

    /// Reports what is wrong with a value in which every sign may stand: a path, a text, a secret.
    package func reportAsIs(_ message: Wording) {
        file.problems.report(position, message)
    }

    /// A warning about the value, which does not stand in the way of using it.
    package func warn(_ message: Wording) {
        file.problems.warn(position, message)
    }

    package var isSection: Bool { node.mapping != nil }
    package var isList: Bool { node.sequence != nil }
    /// `[]`, or a key with nothing behind it, as of a list whose items are commented out.
    var isEmptyList: Bool { isNothing || node.sequence?.isEmpty == true }

    /// The scalar as it is written, be it plain or quoted, so `1`, `09:00` and `2026-06-07` are text here; nil after
    /// reporting what stands there instead of `expected`.
    package func text(expected: Wording) -> String? {
        guard isReadable(expected: expected) else { return nil }
        guard let scalar = node.scalar else {
            report(Wording("is \(found.en); write \(expected.en)", zh: "是\(found.zh)；\(expected.request)"))
            return nil
        }
        guard !isNothing else {
            report(Wording("has no value; write \(expected.en)", zh: "没有值；\(expected.request)"))
            return nil
        }
        return scalar.string
    }

    /// The items of a list; nil after reporting what stands there instead of `expected`.
    package func items(expected: Wording) -> [Value]? {
        guard isReadable(expected: expected) else { return nil }
        guard let sequence = node.sequence else {
            report(Wording("is \(found.en); write \(expected.en)", zh: "是\(found.zh)；\(expected.request)"))
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
        let expected = Wording("a section of keys and values", zh: "由键和值组成的一节")
        guard isReadable(expected: expected) else { return nil }
        guard let mapping = node.mapping else {
            if !reportTightColon() {
                report(Wording("is \(found.en); write \(expected.en)", zh: "是\(found.zh)；\(expected.request)"))
            }
            return nil
        }
        return Section(mapping, of: self, quotableKeys: quotableKeys)
    }

    /// The text that stands here, be it plain or quoted, without looking whether it should; nil for anything else.
    var written: String? { node.scalar?.string }

    /// Text without quotes.
    var isPlain: Bool { node.scalar?.style == .plain }

    /// Where the sign of `text` at `offset`, in Unicode scalars, stands in the file.
    func place(ofSignAt offset: Int, in text: String) -> Position {
        var place = position
        place.keyPath = ""
        let scalars = Array(text.unicodeScalars)
        guard let mark = node.mark else {
            place.column = position.column.map { $0 + offset }
            return place
        }
        // A text may have been folded from more than one line, so the sign is looked for where the value begins.
        let repeats = scalars[..<offset].count { $0 == scalars[offset] }
        let signs = SignCandidates(file.signs.text)
        let begin = signs.offset(line: mark.line, column: mark.column) ?? 0
        let same = signs.scalars.indices[begin...].lazy.filter { signs.scalars[$0] == scalars[offset] }
        guard let found = same.dropFirst(repeats).first else { return position }
        let (line, column) = signs.place(found)
        return file.position(line: line, column: column, keyPath: "")
    }

    /// Reports the first foreign sign of a text; false when there is none.
    private func reportSign() -> Bool {
        guard let text = written, let (offset, sign) = text.firstForeignSign else { return false }
        let others = text.unicodeScalars.count { ForeignSign($0) != nil } - 1
        let message = sign.message
        let more = others > 0 ? " (and \(others) more such sign\(others == 1 ? "" : "s") in this value)" : ""
        let moreZh = others > 0 ? "（该值中另有 \(others) 处）" : ""
        file.problems.report(
            place(ofSignAt: offset, in: text),
            Wording(message.en + more, zh: message.zh + moreZh)
        )
        return true
    }

    /// Reports `host:example` where a section is expected; false when that does not stand here.
    private func reportTightColon() -> Bool {
        guard let text = written, let colon = text.unicodeScalars.firstIndex(of: ":"), colon > text.startIndex,
            text.unicodeScalars[..<colon].allSatisfy(\.isKeySign),
            // An address is no key and value: mqtt://host, host:1883.
            text.unicodeScalars[colon...].dropFirst().first?.properties.isAlphabetic == true
        else { return false }
        let offset = text.unicodeScalars.distance(from: text.startIndex, to: colon)
        file.problems.report(place(ofSignAt: offset, in: text), SignCandidates.tightColon)
        return true
    }

    /// What stands here, for a sentence; the text itself is left out, because it may be a misplaced password.
    private var found: Wording {
        switch node {
        case .scalar: return isNothing ? Wording("empty", zh: "空的") : Wording("a single value", zh: "单个值")
        case .mapping: return Wording("a section", zh: "一节键和值")
        case .sequence: return Wording("a list", zh: "列表")
        case .alias: return Wording("an alias", zh: "别名")
        }
    }

    /// A key with nothing behind it, or null.
    private var isNothing: Bool {
        guard let scalar = node.scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// A tag such as `!vault` means something that is not done here, so reading on would be a guess.
    private func isReadable(expected: Wording) -> Bool {
        let tag =
            switch node {
            case .scalar(let scalar): scalar.tag.rawValue
            case .mapping(let mapping): mapping.tag.rawValue
            case .sequence(let sequence): sequence.tag.rawValue
            case .alias: ""
            }
        guard tag.isEmpty || tag == "!" || (tag.hasPrefix("tag:yaml.org,2002:") && !tag.hasSuffix("binary")) else {
            report(
                Wording(
                    "has a YAML tag, which is not read here; write \(expected.en) without one",
                    zh: "带有 YAML 标签，此处不支持；请去掉标签；\(expected.request)"
                )
            )
            return false
        }
        return true
    }
}
