package import Acoustics
package import EventTime
package import NoiseRules
package import Sites

/// What a sensor showed when a calibrator was put on it.
package struct Calibration: Hashable, Sendable {
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

extension [SensorID: CalibrationRecord] {
    /// Those of every sensor that was calibrated, from orders by their id.
    package init(_ orders: [Order]) {
        let sensors = orders.compactMap { order in
            if case .calibrate(let calibration) = order.matter { calibration.sensor } else { nil }
        }
        self = [:]
        for sensor in sensors where self[sensor] == nil { self[sensor] = CalibrationRecord(of: sensor, in: orders) }
    }
}

/// A calibration as people list it, against the one before it of the same sensor.
package struct ListedCalibration: Hashable, Sendable {
    package var order: Order
    package var calibration: Calibration
    /// By how much the deviation has grown since the one before, in hundredths of a decibel; nil for the first.
    package var driftHundredths: Int?

    /// Hundredths of a decibel that the sensor showed too much.
    package var deviationHundredths: Int { calibration.level.hundredths - calibration.reference.hundredths }
    /// Whether what was measured since the one before is valid; nil for the first.
    package var isValidSince: Bool? { driftHundredths.map(CalibrationRecord.isTolerable) }

    /// All calibrations among `orders`, by sensor and time.
    package static func list(_ orders: [Order]) -> [ListedCalibration] {
        var listed = orders.compactMap { order -> ListedCalibration? in
            guard case .calibrate(let calibration) = order.matter else { return nil }
            return ListedCalibration(order: order, calibration: calibration)
        }
        listed.sort { a, b in
            (a.calibration.sensor, a.calibration.at, a.order.id) < (b.calibration.sensor, b.calibration.at, b.order.id)
        }
        for index in listed.indices.dropFirst()
        where listed[index - 1].calibration.sensor == listed[index].calibration.sensor {
            listed[index].driftHundredths = listed[index].deviationHundredths - listed[index - 1].deviationHundredths
        }
        return listed
    }
}
