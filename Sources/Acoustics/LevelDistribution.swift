package import EventTime

/// How often each level occurred, in bins of 0.1 dB; distributions of parts merge exactly into that of the whole.
///
/// Each sample weighs its duration, so that readings of 125 ms and of 1 s may be mixed.
package struct LevelDistribution: Hashable, Sendable {
    /// Milliseconds spent in each tenth of a decibel, 0.0 to 160.0 dB.
    private var bins = [Int64](repeating: 0, count: 1601)
    private var total: Int64 = 0
    /// Greatest common divisor of the weights: the length of one sample.
    private var unit: Int64 = 0
    private var sum: Int64 = 0
    private var sumOfSquares: Int64 = 0

    package init() {}

    package var isEmpty: Bool { total == 0 }

    /// `duration` 1 ms to 1 h.
    package mutating func add(_ level: Level, duration: Span) {
        let weight = duration.milliseconds
        let value = Int64(level.hundredths)
        bins[level.tenths] += weight
        total += weight
        unit = greatestCommonDivisor(unit, weight)
        sum += value * weight
        sumOfSquares += value * value * weight
    }

    package mutating func merge(_ other: LevelDistribution) {
        for index in bins.indices { bins[index] += other.bins[index] }
        total += other.total
        unit = greatestCommonDivisor(unit, other.unit)
        sum += other.sum
        sumOfSquares += other.sumOfSquares
    }

    /// The level exceeded `percent` % of the time (L10 for 10), by linear interpolation between the neighbouring
    /// samples; nil when empty.
    package func exceeded(percent: Int) -> Level? {
        guard total > 0 else { return nil }
        let count = total / unit
        // Position among the samples in ascending order, in hundredths of a sample.
        let position = Int64(100 - percent) * (count - 1)
        let lower = position / 100
        let rest = position % 100
        let below = tenths(ofSample: lower)
        let above = rest == 0 ? below : tenths(ofSample: lower + 1)
        return Level(hundredths: below * 10 + Int((Double((above - below) * Int(rest)) / 10).rounded(.toNearestOrEven)))
    }

    /// Population standard deviation of the levels in hundredths of a decibel; nil when empty.
    package var standardDeviationHundredths: Int? {
        guard total > 0 else { return nil }
        let mean = Double(sum) / Double(total)
        let variance = max(0, Double(sumOfSquares) / Double(total) - mean * mean)
        return Int(variance.squareRoot().rounded(.toNearestOrEven))
    }

    private func tenths(ofSample index: Int64) -> Int {
        let target = index * unit
        var passed: Int64 = 0
        for (bin, weight) in bins.enumerated() {
            passed += weight
            if passed > target { return bin }
        }
        return bins.count - 1
    }
}

private func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
}
