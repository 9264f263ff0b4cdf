import Acoustics
import EventTime
import ExamCalendar
package import NoiseRules
package import Records
package import Sites

/// Grades records by what the plan and the calibrations say of the instrument.
package struct RecordedEvidence: Sendable {
    private let sensors: [SensorID: Sensor]
    private let plan: Plan
    private let calibrations: [SensorID: CalibrationRecord]

    package init(plan: Plan, calibrations: [SensorID: CalibrationRecord] = [:]) {
        sensors = Dictionary(plan.sensors.map { ($0.id, $0) }) { first, _ in first }
        self.plan = plan
        self.calibrations = calibrations
    }

    func evidence(of finding: Finding, subject: ViolationSubject, opened: Instant, until end: Instant) -> Evidence {
        let id = SensorID(site: subject.site, sensor: finding.sensor)
        return Evidence(
            of: finding,
            kind: subject.kind,
            span: TimeRange(start: opened, end: max(opened, end)),
            date: plan.zone(ofSite: subject.site).localDate(at: opened),
            sensor: sensors[id],
            calibrations: calibrations[id] ?? CalibrationRecord([])
        )
    }

    /// Of the worst finding.
    func evidence(of record: ViolationRecord) -> Evidence {
        evidence(
            of: record.worst,
            subject: record.subject,
            opened: record.openedAt,
            until: record.closedAt ?? record.changes.last?.at ?? record.openedAt
        )
    }
}
