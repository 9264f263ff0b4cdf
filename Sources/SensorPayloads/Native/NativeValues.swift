import Acoustics
import EventTime
import Readings

/// Single values of the contract. Each stands at the cursor, and its key was taken.
extension JSONCursor {
    /// The level that stands here in any form; nil, behind it, for another scalar, also for the words of numbers that
    /// are none (`-inf`, `nan`), which are not JSON but what firmware prints.
    ///
    /// - Throws: Where an object or an array stands, or what is no JSON.
    mutating func scalarLevel(_ bytes: Span<UInt8>) throws(JSONFault) -> Level? {
        let start = position
        if takeNotANumber(bytes) { return nil }
        if let number = try numberIfAny(bytes) {
            guard !number.isNegative || number.isZero, let millionths = number.rounded(places: 6) else { return nil }
            return Level(microdecibels: Int(millionths))
        }
        if peek(bytes) == UInt8(ascii: "\"") {
            _ = try string(bytes)
            return nil
        }
        guard takeWord(.null, bytes) || takeWord(.true, bytes) || takeWord(.false, bytes) else {
            throw notALevel(bytes, at: start)
        }
        return nil
    }

    func notALevel(_ bytes: Span<UInt8>, at start: Int) -> JSONFault {
        invalid(bytes, at: start, "is not a level; expected 0 to 160 dB")
    }

    /// Takes `inf`, `infinity` or `nan`, in any case and with any sign.
    private mutating func takeNotANumber(_ bytes: Span<UInt8>) -> Bool {
        var p = position
        if p < bytes.count, bytes[p] == UInt8(ascii: "-") || bytes[p] == UInt8(ascii: "+") { p += 1 }
        let first = p
        var word: UInt64 = 0
        while p < bytes.count, p - first < 8, UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[p] | 0x20 {
            word = word << 8 | UInt64(bytes[p] | 0x20)
            p += 1
        }
        // "inf", "infinity" and "nan", the first byte highest.
        guard [0x69_6E66, 0x696E_6669_6E69_7479, 0x6E_616E].contains(word) else { return false }
        position = p
        return true
    }

    /// A level as nearly all are written, `53.1` to `53.140625`; nil, without moving, for any other form.
    @inline(__always)
    mutating func plainLevel(_ bytes: Span<UInt8>) -> Level? {
        guard bytes.count - position >= 7 else { return nil }
        var p = position
        var value: UInt32 = 0
        for _ in 0..<3 {
            let digit = bytes[p] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            value = value &* 10 &+ UInt32(digit)
            p += 1
        }
        guard p > position, p == position + 1 || bytes[position] != UInt8(ascii: "0"), bytes[p] == UInt8(ascii: ".")
        else { return nil }
        p += 1
        let firstDecimal = p
        var unit: UInt32 = 1_000_000
        while p < bytes.count, unit > 1 {
            let digit = bytes[p] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            value = value &* 10 &+ UInt32(digit)
            unit /= 10
            p += 1
        }
        guard p > firstDecimal, p < bytes.count,
            bytes[p] == UInt8(ascii: ",") || bytes[p] | 0x20 == UInt8(ascii: "}"),
            let level = Level(microdecibels: Int(value &* unit))
        else { return nil }
        position = p
        return level
    }

    @inline(__always)
    mutating func instant(_ bytes: Span<UInt8>) throws(JSONFault) -> Instant {
        let start = position
        guard peek(bytes) == UInt8(ascii: "\"") else { throw wrongType(bytes, "an RFC 3339 time in quotes") }
        let string = try string(bytes)
        do {
            if string.hasEscapes { return try RFC3339.instant(string.decoded(bytes).span) }
            return try RFC3339.instant(bytes.extracting(string.start..<string.end))
        } catch {
            throw invalid(bytes, at: start, "is not an RFC 3339 time; \(error)")
        }
    }

    /// A reading's length in seconds, 1 ms to 24 h in whole milliseconds.
    @inline(__always)
    mutating func duration(_ bytes: Span<UInt8>) throws(JSONFault) -> TimeSpan {
        let start = position
        guard let milliseconds = try numberIfAny(bytes)?.exact(places: 3), (1...86_400_000).contains(milliseconds)
        else {
            throw invalid(
                bytes,
                at: start,
                "is not a duration; expected seconds, 0.001 to 86400, in whole milliseconds"
            )
        }
        return .milliseconds(milliseconds)
    }

    /// A whole number in `range`.
    mutating func integer(_ bytes: Span<UInt8>, in range: ClosedRange<Int64>) throws(JSONFault) -> Int64 {
        let start = position
        guard let value = try numberIfAny(bytes)?.exact(places: 0), range.contains(value) else {
            let wanted = "\(range.lowerBound) to \(range.upperBound)"
            throw invalid(bytes, at: start, "is out of place; expected a whole number, \(wanted)")
        }
        return value
    }

    /// A number from 0 to `largest`, in hundredths of its unit.
    mutating func hundredths(
        _ bytes: Span<UInt8>,
        upTo largest: Int,
        _ unit: StaticString
    ) throws(JSONFault) -> Int {
        let start = position
        guard let number = try numberIfAny(bytes), !number.isNegative || number.isZero,
            let value = number.rounded(places: 2), value <= Int64(largest) * 100
        else { throw invalid(bytes, at: start, "is out of place; expected 0 to \(largest) \(unit)") }
        return Int(value)
    }

    mutating func mark(_ bytes: Span<UInt8>) throws(JSONFault) -> DataMark {
        let start = position
        guard peek(bytes) == UInt8(ascii: "\""), let quality = NativeQuality(rawValue: try string(bytes).code) else {
            let words = NativeQuality.allCases.map { "\($0)" }.joined(separator: ", ")
            throw invalid(bytes, at: start, "is not a quality; expected one of \(words)")
        }
        return quality.mark
    }

    mutating func boolean(_ bytes: Span<UInt8>) throws(JSONFault) -> Bool {
        if takeWord(.false, bytes) { return false }
        if takeWord(.true, bytes) { return true }
        throw wrongType(bytes, "true or false")
    }

    mutating func open(_ bracket: UInt8, _ what: StaticString, _ bytes: Span<UInt8>) throws(JSONFault) {
        guard take(bracket, bytes) else { throw wrongType(bytes, what) }
    }

    func wrongType(_ bytes: Span<UInt8>, _ expected: StaticString) -> JSONFault {
        invalid(bytes, at: position, "is out of place; expected \(expected)")
    }

    func invalid(_ bytes: Span<UInt8>, at start: Int, _ sentence: String) -> JSONFault {
        JSONFault(.invalidValue, at: start, "\(JSONPath.token(at: start, in: bytes)) \(sentence)")
    }

    /// The number that stands here; nil, without moving, when it is another value.
    @inline(__always)
    mutating func numberIfAny(_ bytes: Span<UInt8>) throws(JSONFault) -> DecimalNumber? {
        guard position < bytes.count, JSONCursor.beginsNumber(bytes[position]) else { return nil }
        return try number(bytes)
    }
}
