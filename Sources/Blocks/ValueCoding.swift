import EventTime

/// How the values of a column become bytes.
///
/// Plain values are differences to one number near their mean, deltas are differences to the value before. Either are
/// divided by their greatest common divisor (a sensor that resolves 0.1 dB sends deltas of whole tenths, whatever
/// constant its calibration adds), folded to numbers without a sign, and written in planes: the lowest bytes of all,
/// then the second bytes, …. A number too large for its planes fills them with 0xFF, and what it is more than that
/// stands in the escapes.
struct ValueCoding: Hashable {
    enum Kind: UInt8 {
        /// Every value is `base`.
        case constant = 0
        /// Pairs of a value, as its difference to the value of the pair before, and how often it comes.
        case runs = 1
        case plain = 2
        /// `base` is the first value.
        case delta = 3
    }

    var kind: Kind
    /// The values are differences to those of the column's reference.
    var isRelative = false
    /// 1...4.
    var planes = 1
    var base: Int64 = 0
    var divisor: UInt64 = 1
    /// Of runs: their pairs. Of plain values and deltas: the numbers too large for the planes.
    var escapes: [UInt8] = []
    /// One for each plane.
    var streams: [[UInt8]] = []

    static let mostPlanes = 4

    /// Numbers below it are written into the planes.
    static func limit(planes: Int) -> UInt64 { 1 << (8 * UInt64(planes)) - 1 }
}

extension ValueCoding {
    /// The shortest for `values`, judged by the entropy of single bytes; `reference` has a number for each value.
    /// Follows from its arguments alone.
    static func shortest(_ values: [Int64], reference: [Int64]?) -> ValueCoding {
        guard let first = values.first, values.contains(where: { $0 != first }) else {
            return ValueCoding(kind: .constant, base: values.first ?? 0)
        }
        var candidates = [runs(values)].compactMap(\.self) + numbers(values)
        if let reference {
            let differences = zip(values, reference).map { $0 &- $1 }
            candidates += numbers(differences).map { coding in
                var coding = coding
                coding.isRelative = true
                return coding
            }
        }
        let costs = candidates.map(\.cost)
        let best = costs.indices.min { costs[$0] < costs[$1] }
        return candidates[best ?? 0]
    }

    /// Nil when there are too many of them to be the shortest.
    private static func runs(_ values: [Int64]) -> ValueCoding? {
        var pairs = ByteWriter()
        var last: Int64 = 0
        var start = 0
        while start < values.count {
            var end = start + 1
            while end < values.count, values[end] == values[start] { end += 1 }
            pairs.put(signed: values[start] &- last)
            pairs.put(count: end - start)
            last = values[start]
            start = end
            if pairs.bytes.count > values.count / 4 + 64 { return nil }
        }
        return ValueCoding(kind: .runs, escapes: pairs.bytes)
    }

    /// As plain values and as deltas.
    private static func numbers(_ values: [Int64]) -> [ValueCoding] {
        let first = values[0]
        // Plain values are taken from a number near the mean that the divisor leads to from each of them.
        let plain = values.map { $0 &- first }
        let plainDivisor = divisor(of: plain)
        let mean = plain.reduce(0.0) { $0 + Double($1) } / Double(plain.count) / Double(plainDivisor)
        let offset = Int64(saturating: mean.rounded()) &* Int64(bitPattern: plainDivisor)
        let deltas = (1..<values.count).map { values[$0] &- values[$0 - 1] }
        return [
            planed(plain.map { $0 &- offset }, kind: .plain, base: first &+ offset, divisor: plainDivisor),
            planed(deltas, kind: .delta, base: first, divisor: divisor(of: deltas)),
        ]
    }

    /// The greatest number that divides all; 1 when all are zero.
    private static func divisor(of numbers: [Int64]) -> UInt64 {
        var divisor: UInt64 = 0
        for number in numbers where divisor != 1 {
            var (a, b) = (number.magnitude, divisor)
            // Most numbers are multiples of what was found before, which ends after one turn.
            while b != 0 { (a, b) = (b, a % b) }
            divisor = a
        }
        return max(divisor, 1)
    }

    /// With as many planes as make it shortest.
    private static func planed(_ numbers: [Int64], kind: Kind, base: Int64, divisor: UInt64) -> ValueCoding {
        let symbols = numbers.map { number in
            let magnitude = Int64(bitPattern: number.magnitude / divisor)
            return ZigZag.encode(number < 0 ? 0 &- magnitude : magnitude)
        }
        let largest = symbols.max() ?? 0
        var best: ValueCoding?
        for planes in 1...mostPlanes {
            let coding = planed(symbols, kind: kind, base: base, divisor: divisor, planes: planes)
            if best.map({ coding.cost < $0.cost }) ?? true { best = coding }
            if largest < limit(planes: planes) { break }
        }
        return best ?? ValueCoding(kind: kind, base: base, divisor: divisor)
    }

    private static func planed(_ symbols: [UInt64], kind: Kind, base: Int64, divisor: UInt64, planes: Int)
        -> ValueCoding
    {
        let limit = limit(planes: planes)
        var escapes = ByteWriter()
        for symbol in symbols where symbol >= limit { escapes.put(unsigned: symbol - limit) }
        return ValueCoding(
            kind: kind,
            planes: planes,
            base: base,
            divisor: divisor,
            escapes: escapes.bytes,
            streams: (0..<planes).map { plane in
                symbols.map { UInt8(truncatingIfNeeded: min($0, limit) >> (8 * UInt64(plane))) }
            }
        )
    }

    /// About how many bytes zstd makes of it: the entropy of each plane, a table for it, and the escapes.
    private var cost: Double {
        streams.reduce(Double(escapes.count)) { $0 + ValueCoding.entropy(of: $1) }
    }

    private static func entropy(of bytes: [UInt8]) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for byte in bytes { counts[Int(byte)] += 1 }
        let all = Double(bytes.count)
        let used = counts.filter { $0 > 0 }
        guard used.count > 1 else { return 4 }
        let bits = used.reduce(0.0) { $0 - Double($1) * Logarithm.two(Double($1) / all) }
        return bits / 8 + min(Double(used.count) / 2, all / 2)
    }
}
