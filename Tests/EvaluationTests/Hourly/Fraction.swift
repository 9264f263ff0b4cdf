/// An exact fraction of 0 or more, for what the figures are checked against.
struct Fraction: Comparable {
    private(set) var numerator: UInt128
    private(set) var denominator: UInt128

    init(_ numerator: Int, over denominator: Int = 1) {
        self.init(UInt128(numerator), UInt128(denominator))
    }

    private init(_ numerator: UInt128, _ denominator: UInt128) {
        var (a, b) = (numerator, denominator)
        while b != 0 { (a, b) = (b, a % b) }
        self.numerator = numerator / a
        self.denominator = denominator / a
    }

    static func + (a: Fraction, b: Fraction) -> Fraction {
        Fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
    }

    static func * (a: Fraction, b: Fraction) -> Fraction {
        Fraction(a.numerator * b.numerator, a.denominator * b.denominator)
    }

    static func / (a: Fraction, b: Fraction) -> Fraction {
        Fraction(a.numerator * b.denominator, a.denominator * b.numerator)
    }

    static func < (a: Fraction, b: Fraction) -> Bool {
        a.numerator * b.denominator < b.numerator * a.denominator
    }

    /// The nearest whole number, the even one of two that are as near.
    var halfToEven: Int {
        let whole = numerator / denominator
        let twice = 2 * (numerator % denominator)
        let isUp = twice > denominator || (twice == denominator && whole % 2 == 1)
        return Int(isUp ? whole + 1 : whole)
    }

    var value: Double { Double(numerator) / Double(denominator) }
}
