/// How many sensors of the plan are there.
package struct SensorPresence: Hashable, Sendable {
    /// Heard within the time after which each would be called silent.
    package var heard = 0
    /// Called silent.
    package var silent = 0
    /// Not heard yet, and not called silent yet.
    package var awaited = 0

    package init() {}
}

extension Judge {
    package var presence: SensorPresence {
        sensors.reduce(into: SensorPresence()) { presence, sensor in
            if sensor.isSilent {
                presence.silent += 1
            } else if sensor.lastReading == nil {
                presence.awaited += 1
            } else {
                presence.heard += 1
            }
        }
    }
}
