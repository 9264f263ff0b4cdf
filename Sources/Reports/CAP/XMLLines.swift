/// XML 1.0 text in UTF-8, written element by element.
struct XMLLines {
    private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private var depth = 0

    /// `attributes` are written as they are.
    mutating func open(_ name: String, _ attributes: String = "") {
        text += indent + "<\(name)" + (attributes.isEmpty ? "" : " \(attributes)") + ">\n"
        depth += 1
    }

    mutating func close(_ name: String) {
        depth -= 1
        text += indent + "</\(name)>\n"
    }

    mutating func element(_ name: String, _ value: String) {
        text += indent + "<\(name)>\(Markup.escaped(value))</\(name)>\n"
    }

    private var indent: String { String(repeating: "  ", count: depth) }
}
