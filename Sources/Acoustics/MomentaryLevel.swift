/// A level as a meter shows it at one moment, by its time weighting (IEC 61672-1 cl. 3.8); no average, and never taken
/// for one.
package struct MomentaryLevel: Hashable, Sendable {
    package var level: Level
    package var frequency: FrequencyWeighting
    /// Nil where the device does not say it.
    package var time: TimeWeighting?

    package init(_ level: Level, frequency: FrequencyWeighting, time: TimeWeighting?) {
        self.level = level
        self.frequency = frequency
        self.time = time
    }

    /// "LAF", "LCS"; "LA" where the time weighting is not known.
    package var name: String { "L\(frequency.rawValue)\(time?.rawValue ?? "")" }

    /// From what `name` gives; nil for anything else.
    package init?(_ level: Level, name: String) {
        let letters = name.map(String.init)
        guard letters.count == 2 || letters.count == 3, letters[0] == "L",
            let frequency = FrequencyWeighting(rawValue: letters[1])
        else { return nil }
        let time = letters.count == 3 ? TimeWeighting(rawValue: letters[2]) : nil
        guard letters.count == 2 || time != nil else { return nil }
        self.init(level, frequency: frequency, time: time)
    }
}

/// How a level weighs frequencies (IEC 61672-1 cl. 5.5).
package enum FrequencyWeighting: String, Hashable, Sendable, CaseIterable {
    case A, C, Z
}

/// How fast a momentary level follows the sound: fast 125 ms, slow 1 s (IEC 61672-1 cl. 5.8), impulse 35 ms.
package enum TimeWeighting: String, Hashable, Sendable, CaseIterable {
    case fast = "F"
    case slow = "S"
    case impulse = "I"
}

/// How a device itself is, as it says with its readings.
package struct DeviceHealth: Hashable, Sendable {
    /// 0...100.
    package var batteryPercent: UInt8?
    /// Of the battery or the supply.
    package var millivolts: UInt16?

    package init(batteryPercent: UInt8? = nil, millivolts: UInt16? = nil) {
        self.batteryPercent = batteryPercent
        self.millivolts = millivolts
    }
}
