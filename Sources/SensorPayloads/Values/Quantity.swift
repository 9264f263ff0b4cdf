import Acoustics
import Readings

/// What a value of a payload is of; plans name it as readings do.
enum Quantity: Hashable {
    case LAeq, LAFmax, LAFmin, LCeq, LAIeq, LCpeak
    /// Of 5, 10, 50, 90 and 95 percent.
    case percentile(Int)
    /// A level at a moment: `LA` where the time weighting is not known, `LAF`, `LCS`.
    case momentary(FrequencyWeighting, TimeWeighting?)
    /// m/s.
    case wind
    /// mm.
    case rain
    /// Temperature, humidity, pressure, wind direction and dust.
    case air(EnvironmentQuantity)
    /// Percent.
    case battery
    /// V, of battery or supply.
    case voltage

    static let all: [Quantity] =
        [.LAeq, .LAFmax, .LAFmin, .LCeq, .LAIeq, .LCpeak] + [5, 10, 50, 90, 95].map(percentile)
        + FrequencyWeighting.allCases.flatMap { frequency in
            [.momentary(frequency, nil)] + TimeWeighting.allCases.map { .momentary(frequency, $0) }
        } + [.wind, .rain] + EnvironmentQuantity.allCases.map(air) + [.battery, .voltage]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// By its name, exactly.
    init?(_ name: String) {
        guard let quantity = Quantity.byName[name] else { return nil }
        self = quantity
    }

    /// As plans write it.
    var name: String {
        switch self {
        case .LAeq: "LAeq"
        case .LAFmax: "LAFmax"
        case .LAFmin: "LAFmin"
        case .LCeq: "LCeq"
        case .LAIeq: "LAIeq"
        case .LCpeak: "LCpeak"
        case .percentile(let percent): "L\(percent)"
        case .momentary(let frequency, let time): "L\(frequency.rawValue)\(time?.rawValue ?? "")"
        case .wind: "wind"
        case .rain: "rain"
        case .air(let quantity): quantity.rawValue
        case .battery: "battery"
        case .voltage: "voltage"
        }
    }

    var isLevel: Bool {
        switch self {
        case .wind, .rain, .air, .battery, .voltage: false
        default: true
        }
    }

    /// A value is kept as a whole number of the quantity's unit divided by 10 to the power of this.
    var places: Int {
        switch self {
        case .wind, .rain: 2
        case .air(let quantity): quantity.decimals
        case .battery: 0
        case .voltage: 3
        default: 6
        }
    }

    /// What can be, in whole numbers as `places` has it.
    var range: ClosedRange<Int> {
        switch self {
        case .wind: 0...10_000
        case .rain: 0...100_000
        case .air(let quantity): quantity.range
        case .battery: 0...100
        case .voltage: 0...65_535
        default: 0...160_000_000
        }
    }

    /// The unit in which a value is expected, and of which a problem speaks.
    var unit: String {
        switch self {
        case .wind: "m/s"
        case .rain: "mm"
        case .air(let quantity): quantity.unit
        case .battery: "%"
        case .voltage: "V"
        default: "dB"
        }
    }

    /// "0 to 160 dB".
    var expected: String {
        var unit = 1
        for _ in 0..<places { unit *= 10 }
        return "\(range.lowerBound / unit) to \(range.upperBound / unit) \(self.unit)"
    }
}

extension Reading {
    /// Takes a value of `quantity`, a whole number as its `places` has it; false when it cannot be.
    ///
    /// Of several momentary levels the A-weighted one is kept, else the first.
    mutating func set(_ quantity: Quantity, _ value: Int64) -> Bool {
        guard let value = Int(exactly: value), quantity.range.contains(value) else { return false }
        switch quantity {
        case .LAeq: LAeq = Level(microdecibels: value)
        case .LAFmax: LAFmax = Level(microdecibels: value)
        case .LAFmin: LAFmin = Level(microdecibels: value)
        case .LCeq: LCeq = Level(microdecibels: value)
        case .LAIeq: LAIeq = Level(microdecibels: value)
        case .LCpeak: LCpeak = Level(microdecibels: value)
        case .percentile(let percent): set(percentile: percent, Level(microdecibels: value))
        case .momentary(let frequency, let time):
            guard let level = Level(microdecibels: value) else { return false }
            if momentary == nil || (frequency == .A && momentary?.frequency != .A) {
                momentary = MomentaryLevel(level, frequency: frequency, time: time)
            }
        case .wind:
            var weather = weather ?? Weather()
            weather.windHundredths = value
            self.weather = weather
        case .rain:
            var weather = weather ?? Weather()
            weather.rainHundredths = value
            self.weather = weather
        case .air(let quantity):
            var environment = environment ?? Environment()
            environment[quantity] = value
            self.environment = environment
        case .battery:
            var health = health ?? DeviceHealth()
            health.batteryPercent = UInt8(exactly: value)
            self.health = health
        case .voltage:
            var health = health ?? DeviceHealth()
            health.millivolts = UInt16(exactly: value)
            self.health = health
        }
        return true
    }

    private mutating func set(percentile percent: Int, _ level: Level?) {
        var percentiles = percentiles ?? Percentiles()
        switch percent {
        case 5: percentiles.L5 = level
        case 10: percentiles.L10 = level
        case 50: percentiles.L50 = level
        case 90: percentiles.L90 = level
        default: percentiles.L95 = level
        }
        self.percentiles = percentiles
    }
}
