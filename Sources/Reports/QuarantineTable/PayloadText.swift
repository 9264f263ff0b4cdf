import Records

/// Bytes and foreign text made fit for a terminal: nothing in them can move the cursor or change its colours.
package enum PayloadText {
    /// The bytes as text, nil when they are not UTF-8. Control characters other than line feed are written as `\u{1b}`.
    package static func text(_ bytes: [UInt8]) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { oneLine(String($0)) }
            .joined(separator: "\n")
    }

    /// With what `Unicode.Scalar.isUnfitForLine` names written as `\u{1b}`.
    package static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: \.isUnfitForLine) else { return text }
        var line = ""
        for scalar in text.unicodeScalars {
            if scalar.isUnfitForLine {
                line += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    /// Paragraphs in one line: " / " where one ends, the rest as ``oneLine(_:)`` has it.
    package static func joined(_ text: String) -> String {
        text.replacing("\t", with: " ").split(separator: "\n").map { oneLine(String($0)) }.joined(separator: " / ")
    }

    /// Sixteen bytes a line: offset, bytes and what of them is printable ASCII.
    package static func hexDump(_ bytes: [UInt8]) -> [String] {
        stride(from: 0, to: bytes.count, by: 16).map { start in
            let row = bytes[start..<min(start + 16, bytes.count)]
            let codes = row.map { hex($0, digits: 2) }
            let left = codes.prefix(8).joined(separator: " ")
            let right = codes.dropFirst(8).joined(separator: " ")
            let ascii = row.map { (0x20...0x7e).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
            return "\(hex(start, digits: 8))  \(pad(left, 23))  \(pad(right, 23))  |\(ascii)|"
        }
    }

    private static func hex(_ number: some BinaryInteger, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

/// With blanks up to `width` columns.
func pad(_ text: String, _ width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return left ? blanks + text : text + blanks
}
