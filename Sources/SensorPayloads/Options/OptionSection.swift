import EventTime
import Readings

/// What is wrong with options, gathered while they are read.
final class OptionFaults {
    private(set) var faults: [DecoderOptionFault] = []

    func report(_ path: String, _ text: String, zh: String) {
        faults.append(DecoderOptionFault(option: path, text: text, zh: zh))
    }

    /// Throws what was reported; to be called when all is read.
    func check() throws(DecoderOptionFaults) {
        if !faults.isEmpty { throw DecoderOptionFaults(faults) }
    }
}

/// The keys of one section of a decoder's options. What is wrong with a value is reported, and the value is nil.
struct OptionSection {
    let path: String
    let faults: OptionFaults
    private let entries: [String: DecoderOption]

    init(_ entries: [String: DecoderOption], path: String = "", faults: OptionFaults) {
        self.entries = entries
        self.path = path
        self.faults = faults
    }

    var keys: [String] { entries.keys.sorted() }

    func has(_ key: String) -> Bool { entries[key] != nil }

    func option(_ key: String) -> DecoderOption? { entries[key] }

    func report(_ key: String, _ text: String, zh: String) {
        faults.report(DecoderOption.path(path, key: key), text, zh: zh)
    }

    func text(_ key: String, _ expected: String = "one line of text", zh: String = "一行文字") -> String? {
        guard let option = entries[key] else { return nil }
        guard case .text(let text) = option, !text.isEmpty else {
            report(key, "expected \(expected)", zh: "应为\(zh)")
            return nil
        }
        return text
    }

    /// One of some words, in any case.
    func one<Value>(_ key: String, of values: KeyValuePairs<String, Value>) -> Value? {
        let words = values.map(\.key)
        let (en, zh) = (words.joined(separator: ", "), words.joined(separator: "、"))
        guard let text = text(key, en, zh: zh) else { return nil }
        guard let value = values.first(where: { $0.key.lowercased() == text.lowercased() })?.value else {
            report(key, "expected \(en)", zh: "应为 \(zh)")
            return nil
        }
        return value
    }

    /// The option `noise-is`: whether a level that the make calls by no name of a quantity is an average. Not unless
    /// the plan says so.
    func noiseIsLAeq() -> Bool { one("noise-is", of: ["LAeq": true, "LA": false]) ?? false }

    func flag(_ key: String) -> Bool? { one(key, of: ["true": true, "false": false]) }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        let (low, high) = (range.lowerBound, range.upperBound)
        guard let text = text(key, "a whole number, \(low) to \(high)", zh: "\(low) 至 \(high) 的整数") else { return nil }
        guard text.utf8.count <= 9, let number = Int(text), range.contains(number) else {
            report(key, "expected a whole number, \(low) to \(high)", zh: "应为 \(low) 至 \(high) 的整数")
            return nil
        }
        return number
    }

    /// `500ms`, `30s`, `10min` or `1h`: 1 ms to 24 h.
    func span(_ key: String) -> TimeSpan? {
        let (en, zh) = ("a time such as 30s or 10min, up to 24h", "时长，如 30s 或 10min，最长 24h")
        guard let text = text(key, en, zh: zh) else { return nil }
        let digits = text.utf8.prefix { 0x30...0x39 ~= $0 }
        let units: [String: Int64] = ["ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000]
        guard digits.count <= 9, let count = Int64(text.prefix(digits.count)),
            let unit = units[String(text.dropFirst(digits.count))], (1...86_400_000).contains(count * unit)
        else {
            report(key, "expected \(en)", zh: "应为\(zh)")
            return nil
        }
        return .milliseconds(count * unit)
    }

    func section(_ key: String) -> OptionSection? {
        guard let option = entries[key] else { return nil }
        guard case .section(let inner) = option else {
            report(key, "expected a section of keys and values", zh: "应为由键和值组成的一节")
            return nil
        }
        return OptionSection(inner, path: DecoderOption.path(path, key: key), faults: faults)
    }

    /// The items of a list of sections; a key that is absent has none.
    func sections(_ key: String) -> [OptionSection] {
        items(key).compactMap { path, item in
            guard case .section(let inner) = item else {
                faults.report(path, "expected a section of keys and values", zh: "应为由键和值组成的一节")
                return nil
            }
            return OptionSection(inner, path: path, faults: faults)
        }
    }

    /// The items of a list of texts, or the only text; a key that is absent has none.
    func texts(_ key: String) -> [(path: String, text: String)] {
        if case .text(let text) = entries[key] { return [(DecoderOption.path(path, key: key), text)] }
        return items(key).compactMap { path, item in
            guard case .text(let text) = item else {
                faults.report(path, "expected one line of text", zh: "应为一行文字")
                return nil
            }
            return (path, text)
        }
    }

    private func items(_ key: String) -> [(String, DecoderOption)] {
        guard let option = entries[key] else { return [] }
        guard case .list(let items) = option, !items.isEmpty else {
            report(key, "expected a list of one or more items", zh: "应为列表，至少一项")
            return []
        }
        let path = DecoderOption.path(path, key: key)
        return items.enumerated().map { (DecoderOption.path(path, item: $0), $1) }
    }

    /// Reports every key that is not among `known`.
    func finish(_ known: [String]) {
        for key in keys where !known.contains(key) {
            report(
                key,
                "this key is not known; the keys here are \(known.joined(separator: ", "))",
                zh: "没有这个键；此处可用的键：\(known.joined(separator: "、"))"
            )
        }
    }
}
