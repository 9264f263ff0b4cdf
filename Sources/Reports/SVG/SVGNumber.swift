/// Coordinates and lengths as SVG writes them: at most two decimals, no exponent, no "-0".
enum SVGNumber {
    /// "12", "-0.5", "3.33".
    ///
    /// Rounded half away from zero. What is not a number is written as 0 and what is beyond ten million as that, so
    /// that a picture never keeps a message from going out.
    static func text(_ number: Double) -> String {
        let hundredths = number.isNaN ? 0 : Int((min(largest, max(-largest, number)) * 100).rounded())
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        guard rest != 0 else { return "\(sign)\(whole)" }
        let decimals = rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)"
        return "\(sign)\(whole).\(decimals)"
    }

    private static let largest = 10_000_000.0
}
