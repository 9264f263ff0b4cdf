/// The logarithm that entropy is counted with, the same on every machine: which coding a column gets must not depend
/// on a C library.
enum Logarithm {
    /// To base 2, to about six digits; for numbers above 0.
    static func two(_ number: Double) -> Double {
        // log2(m) = 2 / ln 2 · artanh((m - 1) / (m + 1)), which six terms give to 1e-6 for m in 1..<2.
        let mantissa = number.significand
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        let series = 1 + square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square * (1 / 9 + square / 11))))
        return Double(number.exponent) + 2.885_390_081_777_927 * ratio * series
    }
}
