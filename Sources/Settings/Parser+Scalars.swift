extension Parser where T == String {
    /// One line of text without control characters, as written.
    package static var text: Parser {
        let expected = Wording("one line of text", zh: "一行文字")
        return Parser(expected: expected) { value in
            guard let text = value.text(expected: expected) else { return nil }
            guard !text.isEmpty else {
                value.reportAsIs(Wording("is empty; write \(expected.en)", zh: "为空；\(expected.request)"))
                return nil
            }
            guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                value.reportAsIs(
                    Wording(
                        "has a line break or another control character; write \(expected.en)",
                        zh: "含有换行或其他控制字符；\(expected.request)"
                    )
                )
                return nil
            }
            return text
        }
    }
}

extension Parser where T == Int {
    package static func integer(in range: ClosedRange<Int>, unit: Wording = .same("")) -> Parser {
        let expected = Wording(
            "a whole number\(unit.en) from \(range.lowerBound) to \(range.upperBound)",
            zh: "\(range.lowerBound) 至 \(range.upperBound) 的整数\(unit.zh)"
        )
        return Parser(expected: expected) { text in
            guard let number = plainInteger(text), range.contains(number) else { return nil }
            return number
        }
    }

    /// Decimal digits with at most a minus before them; no `+`, no `0x`, no `1_000`.
    private static func plainInteger(_ text: String) -> Int? {
        text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "-") } ? Int(text) : nil
    }
}

extension Wording {
    /// What a level is a number of.
    package static let decibels = Wording("decibels", zh: "分贝数")
}

extension Parser where T == Double {
    /// A decimal number with at most `fractionDigits` digits after the point.
    package static func decimal(in range: ClosedRange<Int>, fractionDigits: Int, unit: Wording) -> Parser {
        let expected =
            Wording(
                "a number of \(unit.en) from \(range.lowerBound) to \(range.upperBound) with at most \(fractionDigits) "
                    + (fractionDigits == 1 ? "decimal" : "decimals"),
                zh: "\(range.lowerBound) 至 \(range.upperBound) 的\(unit.zh)，最多 \(fractionDigits) 位小数"
            )
        return Parser(expected: expected) { text in
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
        Parser(expected: Wording("true or false", zh: "true 或 false")) { text in
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
        let expected = Wording("one of \(names.joined(separator: ", "))", zh: "以下之一：\(names.joined(separator: "、"))")
        return Parser(expected: expected) { value in
            guard let text = value.text(expected: expected) else { return nil }
            if let choice = T(rawValue: text) { return choice }
            let near = nearest(to: text, among: names)
            let hint = near.map { "did you mean \($0)? write " } ?? "write "
            value.report(
                Wording(
                    "there is no \(noun) \(quoted(text)); \(hint)\(expected.en)",
                    zh: "没有 \(quoted(text)) 这一项；\(near.map { "是否指 \($0)？" } ?? "")\(expected.request)"
                )
            )
            return nil
        }
    }
}

func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
