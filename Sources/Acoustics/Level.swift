/// A sound pressure level in decibels re 20 µPa, kept in whole hundredths of a decibel, 0.00 to 160.00 dB.
///
/// Meters resolve 0.1 dB; a hundredth keeps the rounding of one reading below 0.005 dB.
package struct Level: Hashable, Comparable, Sendable {
    package let hundredths: Int16

    package static let minimum = Level(unchecked: 0)
    package static let maximum = Level(unchecked: 16_000)
    /// 94.00 dB, which is 1 Pa and what most calibrators give.
    package static let onePascal = Level(unchecked: 9400)

    /// Nil outside 0.00...160.00 dB.
    package init?(hundredths: Int) {
        guard (0...16_000).contains(hundredths) else { return nil }
        self.hundredths = Int16(hundredths)
    }

    /// Rounded half to even to a hundredth (GB/T 8170); nil outside 0...160 dB and for NaN.
    package init?(decibels: Double) {
        let scaled = (decibels * 100).rounded(.toNearestOrEven)
        guard scaled >= 0, scaled <= 16_000 else { return nil }
        hundredths = Int16(scaled)
    }

    private init(unchecked: Int16) {
        hundredths = unchecked
    }

    package var decibels: Double { Double(hundredths) / 100 }

    /// In whole tenths of a decibel, rounded half to even (GB/T 8170): the resolution in which results are told.
    package var tenths: Int {
        let n = Int(hundredths)
        let quotient = n / 10
        let rest = n % 10
        return rest > 5 || (rest == 5 && quotient % 2 == 1) ? quotient + 1 : quotient
    }

    /// As told to people and files: one decimal, "53.1".
    package var text: String { "\(tenths / 10).\(tenths % 10)" }

    package static func < (a: Level, b: Level) -> Bool { a.hundredths < b.hundredths }
}
