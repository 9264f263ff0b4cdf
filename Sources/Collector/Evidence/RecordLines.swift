import Acoustics
import EventTime
import NoiseRules
import Records
import Reports
import SQLiteStore

/// Writes what the store holds about a violation as the lines of `record.jsonl`.
struct RecordLines {
    private let plan: Plan
    private let store: SQLiteStore

    /// `plan` is as orders have amended it.
    init(plan: Plan, store: SQLiteStore) {
        self.plan = plan
        self.store = store
    }

    /// The violation with all that was told and answered, then each change and each alert for itself, and the calibrations and orders
    /// that bear on it.
    func chain(of record: ViolationRecord, at now: Instant) throws -> RecordChain {
        let orders = try store.orders()
        let alerts = try store.alerts(of: record.id)
        let violations = ViolationJSON(plan: plan, calibrations: [SensorID: CalibrationRecord](orders))
        let (told, ordered) = (AlertJSON(plan: plan), OrderJSON(plan: plan))
        let bearing = BearingOrders(on: record, orders: orders, plan: plan, now: now)
        var chain = RecordChain()
        chain.append(kind: "violation", json: try violations.line(record, alerts: alerts))
        for change in record.changes { chain.append(kind: "change", json: try violations.line(change)) }
        for (alert, deliveries) in alerts { chain.append(kind: "alert", json: try told.line(alert, deliveries)) }
        for calibration in bearing.calibrations {
            chain.append(kind: "calibration", json: try ordered.line(calibration))
        }
        for entry in bearing.extensions {
            chain.append(kind: "order", json: try ordered.line(entry, site: record.subject.site))
        }
        for entry in bearing.mutes { chain.append(kind: "order", json: try ordered.line(entry, at: now)) }
        return chain
    }
}
