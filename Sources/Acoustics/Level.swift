/// A sound pressure level in decibels re 20 µPa, kept in whole millionths of a decibel, 0 to 160 dB.
///
/// Meters resolve 0.1 dB, and loggers send what they have computed to four decimals and more. What was received is
/// kept, so that rounding happens once, where a level is reported.
package struct Level: Hashable, Comparable, Sendable {
    /// Millionths of a decibel, 0...160,000,000.
    package let microdecibels: Int32

    package static let minimum = Level(unchecked: 0)
    package static let maximum = Level(unchecked: 160_000_000)
    /// 94.00 dB, which is 1 Pa and what most calibrators give.
    package static let onePascal = Level(unchecked: 94_000_000)

    /// Nil outside 0...160 dB.
    package init?(microdecibels: Int) {
        guard (0...160_000_000).contains(microdecibels) else { return nil }
        self.microdecibels = Int32(microdecibels)
    }

    /// Nil outside 0.00...160.00 dB.
    package init?(hundredths: Int) {
        guard (0...16_000).contains(hundredths) else { return nil }
        microdecibels = Int32(hundredths * 10_000)
    }

    /// Nil outside 0.0...160.0 dB.
    package init?(tenths: Int) {
        guard (0...1600).contains(tenths) else { return nil }
        microdecibels = Int32(tenths * 100_000)
    }

    /// Rounded half to even to a millionth (GB/T 8170); nil outside 0...160 dB and for NaN.
    package init?(decibels: Double) {
        let scaled = (decibels * 1_000_000).rounded(.toNearestOrEven)
        guard scaled >= 0, scaled <= 160_000_000 else { return nil }
        microdecibels = Int32(scaled)
    }

    private init(unchecked: Int32) {
        microdecibels = unchecked
    }

    /// The nearest number; its shortest text is `exactText`.
    package var decibels: Double { Double(microdecibels) / 1_000_000 }

    /// In whole tenths of a decibel, rounded half to even (GB/T 8170): the resolution in which results are reported.
    package var tenths: Int { Level.rounded(Int(microdecibels), by: 100_000) }

    /// In whole hundredths of a decibel, rounded half to even: the resolution of a calibrator, and of stores before
    /// 0.4.
    package var hundredths: Int { Level.rounded(Int(microdecibels), by: 10_000) }

    /// For people and files: one decimal, "53.1".
    package var text: String { "\(tenths / 10).\(tenths % 10)" }

    /// As it was received, with the decimals that it has and at least one: "46.0471", "53.0".
    package var exactText: String {
        let (whole, rest) = Int(microdecibels).quotientAndRemainder(dividingBy: 1_000_000)
        if rest.isMultiple(of: 100_000) { return "\(whole).\(rest / 100_000)" }
        var digits = Array(String(1_000_000 + rest).utf8.dropFirst())
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return "\(whole).\(String(decoding: digits, as: UTF8.self))"
    }

    package static func < (a: Level, b: Level) -> Bool { a.microdecibels < b.microdecibels }

    /// Half to even; `n` is 0 or more, `unit` even.
    private static func rounded(_ n: Int, by unit: Int) -> Int {
        let quotient = n / unit
        let rest = n % unit
        return rest > unit / 2 || (rest == unit / 2 && quotient % 2 == 1) ? quotient + 1 : quotient
    }
}
