/// What a device measures of the air beside sound, wind and rain. A quantity that it did not send is nil, never 0.
///
/// Whole numbers of the quantity's smallest unit (``EnvironmentQuantity/decimals``). Kept in four bytes each, as every
/// reading has one.
package struct Environment: Hashable, Sendable {
    private static let absent = Int32.min

    private var temperature = absent
    private var humidity = absent
    private var pressure = absent
    private var windDirection = absent
    private var PM2_5 = absent
    private var PM10 = absent
    private var TSP = absent

    package init() {}

    /// The value in the quantity's smallest unit. A value outside the quantity's range is stored as nil.
    package subscript(quantity: EnvironmentQuantity) -> Int? {
        get {
            let value = self[keyPath: Environment.place(of: quantity)]
            return value == Environment.absent ? nil : Int(value)
        }
        set {
            let value = newValue.flatMap { quantity.range.contains($0) ? Int32(exactly: $0) : nil }
            self[keyPath: Environment.place(of: quantity)] = value ?? Environment.absent
        }
    }

    package var isEmpty: Bool { self == Environment() }

    /// The quantities that there are, with their values.
    package var values: [(quantity: EnvironmentQuantity, value: Int)] {
        EnvironmentQuantity.allCases.compactMap { quantity in self[quantity].map { (quantity, $0) } }
    }

    private static func place(of quantity: EnvironmentQuantity) -> WritableKeyPath<Environment, Int32> {
        switch quantity {
        case .temperature: \.temperature
        case .humidity: \.humidity
        case .pressure: \.pressure
        case .windDirection: \.windDirection
        case .PM2_5: \.PM2_5
        case .PM10: \.PM10
        case .TSP: \.TSP
        }
    }
}

/// A quantity of the air; a raw value is its name in files and in what commands print.
package enum EnvironmentQuantity: String, Hashable, Sendable, CaseIterable {
    case temperature, humidity, pressure
    /// Where the wind comes from, from north by east; 360 stands for north as 0 does.
    case windDirection = "wind_direction"
    /// Dust by its particles' diameter up to 2.5 µm and 10 µm, and all that floats.
    case PM2_5 = "PM2.5"
    case PM10
    case TSP

    package var unit: String {
        switch self {
        case .temperature: "°C"
        case .humidity: "%"
        case .pressure: "hPa"
        case .windDirection: "°"
        case .PM2_5, .PM10, .TSP: "µg/m³"
        }
    }

    /// The value is kept in the unit divided by 10 to the power of this: hundredths, of the direction tenths.
    package var decimals: Int { self == .windDirection ? 1 : 2 }

    /// What can be, in the smallest unit.
    package var range: ClosedRange<Int> {
        switch self {
        case .temperature: -9_000...7_000
        case .humidity: 0...10_000
        case .pressure: 30_000...120_000
        case .windDirection: 0...3_600
        case .PM2_5, .PM10, .TSP: 0...100_000_000
        }
    }

    /// "22.60" of 2260 hundredths.
    package func text(_ value: Int) -> String {
        let unit = decimals == 1 ? 10 : 100
        let (whole, rest) = abs(value).quotientAndRemainder(dividingBy: unit)
        let digits = String(rest)
        return (value < 0 ? "-" : "") + "\(whole)." + String(repeating: "0", count: decimals - digits.count) + digits
    }
}
