import Acoustics
import EventTime

/// Single values of the contract. Each stands at the cursor, and its key was taken.
extension JSONCursor {
    @inline(__always)
    mutating func level(_ bytes: Swift.Span<UInt8>) throws(JSONFault) -> Level {
        if let level = plainLevel(bytes) { return level }
        let start = position
        guard let number = try numberIfAny(bytes), !number.isNegative || number.isZero,
            let millionths = number.rounded(places: 6), let level = Level(microdecibels: Int(millionths))
        else { throw invalid(bytes, at: start, "is not a level; expected 0 to 160 dB") }
        return level
    }

    /// A level as nearly all are written, `53.1` to `53.140625`; nil, without moving, for any other form.
    @inline(__always)
    private mutating func plainLevel(_ bytes: Swift.Span<UInt8>) -> Level? {
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

    /// Refuses a key that was there already.
    @inline(__always)
    mutating func level(_ bytes: Swift.Span<UInt8>, into level: inout Level?) throws(JSONFault) {
        guard level == nil else { throw JSONKeySet.duplicate(at: position) }
        level = try self.level(bytes)
    }

    @inline(__always)
    mutating func instant(_ bytes: Swift.Span<UInt8>) throws(JSONFault) -> Instant {
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
    mutating func duration(_ bytes: Swift.Span<UInt8>) throws(JSONFault) -> EventTime.Span {
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
    mutating func integer(_ bytes: Swift.Span<UInt8>, in range: ClosedRange<Int64>) throws(JSONFault) -> Int64 {
        let start = position
        guard let value = try numberIfAny(bytes)?.exact(places: 0), range.contains(value) else {
            let wanted = "\(range.lowerBound) to \(range.upperBound)"
            throw invalid(bytes, at: start, "is out of place; expected a whole number, \(wanted)")
        }
        return value
    }

    /// A number from 0 to `largest`, in hundredths of its unit.
    mutating func hundredths(
        _ bytes: Swift.Span<UInt8>,
        upTo largest: Int,
        _ unit: StaticString
    ) throws(JSONFault) -> Int {
        let start = position
        guard let number = try numberIfAny(bytes), !number.isNegative || number.isZero,
            let value = number.rounded(places: 2), value <= Int64(largest) * 100
        else { throw invalid(bytes, at: start, "is out of place; expected 0 to \(largest) \(unit)") }
        return Int(value)
    }

    mutating func mark(_ bytes: Swift.Span<UInt8>) throws(JSONFault) -> DataMark {
        let start = position
        guard peek(bytes) == UInt8(ascii: "\""), let quality = NativeQuality(rawValue: try string(bytes).code) else {
            let words = NativeQuality.allCases.map { "\($0)" }.joined(separator: ", ")
            throw invalid(bytes, at: start, "is not a quality; expected one of \(words)")
        }
        return quality.mark
    }

    mutating func boolean(_ bytes: Swift.Span<UInt8>) throws(JSONFault) -> Bool {
        if takeWord(.false, bytes) { return false }
        if takeWord(.true, bytes) { return true }
        throw wrongType(bytes, "true or false")
    }

    mutating func open(_ bracket: UInt8, _ what: StaticString, _ bytes: Swift.Span<UInt8>) throws(JSONFault) {
        guard take(bracket, bytes) else { throw wrongType(bytes, what) }
    }

    func wrongType(_ bytes: Swift.Span<UInt8>, _ expected: StaticString) -> JSONFault {
        invalid(bytes, at: position, "is out of place; expected \(expected)")
    }

    func invalid(_ bytes: Swift.Span<UInt8>, at start: Int, _ sentence: String) -> JSONFault {
        JSONFault(.invalidValue, at: start, "\(JSONPath.token(at: start, in: bytes)) \(sentence)")
    }

    /// The number that stands here; nil, without moving, when it is another value.
    @inline(__always)
    mutating func numberIfAny(_ bytes: Swift.Span<UInt8>) throws(JSONFault) -> DecimalNumber? {
        guard position < bytes.count, JSONCursor.beginsNumber(bytes[position]) else { return nil }
        return try number(bytes)
    }
}
