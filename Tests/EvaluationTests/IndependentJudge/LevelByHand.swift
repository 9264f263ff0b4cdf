import Acoustics
import Foundation

/// The level of some readings together, rounded once to tenths of a decibel, half to even.
struct LevelByHand {
    /// The mean of 10^(L/10).
    let energy: Double
    let tenths: Int

    /// Nil when none of the readings has the quantity, or nothing of them counts.
    init?(_ readings: [HeardReading], _ quantity: IndependentQuantity) {
        let levels = readings.compactMap { $0.decibels(quantity) }
        guard let highest = levels.max() else { return nil }
        if quantity == .maximum || levels.allSatisfy({ $0 == highest }) {
            // Without logarithms, so that what lies on a tie is rounded as it is.
            energy = pow(10, highest / 10)
            tenths = LevelByHand.tenths(highest)
            return
        }
        var sum = 0.0
        var time = 0.0
        for reading in readings {
            guard let decibels = reading.decibels(.mean) else { continue }
            sum += pow(10, decibels / 10) * reading.countedMilliseconds
            time += reading.countedMilliseconds
        }
        guard time > 0 else { return nil }
        energy = sum / time
        tenths = LevelByHand.tenths(10 * log10(energy))
    }

    /// Decibels in whole tenths, half to even; what is within a billionth of a tie counts as one.
    static func tenths(_ decibels: Double) -> Int {
        let scaled = decibels * 10
        let below = scaled.rounded(.down)
        if abs(scaled - below - 0.5) < 1e-9 { return Int(below) + (Int(below) % 2 == 0 ? 0 : 1) }
        return Int(scaled.rounded())
    }

    /// `value / divisor`, half to even, for values of zero or more.
    static func halfToEven(_ value: Int, _ divisor: Int) -> Int {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        if rest * 2 == divisor { return quotient + quotient % 2 }
        return rest * 2 > divisor ? quotient + 1 : quotient
    }
}
