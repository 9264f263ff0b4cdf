/// What a value has to look like, and what it becomes.
package struct Parser<T> {
    /// Ends the sentence "write …".
    package let expected: Wording
    /// Nil after reporting what is wrong with the value.
    package let read: (Value) -> T?

    package init(expected: Wording, read: @escaping (Value) -> T?) {
        self.expected = expected
        self.read = read
    }

    /// Text that `parse` understands; nil stands for "not that".
    package init(expected: Wording, parse: @escaping (String) -> T?) {
        self.init(expected: expected) { value in
            guard let text = value.text(expected: expected) else { return nil }
            guard let parsed = parse(text) else {
                value.report(
                    Wording(
                        "\(quoted(text)) does not fit; write \(expected.en)",
                        zh: "\(quoted(text)) 不符合要求；\(expected.request)"
                    )
                )
                return nil
            }
            return parsed
        }
    }

    package func map<U>(_ transform: @escaping (T) -> U) -> Parser<U> {
        Parser<U>(expected: expected) { read($0).map(transform) }
    }
}

/// A value with where it was read, for what can only be checked later.
package struct Located<T> {
    package let value: T
    package let source: Value

    package func report(_ message: Wording) { source.report(message) }
}

extension Parser {
    package var located: Parser<Located<T>> {
        Parser<Located<T>>(expected: expected) { source in
            read(source).map { Located(value: $0, source: source) }
        }
    }

    /// A list of values of this form, one or more; items that are wrong are reported and left out.
    package var list: Parser<[T]> {
        let expected = Wording("a list, each item \(expected.en)", zh: Wording.spaced("列表，每项为", expected.zh))
        return Parser<[T]>(expected: expected) { value in
            guard let items = value.items(expected: expected) else { return nil }
            guard !items.isEmpty else {
                value.report(Wording("is an empty list; write \(expected.en)", zh: "列表为空；\(expected.request)"))
                return nil
            }
            let read = items.compactMap(read)
            // Of a list in which nothing is right, nothing is known.
            return read.isEmpty ? nil : read
        }
    }

    /// The same where an item that is wrong leaves the others without a meaning, as one of two coordinates does.
    package var wholeList: Parser<[T]> {
        let expected = Wording("a list, each item \(expected.en)", zh: Wording.spaced("列表，每项为", expected.zh))
        return Parser<[T]>(expected: expected) { value in
            guard let items = value.items(expected: expected), let read = list.read(value) else { return nil }
            return read.count == items.count ? read : nil
        }
    }
}

extension Parser where T: Hashable {
    /// A list of one or more values of this form, none of them twice.
    package var set: Parser<Set<T>> {
        located.list.map { items in
            var seen: Set<T> = []
            for item in items where !seen.insert(item.value).inserted {
                item.report(Wording("stands in this list a second time; keep one", zh: "在列表中重复；请只保留一项"))
            }
            return seen
        }
    }
}

extension Parser where T == Section {
    package static var section: Parser {
        Parser(expected: Wording("a section of keys and values", zh: "由键和值组成的一节")) { $0.section() }
    }
}

extension Parser where T == [Section] {
    package static var sections: Parser { Parser<Section>.section.list }
}
