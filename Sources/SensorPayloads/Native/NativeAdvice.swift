import Acoustics
package import Readings

/// What the maker of a sensor should know of a payload beyond whether it is taken: keys that are ignored, and levels
/// that contradict one another.
package struct NativeAdvice: Sendable {
    /// The name that a text was probably meant to be, among others.
    private let nearest: @Sendable (String, [String]) -> String?

    package init(nearest: @escaping @Sendable (String, [String]) -> String?) {
        self.nearest = nearest
    }

    /// Each with its place; empty for what is no JSON object.
    package func warnings(payload: [UInt8], message: DecodedMessage?) -> [String] {
        var walk = Walk(nearest: nearest)
        walk.message(payload.span.extracting(0..<NativeDecoder.contentCount(of: payload.span)))
        let readings = message?.readings ?? []
        return walk.warnings
            + readings.enumerated().flatMap { index, reading in
                NativeAdvice.contradictions(in: reading).map { "reading \(index + 1): \($0)" }
            }
    }

    private static func contradictions(in reading: Reading) -> [String] {
        var found: [String] = []
        func check(_ low: Level?, _ lowName: String, notAbove high: Level?, _ highName: String) {
            guard let low, let high, low > high else { return }
            found.append("\(highName) \(high.text) is below \(lowName) \(low.text), which cannot be")
        }
        check(reading.LAeq, "LAeq", notAbove: reading.LAFmax, "LAFmax")
        check(reading.LAFmin, "LAFmin", notAbove: reading.LAeq, "LAeq")
        check(reading.LAFmin, "LAFmin", notAbove: reading.LAFmax, "LAFmax")
        if let percentiles = reading.percentiles {
            let all = [
                ("L5", percentiles.L5), ("L10", percentiles.L10), ("L50", percentiles.L50), ("L90", percentiles.L90),
                ("L95", percentiles.L95),
            ]
            let known = all.compactMap { name, level in level.map { (name, $0) } }
            for (high, low) in zip(known, known.dropFirst()) { check(low.1, low.0, notAbove: high.1, high.0) }
        }
        return found
    }
}

/// Goes over a message and notes the keys that the contract does not have.
private struct Walk {
    let nearest: (String, [String]) -> String?
    var warnings: [String] = []
    private var cursor = JSONCursor()

    init(nearest: @escaping @Sendable (String, [String]) -> String?) {
        self.nearest = nearest
    }

    /// Whose keys are looked at.
    private enum Place {
        case message, observation, percentiles, series

        var known: [String] {
            switch self {
            case .message: NativeMessageKey.allCases.map { text($0.rawValue) }
            case .observation: NativeObservationKey.allCases.map { text($0.rawValue) }
            case .percentiles: NativePercentileKey.allCases.map { text($0.rawValue) }
            case .series: ["end", "dur", "LAeq", "LAFmax", "LCeq", "q", "hist"]
            }
        }
    }

    mutating func message(_ bytes: Span<UInt8>) {
        // What is no JSON is said elsewhere.
        try? object(bytes, "", .message)
    }

    private mutating func object(_ bytes: Span<UInt8>, _ path: String, _ place: Place) throws(JSONFault) {
        guard cursor.take(UInt8(ascii: "{"), bytes) else { return try cursor.skipValue(bytes, depth: 1) }
        let known = place.known
        var isFirst = true
        while let key = try cursor.nextKey(bytes, isFirst: &isFirst) {
            let name = String(decoding: key.decoded(bytes), as: UTF8.self)
            if !known.contains(name) {
                let near = nearest(name, known).map { "; did you mean \($0)?" } ?? ""
                warnings.append("\(path)\(name): unknown key, ignored\(near)")
            }
            switch (place, name) {
            case (.message, "obs"): try observations(bytes, path + name)
            case (.message, "series"): try object(bytes, path + name + ".", .series)
            case (.observation, "L"): try object(bytes, path + name + ".", .percentiles)
            default: try cursor.skipValue(bytes, depth: 1)
            }
        }
    }

    private mutating func observations(_ bytes: Span<UInt8>, _ path: String) throws(JSONFault) {
        guard cursor.take(UInt8(ascii: "["), bytes) else { return try cursor.skipValue(bytes, depth: 1) }
        var isFirst = true
        var index = 0
        while try cursor.nextElement(bytes, isFirst: &isFirst) {
            try object(bytes, "\(path)[\(index)].", .observation)
            index += 1
        }
    }
}

/// The key whose bytes are in one number, the first one highest.
private func text(_ code: UInt64) -> String {
    let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: code >> (8 * $0)) }
    return String(decoding: bytes.drop { $0 == 0 }, as: UTF8.self)
}
