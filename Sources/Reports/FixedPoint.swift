import Acoustics

/// Fixed-point numbers as files and messages tell them.
package enum FixedPoint {
    /// "8.4" of 84, "-0.5" of -5.
    package static func text(tenths: Int) -> String {
        "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }

    /// Hundredths of 0 or more to one decimal, rounded half to even (GB/T 8170).
    static func oneDecimal(hundredths: Int) -> String {
        let (quotient, rest) = hundredths.quotientAndRemainder(dividingBy: 10)
        return text(tenths: rest > 5 || (rest == 5 && quotient % 2 == 1) ? quotient + 1 : quotient)
    }

    /// Hundredths of 0 or more with both decimals: "0.20".
    static func twoDecimals(hundredths: Int) -> String {
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// A share of 0...1 to three decimals, rounded half to even: "0.983".
    static func threeDecimals(share: Double) -> String {
        let thousandths = Rounding.halfToEven(min(1, max(0, share)) * 1000, tolerance: 1e-10)
        let rest = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
