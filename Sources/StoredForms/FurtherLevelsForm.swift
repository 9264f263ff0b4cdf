package import Acoustics
package import Readings

/// What few makes send beside a reading's levels, kept in one column of it.
package struct FurtherLevels: Hashable, Sendable {
    package var momentary: MomentaryLevel?
    package var health: DeviceHealth?
    package var environment: Environment?
    /// The device has no clock.
    package var isTimedByArrival: Bool

    package init(
        momentary: MomentaryLevel? = nil,
        health: DeviceHealth? = nil,
        environment: Environment? = nil,
        isTimedByArrival: Bool = false
    ) {
        self.momentary = momentary
        self.health = health
        self.environment = environment
        self.isTimedByArrival = isTimedByArrival
    }

    package init(of reading: Reading) {
        self.init(
            momentary: reading.momentary,
            health: reading.health,
            environment: reading.environment,
            isTimedByArrival: reading.isTimedByArrival
        )
    }

    package var isEmpty: Bool { momentary == nil && health == nil && environment == nil && !isTimedByArrival }
}

/// A momentary level with its weighting ("LAF"), the battery's charge in per cent, the supply in millivolts, and the
/// air in whole hundredths of its units (the wind's direction in tenths of a degree).
package enum FurtherLevelsForm: StoredForm {
    package static func write(_ value: FurtherLevels, to object: inout ObjectWriter) {
        object.put("battery", value.health?.batteryPercent.map { Int($0) })
        object.put("clock", value.isTimedByArrival ? "arrival" : nil)
        object.put("momentary", value.momentary?.level)
        object.put("supply", value.health?.millivolts.map { Int($0) })
        object.put("weighting", value.momentary.map { name(of: $0) })
        for quantity in EnvironmentQuantity.allCases { object.put(key(of: quantity), value.environment?[quantity]) }
    }

    package static func read(_ object: ObjectReader) throws(FormError) -> FurtherLevels {
        var value = FurtherLevels()
        if let clock = try object.optional("clock")?.text() {
            guard clock == "arrival" else { throw FormError("'\(clock)' is no clock that is known", at: ["clock"]) }
            value.isTimedByArrival = true
        }
        if let level = try object.optional("momentary")?.level() {
            let name = try object["weighting"].text()
            guard let momentary = momentary(level, name) else {
                throw FormError("'\(name)' is no weighting that is known", at: ["weighting"])
            }
            value.momentary = momentary
        }
        let battery = try object.optional("battery")?.integer()
        let supply = try object.optional("supply")?.integer()
        guard battery.map((0...100).contains) ?? true, supply.map((0...65_535).contains) ?? true else {
            throw FormError("battery or supply is out of its range")
        }
        if battery != nil || supply != nil {
            value.health = DeviceHealth(
                batteryPercent: battery.map { UInt8($0) },
                millivolts: supply.map { UInt16($0) }
            )
        }
        value.environment = try environment(object)
        return value
    }

    /// Nil when none of its keys is there.
    private static func environment(_ object: ObjectReader) throws(FormError) -> Environment? {
        var environment = Environment()
        for quantity in EnvironmentQuantity.allCases {
            let key = key(of: quantity)
            guard let number = try object.optional(key)?.integer() else { continue }
            environment[quantity] = number
            guard environment[quantity] != nil else { throw FormError("\(number) is out of its range", at: [key]) }
        }
        return environment.isEmpty ? nil : environment
    }

    private static func key(of quantity: EnvironmentQuantity) -> String {
        switch quantity {
        case .temperature: "temperature"
        case .humidity: "humidity"
        case .pressure: "pressure"
        case .windDirection: "windDirection"
        case .PM2_5: "PM2.5"
        case .PM10: "PM10"
        case .TSP: "TSP"
        }
    }

    private static func name(of level: MomentaryLevel) -> String {
        Word.frequencyWeighting(level.frequency) + (level.time.map { Word.timeWeighting($0) } ?? "")
    }

    private static func momentary(_ level: Level, _ name: String) -> MomentaryLevel? {
        guard let frequency = Word.frequencyWeighting.value(String(name.prefix(1))) else { return nil }
        let rest = String(name.dropFirst())
        if rest.isEmpty { return MomentaryLevel(level, frequency: frequency, time: nil) }
        return Word.timeWeighting.value(rest).map { MomentaryLevel(level, frequency: frequency, time: $0) }
    }
}
