package import Acoustics
package import Readings

/// What few makes send beside a reading's levels, kept in one column of it.
package struct FurtherLevels: Hashable, Sendable {
    package var momentary: MomentaryLevel?
    package var health: DeviceHealth?
    /// The device has no clock.
    package var isTimedByArrival: Bool

    package init(momentary: MomentaryLevel? = nil, health: DeviceHealth? = nil, isTimedByArrival: Bool = false) {
        self.momentary = momentary
        self.health = health
        self.isTimedByArrival = isTimedByArrival
    }

    package init(of reading: Reading) {
        self.init(
            momentary: reading.momentary,
            health: reading.health,
            isTimedByArrival: reading.isTimedByArrival
        )
    }

    package var isEmpty: Bool { momentary == nil && health == nil && !isTimedByArrival }
}

/// A momentary level with its weighting ("LAF"), the battery's charge in per cent and the supply in millivolts.
package enum FurtherLevelsForm: StoredForm {
    package static func write(_ value: FurtherLevels, to object: inout ObjectWriter) {
        object.put("battery", value.health?.batteryPercent.map { Int($0) })
        object.put("clock", value.isTimedByArrival ? "arrival" : nil)
        object.put("momentary", value.momentary?.level)
        object.put("supply", value.health?.millivolts.map { Int($0) })
        object.put("weighting", value.momentary.map { name(of: $0) })
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
        return value
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
