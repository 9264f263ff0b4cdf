package import Acoustics
package import EventTime
import ExamCalendar
package import Records
import Sites

/// A calibration as a person reports it; nothing is recorded yet.
package struct CalibrationDraft: Sendable {
    package let calibration: Calibration

    /// `sensor` is SITE/SENSOR.
    package init(
        plan: Plan,
        sensor name: String,
        level: Level,
        reference: Level,
        at: Instant,
        note: String,
        now: Instant
    ) throws(OrderFault) {
        guard let sensor = plan.sensors.first(where: { "\($0.id)" == name }) else {
            throw OrderFault("the plan has no sensor \(name); write it as SITE/SENSOR")
        }
        if at > now { throw OrderFault("a calibration cannot lie in the future") }
        if !level.microdecibels.isMultiple(of: 100_000) { throw OrderFault("a level found is told to 0.1 dB") }
        if !reference.microdecibels.isMultiple(of: 10_000) {
            throw OrderFault("the level of a calibrator is told to 0.01 dB")
        }
        calibration = Calibration(sensor: sensor.id, at: at, level: level, reference: reference, note: note)
    }
}
