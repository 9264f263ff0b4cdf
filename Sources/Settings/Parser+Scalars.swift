extension Parser where T == String {
    /// One line of text without control characters, as written.
    package static var text: Parser {
        let wanted = "one line of text"
        return Parser(wanted: wanted) { value in
            guard let text = value.text(wanted: wanted) else { return nil }
            guard !text.isEmpty else {
                value.reportAsIs("is empty; write \(wanted)")
                return nil
            }
            guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                value.reportAsIs("has a line break or another control character; write \(wanted)")
                return nil
            }
            return text
        }
    }
}

extension Parser where T == Int {
    package static func integer(in range: ClosedRange<Int>, unit: String = "") -> Parser {
        let wanted = "a whole number\(unit) from \(range.lowerBound) to \(range.upperBound)"
        return Parser(wanted: wanted) { text in
            guard let number = plainInteger(text), range.contains(number) else { return nil }
            return number
        }
    }

    /// Decimal digits with at most a minus before them; no `+`, no `0x`, no `1_000`.
    private static func plainInteger(_ text: String) -> Int? {
        text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "-") } ? Int(text) : nil
    }
}

extension Parser where T == Double {
    /// A decimal number with at most `fractionDigits` digits after the point.
    package static func decimal(in range: ClosedRange<Int>, fractionDigits: Int, unit: String) -> Parser {
        let wanted =
            "a number of \(unit) from \(range.lowerBound) to \(range.upperBound) with at most \(fractionDigits) "
            + (fractionDigits == 1 ? "decimal" : "decimals")
        return Parser(wanted: wanted) { text in
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }),
                parts.count == 1 || parts[1].count <= fractionDigits,
                let number = Double(text), Double(range.lowerBound)...Double(range.upperBound) ~= number
            else { return nil }
            return number
        }
    }
}

extension Parser where T == Bool {
    package static var flag: Parser {
        Parser(wanted: "true or false") { text in
            switch text {
            case "true": true
            case "false": false
            default: nil
            }
        }
    }
}

extension Parser where T: CaseIterable & RawRepresentable, T.RawValue == String {
    /// One of the raw values of `T`; `noun` names what it is: "zone".
    package static func choice(_ noun: String) -> Parser {
        let names = T.allCases.map(\.rawValue)
        let wanted = "one of \(names.joined(separator: ", "))"
        return Parser(wanted: wanted) { value in
            guard let text = value.text(wanted: wanted) else { return nil }
            if let choice = T(rawValue: text) { return choice }
            let hint = nearest(to: text, among: names).map { "did you mean \($0)? write " } ?? "write "
            value.report("there is no \(noun) \(quoted(text)); \(hint)\(wanted)")
            return nil
        }
    }
}

func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
