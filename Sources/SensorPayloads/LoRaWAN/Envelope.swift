import EventTime
import Readings

/// The members of a JSON object that a reader asks for, by their paths ("deviceInfo.devEui").
struct EnvelopeShape: Sendable {
    fileprivate struct Member {
        /// UTF-8.
        var name: [UInt8]
        /// Its number among the paths; nil when only members within it are asked for.
        var field: Int?
        var inner: [Member]

        /// Byte by byte: every key of every message is compared.
        func isNamed(by key: JSONString, _ bytes: Span<UInt8>) -> Bool {
            if key.hasEscapes { return key.decoded(bytes) == name }
            guard key.end - key.start == name.count else { return false }
            for place in name.indices where name[place] != bytes[key.start + place] { return false }
            return true
        }
    }

    fileprivate var members: [Member] = []
    let count: Int

    /// A path's place in the list is its number.
    init(_ paths: [String]) {
        count = paths.count
        for (field, path) in paths.enumerated() {
            EnvelopeShape.add(path.split(separator: ".").map { Array($0.utf8) }[...], field, to: &members)
        }
    }

    private static func add(_ names: ArraySlice<[UInt8]>, _ field: Int, to members: inout [Member]) {
        guard let name = names.first else { return }
        let place = members.firstIndex { $0.name == name } ?? members.endIndex
        if place == members.endIndex { members.append(Member(name: name, field: nil, inner: [])) }
        if names.count == 1 {
            members[place].field = field
        } else {
            add(names.dropFirst(), field, to: &members[place].inner)
        }
    }
}

/// One JSON object in which the members of a shape have been found; the whole text is well-formed.
struct Envelope {
    /// Where each field's value begins; -1 where it is missing or null.
    private var places: [Int]

    init(_ bytes: Span<UInt8>, _ shape: EnvelopeShape) throws(JSONFault) {
        places = Array(repeating: -1, count: shape.count)
        var cursor = JSONCursor()
        try walk(&cursor, bytes, shape.members, depth: 0)
        guard cursor.peek(bytes) == nil else { throw cursor.unexpected("the end of the message", bytes) }
    }

    private mutating func walk(
        _ cursor: inout JSONCursor,
        _ bytes: Span<UInt8>,
        _ members: [EnvelopeShape.Member],
        depth: Int
    ) throws(JSONFault) {
        try cursor.expect(UInt8(ascii: "{"), "a JSON object", bytes)
        var keys = JSONKeySet()
        var isFirst = true
        while let key = try cursor.nextKey(bytes, isFirst: &isFirst) {
            try keys.insert(key, bytes, at: cursor.position)
            guard let member = members.firstIndex(where: { $0.isNamed(by: key, bytes) }) else {
                try cursor.skipValue(bytes, depth: depth + 1)
                continue
            }
            let start = cursor.position
            if let field = members[member].field, !cursor.takeWord(.null, bytes) { places[field] = start }
            cursor.position = start
            if !members[member].inner.isEmpty, cursor.peek(bytes) == UInt8(ascii: "{") {
                try walk(&cursor, bytes, members[member].inner, depth: depth + 1)
            } else {
                try cursor.skipValue(bytes, depth: depth + 1)
            }
        }
    }

    /// Where the field's value begins; nil where it is missing or null.
    func place(_ field: Int) -> Int? { places[field] < 0 ? nil : places[field] }

    func has(_ field: Int) -> Bool { places[field] >= 0 }

    /// A string's UTF-8.
    func text(_ field: Int, _ bytes: Span<UInt8>) throws(JSONFault) -> [UInt8]? {
        guard let place = place(field) else { return nil }
        var cursor = JSONCursor(position: place)
        guard cursor.peek(bytes) == UInt8(ascii: "\"") else { throw cursor.wrongType(bytes, "a string") }
        return try cursor.string(bytes).decoded(bytes)
    }

    /// The same as a `String`.
    func string(_ field: Int, _ bytes: Span<UInt8>) throws(JSONFault) -> String? {
        try text(field, bytes).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A whole number.
    func integer(_ field: Int, in range: ClosedRange<Int64>, _ bytes: Span<UInt8>) throws(JSONFault) -> Int64? {
        guard let place = place(field) else { return nil }
        var cursor = JSONCursor(position: place)
        return try cursor.integer(bytes, in: range)
    }

    func number(_ field: Int, _ bytes: Span<UInt8>) throws(JSONFault) -> DecimalNumber? {
        guard let place = place(field) else { return nil }
        var cursor = JSONCursor(position: place)
        guard let number = try cursor.numberIfAny(bytes) else { throw cursor.wrongType(bytes, "a number") }
        return number
    }

    func flag(_ field: Int, _ bytes: Span<UInt8>) throws(JSONFault) -> Bool? {
        guard let place = place(field) else { return nil }
        var cursor = JSONCursor(position: place)
        return try cursor.boolean(bytes)
    }

    /// The value's own text, as it is written.
    func verbatim(_ field: Int, _ bytes: Span<UInt8>) throws(JSONFault) -> [UInt8]? {
        guard let place = place(field) else { return nil }
        var cursor = JSONCursor(position: place)
        try cursor.skipValue(bytes, depth: 0)
        return (place..<cursor.position).map { bytes[$0] }
    }

    /// What `make` makes of a string.
    ///
    /// - Throws: With `expected` when it makes nothing of it.
    func value<Value>(
        _ field: Int,
        _ bytes: Span<UInt8>,
        _ expected: String,
        _ make: ([UInt8]) -> Value?
    ) throws(JSONFault) -> Value? {
        guard let place = place(field), let text = try text(field, bytes) else { return nil }
        guard let value = make(text) else { throw fault(place, bytes, "is not \(expected)") }
        return value
    }

    func fault(_ place: Int, _ bytes: Span<UInt8>, _ sentence: String) -> JSONFault {
        JSONFault(.invalidValue, at: place, "\(JSONPath.token(at: place, in: bytes)) \(sentence)")
    }

    /// RFC 3339; also with the hyphen between month and day left out, which one maker's gateways have printed
    /// (`2020-0327T12:39:05Z`).
    static func time(_ text: [UInt8]) -> Instant? {
        if let instant = try? RFC3339.instant(text.span) { return instant }
        guard text.count > 9, text[9] | 0x20 == UInt8(ascii: "t") else { return nil }
        let written = Array(text[..<7]) + [UInt8(ascii: "-")] + Array(text[7...])
        return try? RFC3339.instant(written.span)
    }
}
