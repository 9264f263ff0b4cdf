import Acoustics
import EventTime
import NoiseRules
import Records
import Sites
import StorePorts

/// What the store knows of a violation, read once for all files of a bundle, so that they agree while the service goes
/// on.
struct CaseFile {
    let record: ViolationRecord
    let alerts: [(Alert, [Delivery])]
    let bearing: RelevantOrders
    /// Of all sensors.
    let calibrations: [SensorID: CalibrationRecord]
    let now: Instant

    /// `plan` is as orders have amended it.
    init(of record: ViolationRecord, plan: Plan, store: any Store, now: Instant) throws {
        let orders = try store.orders()
        self.record = record
        alerts = try store.alerts(of: record.id)
        bearing = RelevantOrders(on: record, orders: orders, plan: plan, now: now)
        calibrations = [SensorID: CalibrationRecord](orders)
        self.now = now
    }

    /// When it was closed, or now while it is on.
    var end: Instant { record.closedAt ?? now }
    /// The last instant above the limit, where it is known: what came after it is no noise of the violation.
    var noiseEnd: Instant { record.endedAt ?? end }
}
