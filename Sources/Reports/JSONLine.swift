import Foundation
import Records

/// One JSON object a line, keys in order, as every command prints for machines.
package enum JSONLine {
    package static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return printable(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// The same JSON with every sign that does something to a line, which stands in strings only, as an escape (RFC
    /// 8259 section 7). `json` is one line, without space between its tokens.
    package static func printable(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: \.isUnfitForLine) else { return json }
        return json.unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isUnfitForLine { text += escape(scalar) } else { text.unicodeScalars.append(scalar) }
        }
    }

    /// "\u202e"; two of them for what lies beyond U+FFFF.
    static func escape(_ scalar: Unicode.Scalar) -> String {
        UTF16.encode(scalar)?.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        .joined() ?? ""
    }
}
