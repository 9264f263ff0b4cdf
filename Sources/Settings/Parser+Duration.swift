extension Parser where T == Int64 {
    /// A length of time such as `500ms`, `30s`, `10min`, `1h` or `7d`, in milliseconds.
    package static func duration(in range: ClosedRange<Int64>) -> Parser {
        let expected = Wording(
            "a time from \(durationText(range.lowerBound)) to \(durationText(range.upperBound)), like 30s",
            zh: "\(durationText(range.lowerBound)) 至 \(durationText(range.upperBound)) 的时长，例如 30s"
        )
        return Parser(expected: expected) { value in
            guard let text = value.text(expected: expected) else { return nil }
            guard let milliseconds = milliseconds(text) else {
                value.report(
                    Wording(
                        "\(quoted(text)) is not a time; write a whole number and one of ms, s, min, h, d, like 30s",
                        zh: "\(quoted(text)) 不是时长；请填写整数加单位 ms、s、min、h 或 d，例如 30s"
                    )
                )
                return nil
            }
            guard range.contains(milliseconds) else {
                value.report(
                    Wording(
                        "\(quoted(text)) is out of range; write \(expected.en)",
                        zh: "\(quoted(text)) 超出范围；\(expected.request)"
                    )
                )
                return nil
            }
            return milliseconds
        }
    }

    private static func milliseconds(_ text: String) -> Int64? {
        let digits = text.utf8.prefix(while: isDigit)
        guard let count = Int64(text.prefix(digits.count)),
            let unit = units.first(where: { $0.name == text.dropFirst(digits.count) })
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        return overflow ? nil : product
    }
}

private let units: [(name: String, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1),
]

/// In the largest unit that leaves a whole number; 0 as `0s`.
private func durationText(_ milliseconds: Int64) -> String {
    guard milliseconds > 0, let unit = units.first(where: { milliseconds % $0.milliseconds == 0 }) else { return "0s" }
    return "\(milliseconds / unit.milliseconds)\(unit.name)"
}
