import Records

/// A JSON object whose members may be JSON texts already; one line, members in the order of their names.
package struct JSONObject: Hashable, Sendable {
    private var members: [String: String] = [:]

    package init() {}

    package mutating func set(_ name: String, _ value: String) { members[name] = JSONObject.quoted(value) }
    package mutating func set(_ name: String, _ value: Int) { members[name] = String(value) }
    package mutating func set(_ name: String, _ value: Bool) { members[name] = value ? "true" : "false" }
    package mutating func set(_ name: String, _ value: JSONObject) { members[name] = value.text }
    package mutating func set(_ name: String, _ values: [String]) {
        members[name] = "[" + values.map(JSONObject.quoted).joined(separator: ",") + "]"
    }
    /// What is JSON already.
    package mutating func set(_ name: String, json: String) { members[name] = json }
    package mutating func set(_ name: String, json: [String]) {
        members[name] = "[" + json.joined(separator: ",") + "]"
    }

    package var text: String {
        "{"
            + members.sorted { $0.key < $1.key }.map { "\(JSONObject.quoted($0.key)):\($0.value)" }
            .joined(separator: ",") + "}"
    }

    /// RFC 8259 section 7.
    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.isUnfitForLine: out += JSONLine.escape(scalar)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
