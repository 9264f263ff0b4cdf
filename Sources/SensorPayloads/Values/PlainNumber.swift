extension DecimalNumber {
    /// A number as people and firmware write it: blanks around it, a sign, digits with at most one point, an exponent.
    /// Nil for anything else, such as `nan`, `0x10` and `1,5`.
    init?(plain text: some Collection<UInt8>) {
        self.init()
        var (digits, hasPoint, exponent) = (0, false, 0)
        var index = text.startIndex
        var end = text.endIndex
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte || byte == 0 }
        while index < end, isBlank(text[index]) { text.formIndex(after: &index) }
        // What stands behind the last sign that is no blank.
        var behind = index
        var scan = index
        while scan < end {
            let sign = text[scan]
            text.formIndex(after: &scan)
            if !isBlank(sign) { behind = scan }
        }
        end = behind
        guard index < end else { return nil }
        if text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            text.formIndex(after: &index)
        }
        loop: while index < end {
            let byte = text[index]
            text.formIndex(after: &index)
            switch byte {
            case 0x30...0x39:
                append(byte - 0x30, isFraction: hasPoint)
                digits += 1
            case UInt8(ascii: ".") where !hasPoint: hasPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard let read = DecimalNumber.exponent(text[index..<end]) else { return nil }
                exponent = read
                break loop
            default: return nil
            }
        }
        guard (1...40).contains(digits) else { return nil }
        self.exponent += exponent
    }

    private static func exponent(_ text: some Collection<UInt8>) -> Int? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
        guard (1...4).contains(digits.count) else { return nil }
        var value = 0
        for byte in digits {
            guard 0x30...0x39 ~= byte else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return isNegative ? -value : value
    }
}

/// What a text that should be a number is.
enum WrittenNumber {
    case number(DecimalNumber)
    /// `nan`, `null`, `unavailable`: the device says that it has no value.
    case none
    case wrong

    /// Words by which firmware and brokers' bridges say that there is no value.
    private static let words: Set<String> = [
        "", "nan", "null", "none", "unknown", "unavailable", "inf", "-inf", "infinity", "-infinity", "-nan", "n/a",
        "nosensor",
    ]

    init(_ text: some Collection<UInt8>) {
        if let number = DecimalNumber(plain: text) {
            self = .number(number)
        } else {
            let word = String(
                decoding: text.prefix(40).filter { $0 != 0x20 && !(0x09...0x0D ~= $0) && $0 != 0 },
                as: UTF8.self
            ).lowercased()
            self = text.count <= 40 && WrittenNumber.words.contains(word) ? .none : .wrong
        }
    }
}

extension JSONValue {
    /// A number, a number in quotes, or an object with a `value` of one of these.
    var written: WrittenNumber {
        switch kind {
        case .number: number.map(WrittenNumber.number) ?? .wrong
        case .null: .none
        case .string: utf8.map { WrittenNumber($0) } ?? .wrong
        case .object:
            // One level: what lies deeper is no measured value.
            self["value"].map { $0.isObject ? .wrong : $0.written } ?? .wrong
        default: .wrong
        }
    }
}
