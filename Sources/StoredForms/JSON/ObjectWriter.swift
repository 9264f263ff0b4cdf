package import Acoustics
package import EventTime
package import Sites

/// Writes JSON objects (RFC 8259) key by key, in the order of the calls and without white space. A nil is left out.
package struct ObjectWriter {
    package private(set) var bytes: [UInt8] = []
    private var isFirst = true

    package init() {
        bytes.reserveCapacity(512)
    }

    package mutating func put(_ key: String, _ text: String?) {
        guard let text else { return }
        begin(key)
        append(text)
    }

    package mutating func put<ID: PlanID>(_ key: String, _ id: ID?) { put(key, id?.text) }

    package mutating func put(_ key: String, _ number: Int64?) {
        guard let number else { return }
        begin(key)
        append(verbatim: String(number))
    }

    package mutating func put(_ key: String, _ number: Int?) { put(key, number.map(Int64.init)) }

    package mutating func put(_ key: String, _ flag: Bool?) {
        guard let flag else { return }
        begin(key)
        append(verbatim: flag ? "true" : "false")
    }

    /// A finite number, in the shortest text that gives it back.
    package mutating func put(_ key: String, _ number: Double?) {
        guard let number, number.isFinite else { return }
        begin(key)
        let text = "\(number)"
        append(verbatim: text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    /// Whole milliseconds since 1970-01-01T00:00:00Z.
    package mutating func put(_ key: String, _ instant: Instant?) { put(key, instant?.milliseconds) }

    /// Whole milliseconds.
    package mutating func put(_ key: String, _ span: TimeSpan?) { put(key, span?.milliseconds) }

    /// A number of decibels.
    package mutating func put(_ key: String, _ level: Level?) {
        guard let level else { return }
        begin(key)
        let text = level.exactText
        append(verbatim: text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    package mutating func put<Value>(_ key: String, _ value: Value?, _ words: Words<Value>) {
        put(key, value.map { words($0) })
    }

    package mutating func put<Parser: WrittenForm>(_ key: String, _ value: Parser.Value?, as parser: Parser.Type) {
        guard let value else { return }
        begin(key)
        append(value, as: parser)
        isFirst = false
    }

    package mutating func put<Parser: WrittenForm>(_ key: String, list: [Parser.Value], as parser: Parser.Type) {
        begin(key)
        append(list: list, as: parser)
        isFirst = false
    }

    /// In the order given; nil is left out.
    package mutating func put(_ key: String, list texts: [String]?) {
        guard let texts else { return }
        begin(key)
        bytes.append(UInt8(ascii: "["))
        for (number, text) in texts.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            append(text)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// In the order given; nil is left out.
    package mutating func put<ID: PlanID>(_ key: String, list ids: [ID]?) { put(key, list: ids?.map(\.text)) }

    mutating func append<Parser: WrittenForm>(_ value: Parser.Value, as parser: Parser.Type) {
        let start = bytes.count
        isFirst = true
        if parser.version > 1 { put("form", parser.version) }
        parser.write(value, to: &self)
        if bytes.count == start { bytes.append(UInt8(ascii: "{")) }
        bytes.append(UInt8(ascii: "}"))
    }

    mutating func append<Parser: WrittenForm>(list: [Parser.Value], as parser: Parser.Type) {
        bytes.append(UInt8(ascii: "["))
        for (number, value) in list.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            append(value, as: parser)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func begin(_ key: String) {
        bytes.append(isFirst ? UInt8(ascii: "{") : UInt8(ascii: ","))
        isFirst = false
        append(key)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(verbatim text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x08: append(verbatim: "\\b")
            case 0x09: append(verbatim: "\\t")
            case 0x0A: append(verbatim: "\\n")
            case 0x0C: append(verbatim: "\\f")
            case 0x0D: append(verbatim: "\\r")
            case 0..<0x20:
                append(verbatim: "\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
