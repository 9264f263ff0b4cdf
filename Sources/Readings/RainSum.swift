import Acoustics
package import EventTime

/// The rain that readings of one sensor report together, each for its part of the time that it counts for.
package struct RainSum: Hashable, Sendable {
    /// Of the readings of each duration, hundredths of a millimetre times the milliseconds for which they count.
    private var byDuration: [TimeSpan: Int64] = [:]

    package init() {}

    /// Takes the rain of a reading for `time`, which is its duration or a part of it; nothing when it has none to
    /// report.
    package mutating func add(_ reading: Reading, for time: TimeSpan) {
        guard let rain = reading.weather?.rainHundredths else { return }
        byDuration[reading.duration, default: 0] += Int64(rain) * time.milliseconds
    }

    /// Hundredths of a millimetre, rounded once, half to even; nil when no reading reported rain.
    package var hundredths: Int? {
        guard !byDuration.isEmpty else { return nil }
        // In one order, so that the same readings always give the same.
        let sum = byDuration.sorted { $0.key < $1.key }.reduce(0.0) { sum, part in
            let (whole, rest) = part.value.quotientAndRemainder(dividingBy: part.key.milliseconds)
            return sum + Double(whole) + Double(rest) / Double(part.key.milliseconds)
        }
        return Rounding.halfToEven(sum, tolerance: 1e-9)
    }
}
