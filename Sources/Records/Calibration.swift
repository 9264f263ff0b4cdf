package import Acoustics
package import EventTime
package import NoiseRules

/// What a sensor showed when a calibrator was put on it.
package struct Calibration: Hashable, Sendable, Codable {
    package var sensor: SensorID
    package var at: Instant
    /// As found, before anything was adjusted.
    package var level: Level
    /// What the calibrator gives.
    package var reference: Level
    /// Which calibrator, and what was noticed.
    package var note: String

    package init(sensor: SensorID, at: Instant, level: Level, reference: Level, note: String = "") {
        self.sensor = sensor
        self.at = at
        self.level = level
        self.reference = reference
        self.note = note
    }
}

extension CalibrationRecord {
    /// The calibrations of `sensor` among `orders`, which come by their id.
    package init(of sensor: SensorID, in orders: [Order]) {
        self.init(
            orders.compactMap { order in
                guard case .calibrate(let calibration) = order.matter, calibration.sensor == sensor else { return nil }
                return CalibrationCheck(at: calibration.at, level: calibration.level, reference: calibration.reference)
            }
        )
    }
}
