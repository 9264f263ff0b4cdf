/// A decimal number exactly as its digits say: ±significand × 10^exponent.
struct DecimalNumber: Hashable {
    var isNegative = false
    /// The first 18 significant digits.
    private(set) var significand: UInt64 = 0
    var exponent = 0
    /// True when digits other than 0 follow the first 18.
    private(set) var hasMore = false

    var isZero: Bool { significand == 0 }

    init() {}

    /// A whole number times 10^`exponent`.
    init(_ value: Int64, exponent: Int = 0) {
        isNegative = value < 0
        significand = value.magnitude
        self.exponent = exponent
        // Not above what `append` keeps: 18 digits.
        while significand >= 1_000_000_000_000_000_000 {
            if !significand.isMultiple(of: 10) { hasMore = true }
            significand /= 10
            self.exponent += 1
        }
    }

    /// Takes the next digit (0...9); `isFraction` when it stands right of the decimal point.
    mutating func append(_ digit: UInt8, isFraction: Bool) {
        if significand < 100_000_000_000_000_000 {
            significand = significand &* 10 &+ UInt64(digit)
            if isFraction { exponent -= 1 }
        } else {
            if digit != 0 { hasMore = true }
            if !isFraction { exponent += 1 }
        }
    }

    /// The number times 10^`places`, rounded half to even (GB/T 8170); nil when it is 10^18 or more away from 0.
    func rounded(places: Int) -> Int64? {
        if significand == 0 { return 0 }
        let shift = exponent + places
        if shift >= 0 { return hasMore && shift > 0 ? nil : signed(multiplied(by: shift)) }
        guard shift >= -19 else { return 0 }
        let unit = DecimalNumber.power(-shift)
        let (quotient, rest) = significand.quotientAndRemainder(dividingBy: unit)
        let isUp = rest > unit / 2 || (rest == unit / 2 && (hasMore || quotient % 2 == 1))
        return signed(isUp ? quotient + 1 : quotient)
    }

    /// The number times 10^`places`; nil when that is not whole, or is 10^18 or more away from 0.
    func exact(places: Int) -> Int64? {
        if significand == 0 { return 0 }
        guard !hasMore else { return nil }
        let shift = exponent + places
        if shift >= 0 { return signed(multiplied(by: shift)) }
        guard shift >= -18 else { return nil }
        let (quotient, rest) = significand.quotientAndRemainder(dividingBy: DecimalNumber.power(-shift))
        return rest == 0 ? signed(quotient) : nil
    }

    private func multiplied(by shift: Int) -> UInt64? {
        guard shift <= 17 else { return nil }
        let (product, overflow) = significand.multipliedReportingOverflow(by: DecimalNumber.power(shift))
        return overflow ? nil : product
    }

    private func signed(_ magnitude: UInt64?) -> Int64? {
        guard let magnitude, magnitude < 1_000_000_000_000_000_000 else { return nil }
        return isNegative ? -Int64(magnitude) : Int64(magnitude)
    }

    /// 10^`n`, `n` in 0...19.
    private static func power(_ n: Int) -> UInt64 {
        var power: UInt64 = 1
        for _ in 0..<n { power &*= 10 }
        return power
    }
}
