/// What a value has to look like, and what it becomes.
package struct Parser<T> {
    /// Ends the sentence "write …".
    package let wanted: Wording
    /// Nil after reporting what is wrong with the value.
    package let read: (Value) -> T?

    package init(wanted: Wording, read: @escaping (Value) -> T?) {
        self.wanted = wanted
        self.read = read
    }

    /// Text that `parse` understands; nil stands for "not that".
    package init(wanted: Wording, parse: @escaping (String) -> T?) {
        self.init(wanted: wanted) { value in
            guard let text = value.text(wanted: wanted) else { return nil }
            guard let parsed = parse(text) else {
                value.report(
                    Wording(
                        "\(quoted(text)) does not fit; write \(wanted.en)",
                        zh: "\(quoted(text)) 不符合要求；\(wanted.request)"
                    )
                )
                return nil
            }
            return parsed
        }
    }

    package func map<U>(_ transform: @escaping (T) -> U) -> Parser<U> {
        Parser<U>(wanted: wanted) { read($0).map(transform) }
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
        Parser<Located<T>>(wanted: wanted) { source in
            read(source).map { Located(value: $0, source: source) }
        }
    }

    /// A list of values of this form, one or more; items that are wrong are reported and left out.
    package var list: Parser<[T]> {
        let wanted = Wording("a list, each item \(wanted.en)", zh: Wording.spaced("列表，每项为", wanted.zh))
        return Parser<[T]>(wanted: wanted) { value in
            guard let items = value.items(wanted: wanted) else { return nil }
            guard !items.isEmpty else {
                value.report(Wording("is an empty list; write \(wanted.en)", zh: "列表为空；\(wanted.request)"))
                return nil
            }
            let read = items.compactMap(read)
            // Of a list in which nothing is right, nothing is known.
            return read.isEmpty ? nil : read
        }
    }

    /// The same where an item that is wrong leaves the others without a meaning, as one of two coordinates does.
    package var wholeList: Parser<[T]> {
        let wanted = Wording("a list, each item \(wanted.en)", zh: Wording.spaced("列表，每项为", wanted.zh))
        return Parser<[T]>(wanted: wanted) { value in
            guard let items = value.items(wanted: wanted), let read = list.read(value) else { return nil }
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
        Parser(wanted: Wording("a section of keys and values", zh: "由键和值组成的一节")) { $0.section() }
    }
}

extension Parser where T == [Section] {
    package static var sections: Parser { Parser<Section>.section.list }
}
