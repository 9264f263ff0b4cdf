import Acoustics

/// From a number as a device sends it to a quantity's unit: times `scale`, plus `offset`, and then from the unit that
/// was stated. Exact, rounded once, half to even (GB/T 8170).
struct Conversion: Hashable {
    /// A unit: a value of it, plus `before`, times `numerator` / `denominator`, is in the quantity's own unit.
    struct Unit: Hashable {
        var numerator: Int64 = 1
        var denominator: Int64 = 1
        /// In billionths.
        var before: Int64 = 0
    }

    /// Billionths.
    private var scale: Int64 = 1_000_000_000
    private var offset: Int64 = 0
    private var unit = Unit()
    private var isIdentity = true

    static let none = Conversion()

    init(scale: DecimalNumber? = nil, offset: DecimalNumber? = nil, unit: Unit = Unit()) {
        if let scale = scale?.rounded(places: 9) { self.scale = scale }
        if let offset = offset?.rounded(places: 9) { self.offset = offset }
        self.unit = unit
        isIdentity = self.scale == 1_000_000_000 && self.offset == 0 && unit == Unit()
    }

    /// The whole number that `quantity` keeps; nil when it is out of any reach.
    func value(of number: DecimalNumber, _ quantity: Quantity) -> Int64? {
        if isIdentity { return number.rounded(places: quantity.places) }
        guard let billionths = number.rounded(places: 9) else { return nil }
        let billion = Int128(1_000_000_000)
        // In 10^-18, which holds the product of two billionths.
        let scaled = Int128(billionths) * Int128(scale) + (Int128(offset) + Int128(unit.before)) * billion
        let (product, overflow) = scaled.multipliedReportingOverflow(by: Int128(unit.numerator))
        guard !overflow else { return nil }
        var divisor = Int128(unit.denominator)
        for _ in 0..<18 - quantity.places { divisor *= 10 }
        return Int64(exactly: Conversion.rounded(product, by: divisor))
    }

    private static func rounded(_ number: Int128, by divisor: Int128) -> Int128 {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        let double = rest.magnitude * 2
        guard double > divisor.magnitude || (double == divisor.magnitude && !quotient.isMultiple(of: 2)) else {
            return quotient
        }
        return number < 0 ? quotient - 1 : quotient + 1
    }
}

extension Quantity {
    /// The unit that a payload names; nil for one that the quantity does not have.
    func unit(named name: String) -> Conversion.Unit? {
        if name == unit { return Conversion.Unit() }
        return units.first { $0.key == name }?.value
    }

    /// The units in which a value may come, by the names that plans and payloads have for them.
    var units: KeyValuePairs<String, Conversion.Unit> {
        switch self {
        case .wind:
            [
                "m/s": .init(), "km/h": .init(numerator: 5, denominator: 18),
                "mph": .init(numerator: 44_704, denominator: 100_000),
                "kn": .init(numerator: 1852, denominator: 3600),
            ]
        case .rain: ["mm": .init(), "cm": .init(numerator: 10), "in": .init(numerator: 254, denominator: 10)]
        case .air(.temperature):
            [
                "°C": .init(), "C": .init(), "Cel": .init(), "K": .init(before: -273_150_000_000),
                "°F": .init(numerator: 5, denominator: 9, before: -32_000_000_000),
                "F": .init(numerator: 5, denominator: 9, before: -32_000_000_000),
            ]
        case .air(.humidity): ["%": .init(), "%RH": .init(), "1": .init(numerator: 100), "/": .init(numerator: 100)]
        case .air(.pressure):
            [
                "hPa": .init(), "mbar": .init(), "kPa": .init(numerator: 10), "Pa": .init(denominator: 100),
                "bar": .init(numerator: 1000),
            ]
        case .air(.windDirection): ["°": .init(), "deg": .init()]
        case .air: ["µg/m³": .init(), "ug/m3": .init(), "µg/m3": .init(), "mg/m3": .init(numerator: 1000)]
        case .battery: ["%": .init(), "%EL": .init(), "1": .init(numerator: 100)]
        case .voltage: ["V": .init(), "mV": .init(denominator: 1000)]
        default:
            [
                "dB": .init(), "dBA": .init(), "dB(A)": .init(), "dBC": .init(), "dBspl": .init(),
                "Bspl": .init(numerator: 10),
            ]
        }
    }
}
