package import Acoustics
package import EventTime
package import NoiseRules
package import Sites

/// The fields of a stored object; those that are not asked for do not matter.
package struct ObjectReader {
    /// That it was written in.
    package let version: Int
    private let members: [(key: String, value: FormValue)]

    init(_ members: [(key: String, value: FormValue)], newest: Int) throws(FormError) {
        self.members = members
        guard let parser = members.first(where: { $0.key == "form" }) else {
            version = 1
            return
        }
        guard case .integer(let number) = parser.value, let version = Int(exactly: number), version >= 1 else {
            throw FormError("no version of a form", at: ["form"])
        }
        guard version <= newest else {
            throw FormError("form \(version) was written by a newer release; this one knows up to \(newest)")
        }
        self.version = version
    }

    /// A field that must be there.
    package subscript(key: String) -> FormField {
        get throws(FormError) {
            guard let field = optional(key) else { throw FormError("is missing", at: [key]) }
            return field
        }
    }

    /// Nil where the field is missing or null.
    package func optional(_ key: String) -> FormField? {
        guard let member = members.first(where: { $0.key == key }) else { return nil }
        if case .null = member.value { return nil }
        return FormField(key: key, value: member.value)
    }

    /// Two instants of which the first is not after the second.
    package func range(from: String, to: String) throws(FormError) -> TimeRange {
        let (start, end) = (try self[from].instant(), try self[to].instant())
        guard start <= end else { throw FormError("lies before \(from)", at: [to]) }
        return TimeRange(start: start, end: end)
    }

    package var keys: [String] { members.map(\.key) }
}

/// One stored value, to be read as what it should be.
package struct FormField {
    let key: String
    let value: FormValue

    private func fault(_ what: String) -> FormError { FormError(what, at: [key]) }

    package func text() throws(FormError) -> String {
        guard case .text(let text) = value else { throw fault("is no text") }
        return text
    }

    package func integer64() throws(FormError) -> Int64 {
        switch value {
        case .integer(let number): return number
        case .number(let number):
            guard let whole = Int64(exactly: number) else { throw fault("is no whole number") }
            return whole
        default: throw fault("is no whole number")
        }
    }

    package func integer() throws(FormError) -> Int {
        guard let number = Int(exactly: try integer64()) else { throw fault("is too large") }
        return number
    }

    package func flag() throws(FormError) -> Bool {
        guard case .flag(let flag) = value else { throw fault("is neither true nor false") }
        return flag
    }

    package func number() throws(FormError) -> Double {
        switch value {
        case .integer(let number): return Double(number)
        case .number(let number): return number
        default: throw fault("is no number")
        }
    }

    /// Whole milliseconds since 1970-01-01T00:00:00Z.
    package func instant() throws(FormError) -> Instant { Instant(milliseconds: try integer64()) }

    /// Whole milliseconds.
    package func span() throws(FormError) -> TimeSpan { TimeSpan(milliseconds: try integer64()) }

    /// A number of decibels.
    package func level() throws(FormError) -> Level {
        guard let level = Level(decibels: try number()) else { throw fault("lies outside 0 to 160 dB") }
        return level
    }

    package func violation() throws(FormError) -> ViolationID { ViolationID(try text()) }

    package func id<ID: PlanID>(_ kind: ID.Type = ID.self) throws(FormError) -> ID { ID(try text()) }

    package func ids<ID: PlanID>(_ kind: ID.Type = ID.self) throws(FormError) -> [ID] { try texts().map { ID($0) } }

    package func word<Value>(_ words: Words<Value>) throws(FormError) -> Value {
        let text = try text()
        guard let value = words.value(text) else { throw fault(words.unknown(text)) }
        return value
    }

    package func texts() throws(FormError) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.text()) }
        return texts
    }

    package func words<Value>(_ words: Words<Value>) throws(FormError) -> [Value] {
        var values: [Value] = []
        for element in try elements() { values.append(try element.word(words)) }
        return values
    }

    package func parser<Parser: StoredForm>(_ parser: Parser.Type) throws(FormError) -> Parser.Value {
        guard case .object(let members) = value else { throw fault("is no object") }
        do throws(FormError) {
            return try parser.read(try ObjectReader(members, newest: parser.version))
        } catch {
            throw error.inside(key)
        }
    }

    package func forms<Parser: StoredForm>(_ parser: Parser.Type) throws(FormError) -> [Parser.Value] {
        var values: [Parser.Value] = []
        for element in try elements() { values.append(try element.parser(parser)) }
        return values
    }

    private func elements() throws(FormError) -> [FormField] {
        guard case .list(let elements) = value else { throw fault("is no list") }
        return elements.enumerated().map { FormField(key: "\(key)[\($0)]", value: $1) }
    }
}
