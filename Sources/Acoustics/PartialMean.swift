package import EventTime

/// An energy mean of readings of which some were measured for a part of their seconds only: such a one counts for that
/// share of its time.
///
/// Readings of one share are summed exactly, and the sums are put together at the end, so that nothing is rounded in
/// between.
package struct PartialMean: Hashable, Sendable {
    private var whole = EnergyMean()
    private var partly: [Share: EnergyMean] = [:]

    /// How much of a reading was measured, in lowest terms.
    private struct Share: Hashable, Comparable {
        var measured: Int64
        var of: Int64

        static func < (a: Share, b: Share) -> Bool { (a.of, a.measured) < (b.of, b.measured) }

        func callAsFunction(_ number: Double) -> Double { number * Double(measured) / Double(of) }
    }

    package init() {}

    /// Takes a level that was measured for `measured` milliseconds of its `duration`, for `time` of it. Both are 0 or
    /// more; a level that was measured for all of its duration has no share.
    package mutating func add(_ level: Level, measured: Int64, of duration: Int64, for time: TimeSpan) {
        guard measured < duration else { return whole.add(level, milliseconds: time.milliseconds) }
        let divisor = max(1, greatestCommonDivisor(measured, duration))
        let share = Share(measured: measured / divisor, of: duration / divisor)
        partly[share, default: EnergyMean()].add(level, milliseconds: time.milliseconds)
    }

    /// Measured time; a fraction only where a reading was measured for a part of its seconds.
    package var milliseconds: Double {
        sum(Double(whole.milliseconds)) { Double($0.milliseconds) }
    }

    /// Rounded once, as results are reported; nil when nothing was measured.
    package var level: Level? {
        let time = milliseconds
        guard time > 0 else { return nil }
        return Energy.level(ofMean: sum(whole.energy.number) { $0.energy.number } / time)
    }

    /// In one order, so that the same readings always give the same.
    private func sum(_ whole: Double, _ part: (EnergyMean) -> Double) -> Double {
        if partly.isEmpty { return whole }
        return partly.sorted { $0.key < $1.key }.reduce(whole) { $0 + $1.key(part($1.value)) }
    }
}
