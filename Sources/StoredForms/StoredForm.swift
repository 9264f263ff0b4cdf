/// A value as a store keeps it: one JSON object, each field under a key that is written in the form and nowhere else.
///
/// Stored bytes follow from forms alone. A case or property of the program may be renamed, and nothing that was stored
/// changes; a change of a form is a new version that reads the earlier ones too.
package protocol StoredForm: WrittenForm {
    /// Reads every version up to ``version``.
    static func read(_ object: ObjectReader) throws(FormError) -> Value
}

/// A form that is written only, such as what a digest is taken of.
package protocol WrittenForm: SendableMetatype {
    associatedtype Value
    /// 1 for the first; written under the key `parser` from 2 on.
    static var version: Int { get }
    static func write(_ value: Value, to object: inout ObjectWriter)
}

extension WrittenForm {
    package static var version: Int { 1 }

    package static func encode(_ value: Value) -> [UInt8] {
        var object = ObjectWriter()
        object.append(value, as: Self.self)
        return object.bytes
    }

    /// One JSON array.
    package static func encode(list values: [Value]) -> [UInt8] {
        var object = ObjectWriter()
        object.append(list: values, as: Self.self)
        return object.bytes
    }

}

extension StoredForm {
    /// The same as text, for a column.
    package static func text(_ value: Value) -> String { String(decoding: encode(value), as: UTF8.self) }
    package static func text(list values: [Value]) -> String { String(decoding: encode(list: values), as: UTF8.self) }

    package static func decode(_ bytes: some Sequence<UInt8>) throws(FormError) -> Value {
        try FormField(key: "", value: FormParser.value(of: Array(bytes))).parser(Self.self)
    }

    package static func decode(list bytes: some Sequence<UInt8>) throws(FormError) -> [Value] {
        try FormField(key: "", value: FormParser.value(of: Array(bytes))).forms(Self.self)
    }
}

/// Why stored bytes cannot be read: where in them, and what is wrong there.
package struct FormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Keys and places in lists, from the outermost.
    package var path: [String]
    package var message: String

    package init(_ message: String, at path: [String] = []) {
        self.path = path
        self.message = message
    }

    /// "finding.limit.quantity: …".
    package var description: String {
        let path = path.filter { !$0.isEmpty }.joined(separator: ".")
        return path.isEmpty ? message : "\(path): \(message)"
    }

    func inside(_ key: String) -> FormError { FormError(message, at: [key] + path) }
}
