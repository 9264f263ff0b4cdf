import Readings

/// A JSON text (RFC 8259) read once as a whole, for makes whose messages have no fixed shape. As strict as
/// ``JSONCursor``: no duplicate key, no bad UTF-8, at most 32 levels.
final class JSONDocument {
    enum Kind: UInt8 {
        case object, array, string, number, yes, no, null
    }

    struct Node {
        var kind: Kind
        /// Where the value begins, and the place behind it.
        var start: Int
        var end = 0
        /// Of a string.
        var string: JSONString?
        /// The member's name.
        var key: JSONString?
        var number = DecimalNumber()
        /// The place behind this node and all below it.
        var next = 0
    }

    let bytes: [UInt8]
    /// A value stands before those that it holds.
    let nodes: [Node]

    init(_ bytes: [UInt8]) throws(PayloadFault) {
        self.bytes = bytes
        // NUL bytes behind a text are no content: C firmware sends the end of its string.
        let content = bytes.span.extracting(0..<NativeDecoder.contentCount(of: bytes.span))
        var nodes: [Node] = []
        nodes.reserveCapacity(min(64, bytes.count / 4 + 1))
        var cursor = JSONCursor()
        do throws(JSONFault) {
            try JSONDocument.read(&cursor, content, key: nil, depth: 0, into: &nodes)
            guard cursor.peek(content) == nil else { throw cursor.unexpected("the end of the message", content) }
        } catch {
            throw PayloadFault(error.reason, error.detail(in: content))
        }
        self.nodes = nodes
    }

    var root: JSONValue { JSONValue(document: self, index: 0) }

    func text(of string: JSONString?) -> String? {
        guard let string else { return nil }
        let bytes = bytes
        // Nearly every string has no escape.
        if !string.hasEscapes { return String(decoding: bytes[string.start..<string.end], as: UTF8.self) }
        return String(decoding: string.decoded(bytes.span), as: UTF8.self)
    }

    private static func read(
        _ cursor: inout JSONCursor,
        _ bytes: Span<UInt8>,
        key: JSONString?,
        depth: Int,
        into nodes: inout [Node]
    ) throws(JSONFault) {
        let first = cursor.peek(bytes)
        let place = nodes.count
        var node = Node(kind: .null, start: cursor.position, key: key)
        var isFirst = true
        switch first {
        case UInt8(ascii: "\""):
            node.kind = .string
            node.string = try cursor.string(bytes)
            nodes.append(node)
        case UInt8(ascii: "{"):
            try check(depth, cursor)
            node.kind = .object
            nodes.append(node)
            cursor.position += 1
            var keys = JSONKeySet()
            while let key = try cursor.nextKey(bytes, isFirst: &isFirst) {
                try keys.insert(key, bytes, at: cursor.position)
                try read(&cursor, bytes, key: key, depth: depth + 1, into: &nodes)
            }
        case UInt8(ascii: "["):
            try check(depth, cursor)
            node.kind = .array
            nodes.append(node)
            cursor.position += 1
            while try cursor.nextElement(bytes, isFirst: &isFirst) {
                try read(&cursor, bytes, key: nil, depth: depth + 1, into: &nodes)
            }
        case let byte? where JSONCursor.beginsNumber(byte):
            node.kind = .number
            node.number = try cursor.number(bytes)
            nodes.append(node)
        default:
            if cursor.takeWord(.true, bytes) {
                node.kind = .yes
            } else if cursor.takeWord(.false, bytes) {
                node.kind = .no
            } else if !cursor.takeWord(.null, bytes) {
                throw cursor.unexpected("a value", bytes)
            }
            nodes.append(node)
        }
        nodes[place].next = nodes.count
        nodes[place].end = cursor.position
    }

    private static func check(_ depth: Int, _ cursor: JSONCursor) throws(JSONFault) {
        guard depth < JSONCursor.deepest else {
            throw JSONFault(.malformed, at: cursor.position, "nested deeper than \(JSONCursor.deepest) levels")
        }
    }
}

/// One value of a document.
struct JSONValue {
    let document: JSONDocument
    let index: Int

    private var node: JSONDocument.Node { document.nodes[index] }

    var kind: JSONDocument.Kind { node.kind }
    var isObject: Bool { kind == .object }

    /// A member's name; nil for what is no member.
    var name: String? { document.text(of: node.key) }

    /// Its bytes as they stand in the document.
    var source: [UInt8] { Array(document.bytes[node.start..<node.end]) }

    /// The text of a string; nil for another value.
    var text: String? { document.text(of: node.string) }

    /// The UTF-8 of a string; nil for another value.
    var utf8: ArraySlice<UInt8>? {
        guard let string = node.string else { return nil }
        let bytes = document.bytes
        return string.hasEscapes ? string.decoded(bytes.span)[...] : bytes[string.start..<string.end]
    }

    /// Nil for what is no number; text that looks like one is none.
    var number: DecimalNumber? { kind == .number ? node.number : nil }

    /// The member of an object; nil without it, and for what is no object.
    subscript(key: String) -> JSONValue? {
        guard isObject else { return nil }
        let bytes = document.bytes
        var place = index + 1
        let end = node.next
        while place < end {
            if let name = document.nodes[place].key, name.equals(key, bytes.span) {
                return JSONValue(document: document, index: place)
            }
            place = document.nodes[place].next
        }
        return nil
    }

    /// The members of an object or the elements of an array, in their order; empty for another value.
    var children: [JSONValue] {
        guard kind == .object || kind == .array else { return [] }
        var children: [JSONValue] = []
        var place = index + 1
        let end = node.next
        while place < end {
            children.append(JSONValue(document: document, index: place))
            place = document.nodes[place].next
        }
        return children
    }

    /// The elements of an array; a value that is no array is the only one.
    var elements: [JSONValue] { kind == .array ? children : [self] }

    /// Where it stands, for an error: "data[3].LAeq"; "message" for the whole.
    var place: String {
        let bytes = document.bytes
        let path = JSONPath.path(to: node.start, member: nil, in: bytes.span)
        return path.isEmpty ? "message" : path
    }

    /// The value as an error quotes it.
    var token: String {
        let bytes = document.bytes
        return JSONPath.token(at: node.start, in: bytes.span)
    }

    /// "data[3].LAeq: 300 is not …".
    func fault(_ reason: RejectionReason, _ sentence: String) -> PayloadFault {
        PayloadFault(reason, "\(place): \(token) \(sentence)")
    }

    func missing(_ member: String, _ expected: String) -> PayloadFault {
        let path = place == "message" ? member : "\(place).\(member)"
        return PayloadFault(.missingField, "\(path): missing; expected \(expected)")
    }
}
