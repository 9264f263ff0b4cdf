import Yams

/// The keys and values of one mapping in a settings file.
///
/// Ask for every key first, whatever the others hold; then `finish()` reports the keys that nobody asked for.
package final class Section {
    package let position: Position
    private let whole: Value
    /// The only keys that a problem may quote; nil for all.
    private let quotableKeys: [String]?
    private var entries: [(name: String, position: Position, value: Value)] = []
    private var asked: [String] = []
    /// Keys whose absence is told elsewhere.
    private let absent: Set<String>
    /// Keys that were asked for and are missing, each with its problem; they are reported at the end, when it is known
    /// which keys nobody asks for.
    private var missing: [(key: String, message: Wording)] = []

    /// A row of a table.
    init(_ cells: [(name: String, value: Value)], of whole: Value, absent: Set<String>) {
        self.whole = whole
        self.absent = absent
        quotableKeys = nil
        position = whole.position
        entries = cells.map { ($0.name, $0.value.position, $0.value) }
    }

    init(_ mapping: Node.Mapping, of whole: Value, quotableKeys: [String]?) {
        self.whole = whole
        self.quotableKeys = quotableKeys
        absent = []
        position = whole.position
        for (key, value) in mapping {
            add(key, value)
        }
    }

    /// Nil after reporting that the key is missing or what is wrong with its value.
    package func required<T>(_ key: String, _ parser: Parser<T>) -> T? {
        guard let value = value(of: key) else {
            guard !absent.contains(key) else { return nil }
            let message = Wording("is missing; write \(parser.expected.en)", zh: "缺少该项；\(parser.expected.request)")
            // A row of a table has no keys but its columns'.
            if whole.vocabularyPath == nil {
                reportMissing(key, message)
            } else {
                missing.append((key, message))
            }
            return nil
        }
        return parser.read(value)
    }

    /// Nil when the key is absent, and after reporting what is wrong with its value.
    package func optional<T>(_ key: String, _ parser: Parser<T>) -> T? {
        value(of: key).flatMap(parser.read)
    }

    /// `fallback` when the key is absent, and after reporting what is wrong with its value.
    package func optional<T>(_ key: String, _ parser: Parser<T>, default fallback: T) -> T {
        optional(key, parser) ?? fallback
    }

    /// The items under a key whose absence says the same as an empty list; none when it is absent, empty or has nothing
    /// behind it, and without those that are wrong.
    package func list<T>(_ key: String, _ parser: Parser<T>) -> [T] {
        optionalItems(key, parser.list) ?? []
    }

    /// Nil when the key is absent, has an empty list or nothing behind it, and after reporting what is wrong.
    package func optionalItems<T>(_ key: String, _ parser: Parser<T>) -> T? {
        guard let value = value(of: key), !value.isEmptyList else { return nil }
        return parser.read(value)
    }

    /// Whether anything stands under a key of a list: it is there, and no empty list.
    package func hasItems(_ key: String) -> Bool {
        entries.contains { $0.name == key && !$0.value.isEmptyList }
    }

    /// Whether the key is there, or one that is likely meant as it; to be asked before ``finish()`` as well.
    package func mentions(_ key: String) -> Bool {
        has(key) || entries.contains { !asked.contains($0.name) && nearest(to: $0.name, among: [key]) != nil }
    }

    /// A key that is known and whose value this reader needs not: whatever stands there is left alone.
    package func leave(_ key: String) {
        _ = value(of: key)
    }

    /// All keys with their values, for a reader to whom their names mean something.
    func takeAll() -> [(name: String, value: Value)] {
        for entry in entries where !asked.contains(entry.name) { asked.append(entry.name) }
        return entries.map { ($0.name, $0.value) }
    }

    package func has(_ key: String) -> Bool {
        entries.contains { $0.name == key }
    }

    /// Reports a problem of the section as a whole.
    package func report(_ message: Wording) {
        whole.report(message)
    }

    /// Reports a problem of the value of `key`, or of the section when the key is absent.
    package func report(_ key: String, _ message: Wording) {
        guard let entry = entries.first(where: { $0.name == key }) else { return report(message) }
        entry.value.report(message)
    }

    /// Reports one of two keys that only make sense together.
    package func reportHalf(_ one: String, _ other: String) {
        if has(one), !has(other) {
            report(one, Wording("needs \(other) beside it; write both or neither", zh: "须与 \(other) 同时填写；请都填写或都不填写"))
        }
        if has(other), !has(one) {
            report(other, Wording("needs \(one) beside it; write both or neither", zh: "须与 \(one) 同时填写；请都填写或都不填写"))
        }
    }

    /// Reports that something is lacking, unless a key that is not known may be what lacks; to be called after
    /// ``finish()``.
    package func reportLack(_ message: Wording) {
        guard entries.allSatisfy({ asked.contains($0.name) }) else { return }
        report(message)
    }

    /// A warning about the value of `key`, or about the section when the key is absent.
    package func warn(_ key: String, _ message: Wording) {
        guard let entry = entries.first(where: { $0.name == key }) else { return whole.warn(message) }
        entry.value.warn(message)
    }

    /// Reports every key that nobody asked for, and those that are missing. A key that is misspelt is one mistake, and
    /// so is one that stands in another's text because of a full-width comma.
    package func finish() {
        for entry in entries where !asked.contains(entry.name) {
            guard !whole.file.isTorn(entry.position) else {
                missing = []
                continue
            }
            let near = quotableKeys == nil ? nearest(to: entry.name, among: asked) : nil
            missing.removeAll { $0.key == near }
            whole.file.problems.report(entry.position, unknown(near))
        }
        for key in asked where !has(key) && !absent.contains(key) {
            let problem = missing.first { $0.key == key }
            let swallower = entries.first { $0.value.swallows(key) }
            if let swallower {
                swallower.value.report(swallowed: key, asWarning: problem == nil)
            } else if let problem {
                reportMissing(key, problem.message)
            }
        }
        missing = []
    }

    private func reportMissing(_ key: String, _ message: Wording) {
        var place = position
        place.keyPath = join(position.keyPath, key)
        whole.file.problems.report(place, message)
    }

    private func value(of key: String) -> Value? {
        if !asked.contains(key) { asked.append(key) }
        if let path = whole.vocabularyPath { whole.file.problems.note(knownKey: join(path, key)) }
        return entries.first { $0.name == key }?.value
    }

    private func unknown(_ near: String?) -> Wording {
        if let near { return Wording("this key is not known; did you mean \(near)?", zh: "没有这个键；是否指 \(near)？") }
        let keys = asked.sorted()
        return Wording(
            "this key is not known; the keys here are \(keys.joined(separator: ", "))",
            zh: "没有这个键；此处可用的键：\(keys.joined(separator: "、"))"
        )
    }

    private func add(_ key: Node, _ value: Node) {
        let problems = whole.file.problems
        let file = whole.file
        var place = file.position(key.mark, keyPath: position.keyPath)
        guard let scalar = key.scalar else {
            problems.report(
                place,
                Wording("a key here is not text; write a name, a colon and a value", zh: "此处的键不是文本；请按“名称: 值”填写")
            )
            return
        }
        let name = file.keys.name(scalar.string)
        if quotableKeys?.contains(name) ?? true { place.keyPath = join(position.keyPath, name) }
        if let first = entries.first(where: { $0.name == name }) {
            let line = first.position.line.map { " on line \($0)" } ?? ""
            problems.report(
                place,
                Wording(
                    "this key stands here a second time, the first is\(line); keep one",
                    zh: "该键重复，首次出现在\(first.position.line.map { "第 \($0) 行" } ?? "前面")；请只保留一个"
                )
            )
            return
        }
        let content = Value(
            node: value,
            keyPath: place.keyPath,
            vocabularyPath: whole.vocabularyPath.map { join($0, name) },
            file: file
        )
        entries.append((name, place, content))
    }

    private func join(_ path: String, _ key: String) -> String {
        let key = key.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" } ? key : quoted(key)
        return path.isEmpty ? key : "\(path).\(key)"
    }
}
