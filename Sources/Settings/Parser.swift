/// What a value has to look like, and what it becomes.
package struct Parser<T> {
    /// Ends the sentence "write …".
    package let wanted: String
    /// Nil after reporting what is wrong with the value.
    package let read: (Value) -> T?

    package init(wanted: String, read: @escaping (Value) -> T?) {
        self.wanted = wanted
        self.read = read
    }

    /// Text that `parse` understands; nil stands for "not that".
    package init(wanted: String, parse: @escaping (String) -> T?) {
        self.init(wanted: wanted) { value in
            guard let text = value.text(wanted: wanted) else { return nil }
            guard let parsed = parse(text) else {
                value.report("\(quoted(text)) does not fit; write \(wanted)")
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

    package func report(_ message: String) { source.report(message) }
}

extension Parser {
    package var located: Parser<Located<T>> {
        Parser<Located<T>>(wanted: wanted) { source in
            read(source).map { Located(value: $0, source: source) }
        }
    }

    /// A list of values of this form, one or more; items that are wrong are reported and left out.
    package var list: Parser<[T]> {
        let wanted = "a list, each item \(wanted)"
        return Parser<[T]>(wanted: wanted) { value in
            guard let items = value.items(wanted: wanted) else { return nil }
            guard !items.isEmpty else {
                value.report("is an empty list; write \(wanted)")
                return nil
            }
            let read = items.compactMap(read)
            // Of a list in which nothing is right, nothing is known.
            return read.isEmpty ? nil : read
        }
    }

    /// The same where an item that is wrong leaves the others without a meaning, as one of two coordinates does.
    package var wholeList: Parser<[T]> {
        let wanted = "a list, each item \(wanted)"
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
                item.report("stands in this list a second time; keep one")
            }
            return seen
        }
    }
}

extension Parser where T == Section {
    package static var section: Parser { Parser(wanted: "a section of keys and values") { $0.section() } }
}

extension Parser where T == [Section] {
    package static var sections: Parser { Parser<Section>.section.list }
}
