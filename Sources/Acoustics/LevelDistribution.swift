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
    /// Of the levels in millionths of a decibel, each times its weight.
    private var sum: UInt128 = 0
    private var sumOfSquares: UInt128 = 0

    package init() {}

    package var isEmpty: Bool { total == 0 }

    /// `duration` 1 ms to 1 h.
    package mutating func add(_ level: Level, duration: TimeSpan) {
        let weight = duration.milliseconds
        let value = UInt64(level.microdecibels)
        let weighted = value * UInt64(weight)
        bins[level.tenths] += weight
        total += weight
        unit = greatestCommonDivisor(unit, weight)
        sum += UInt128(weighted)
        sumOfSquares += UInt128(value) * UInt128(weighted)
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
        return Level(microdecibels: below * 100_000 + (above - below) * Int(rest) * 1000)
    }

    /// Population standard deviation of the levels in tenths of a decibel, rounded once, half to even; nil when empty.
    ///
    /// Exact for what one sensor sends in a year.
    package var standardDeviationTenths: Int? {
        guard total > 0 else { return nil }
        // With n samples the deviation is √(n Σx² − (Σx)²) / n, and the tenth is 100,000 of x's unit.
        let n = UInt128(total / unit)
        let (sum, squares) = (sum / UInt128(unit), sumOfSquares / UInt128(unit))
        let root = n * squares - sum * sum
        var tenths = Int((Double(root).squareRoot() / Double(n) / 100_000).rounded(.down))
        // The Double may lie on the wrong side of a whole number.
        if n.scaled(by: tenths) > root { tenths -= 1 }
        if n.scaled(by: tenths + 1) <= root { tenths += 1 }
        let half = n.scaled(by: 2 * tenths + 1)
        let isUp = 4 * root > half || (4 * root == half && tenths % 2 == 1)
        return isUp ? tenths + 1 : tenths
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

func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
}

extension UInt128 {
    /// The square of itself times `tenths` of a decibel, in millionths.
    fileprivate func scaled(by tenths: Int) -> UInt128 {
        let product = self * UInt128(tenths) * 100_000
        return product * product
    }
}
