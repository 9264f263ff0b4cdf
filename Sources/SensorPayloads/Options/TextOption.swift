import EventTime
import Readings

/// An option of one line of text, for makes whose options are no sections (HJ 212, radio networks).
struct TextOption {
    /// As the plan writes it.
    let name: String
    let text: String

    /// What is wrong with it; the same in Chinese.
    func fault(_ text: String, zh: String) -> DecoderOptionFault {
        DecoderOptionFault(option: name, text: text, zh: zh)
    }

    /// One of some words, which are keys in lower case.
    func one<Value>(of values: [String: Value]) throws(DecoderOptionFault) -> Value {
        guard let value = values[text.lowercased()] else {
            let words = values.keys.sorted()
            throw fault("expected \(words.joined(separator: ", "))", zh: "应为 \(words.joined(separator: "、"))")
        }
        return value
    }

    /// `30s` or `10min`, 1 s to 1 h.
    func span() throws(DecoderOptionFault) -> TimeSpan {
        let digits = text.utf8.prefix(while: HJ212Bytes.isDigit)
        let units: [String: Int] = ["s": 1, "min": 60]
        guard let number = HJ212Bytes.number(digits), digits.count <= 4,
            let unit = units[String(text.dropFirst(digits.count)).lowercased()], (1...3600).contains(number * unit)
        else {
            throw fault("expected a time such as 30s or 10min, up to 60min", zh: "应为时长，如 30s 或 10min，最长 60min")
        }
        return .seconds(Int64(number * unit))
    }

    /// That the decoder does not have it.
    func unknown(to decoder: String) -> DecoderOptionFault {
        fault("the decoder \(decoder) has no option of this name", zh: "解码器 \(decoder) 没有该选项")
    }
}
