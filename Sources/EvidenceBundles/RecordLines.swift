import Chains
import NoiseRules
import Records
import Reports

/// Writes a case as the lines of `record.jsonl`.
struct RecordLines {
    private let plan: Plan

    /// `plan` is as orders have amended it.
    init(plan: Plan) {
        self.plan = plan
    }

    /// The violation with all that was told and answered, then each change and each alert for itself, and the
    /// calibrations and orders that bear on it.
    func chain(of file: CaseFile) throws -> RecordChain {
        let violations = ViolationJSON(plan: plan, calibrations: file.calibrations)
        let (told, ordered) = (AlertJSON(plan: plan), OrderJSON(plan: plan))
        var chain = RecordChain()
        chain.append(kind: "violation", json: try violations.line(file.record, alerts: file.alerts))
        for change in file.record.changes { chain.append(kind: "change", json: try violations.line(change)) }
        for (alert, deliveries) in file.alerts {
            chain.append(kind: "alert", json: try told.line(alert, deliveries, isWhole: true))
        }
        for calibration in file.bearing.calibrations {
            chain.append(kind: "calibration", json: try ordered.line(calibration))
        }
        for entry in file.bearing.extensions {
            chain.append(kind: "order", json: try ordered.line(entry, site: file.record.subject.site))
        }
        for entry in file.bearing.mutes { chain.append(kind: "order", json: try ordered.line(entry, at: file.now)) }
        return chain
    }
}
