import Acoustics
import EventTime
import Readings

/// What an uplink says by the layout of its model, without reading more into it.
struct RadioContent {
    /// Usually one; several when the device has kept them.
    var samples: [RadioSample] = []
    /// Values that cannot be, each as a sentence; the others are kept.
    var problems: [String] = []
    /// What is left out although nothing is wrong with it, and why.
    var notes: [String] = []

    init(_ sample: RadioSample? = nil) {
        if let sample { samples = [sample] }
    }
}

/// One moment of a device.
struct RadioSample {
    var sound: [RadioLevel] = []
    var air = Environment()
    var weather = Weather()
    var health = DeviceHealth()
    /// By the device's own clock of twelve hours, which is set by GPS; nil for one that has none.
    var clock: TimeSpan?
    /// How long before the uplink it was, where the device has no clock but says that.
    var age = TimeSpan.zero
}

/// One level as a layout has it.
struct RadioLevel {
    enum Kind {
        /// What a meter shows at one moment.
        case momentary
        case average
        case maximum
        case minimum
        /// Of which it is not known whether it is of the pressure or of a weighted level.
        case peak
    }

    var kind: Kind
    /// Nil where the layout does not say it, as `time`.
    var frequency: FrequencyWeighting?
    var time: TimeWeighting?
    var level: Level
    /// As people know it in this make.
    var name: String

    init(
        _ kind: Kind,
        _ level: Level,
        _ frequency: FrequencyWeighting?,
        _ time: TimeWeighting? = nil,
        name: String
    ) {
        self.kind = kind
        self.level = level
        self.frequency = frequency
        self.time = time
        self.name = name
    }
}

// MARK: - Filling it

extension RadioContent {
    /// Adds a level of `value` / 10^`places` dB to the last sample; one above 160 dB is a problem.
    mutating func add(
        _ kind: RadioLevel.Kind,
        _ value: Int,
        places: Int,
        _ frequency: FrequencyWeighting?,
        _ time: TimeWeighting? = nil,
        name: String
    ) {
        let unit = [1_000_000, 100_000, 10_000][places]
        guard value >= 0, value <= 1_000_000, let level = Level(microdecibels: value * unit) else {
            problems.append("\(name) is not a level; expected 0 to 160 dB")
            return
        }
        sample { $0.sound.append(RadioLevel(kind, level, frequency, time, name: name)) }
    }

    /// Sets a quantity of the air in its smallest unit; what cannot be is a note, for it is no loss of sound.
    mutating func set(_ quantity: EnvironmentQuantity, _ value: Int) {
        sample { $0.air[quantity] = value }
        if samples[samples.count - 1].air[quantity] == nil {
            notes.append("\(quantity.rawValue) is not stored: \(quantity.text(value)) \(quantity.unit) cannot be")
        }
    }

    mutating func setBattery(percent: Int) {
        if (0...100).contains(percent) { sample { $0.health.batteryPercent = UInt8(percent) } }
    }

    mutating func setSupply(millivolts: Int) {
        sample { $0.health.millivolts = UInt16(exactly: millivolts) }
    }

    /// Changes the last sample, and makes one where there is none.
    mutating func sample(_ change: (inout RadioSample) -> Void) {
        if samples.isEmpty { samples.append(RadioSample()) }
        change(&samples[samples.count - 1])
    }
}
