import NoiseRules
import Records
import StorePorts

/// Looks up what was answered to alerts, to each violation and drill once.
struct AlertAnswers {
    private let store: any Store
    private var records: [ViolationID: ViolationRecord?] = [:]
    private var receipts: [String: [AlertID: DrillReceipt]] = [:]

    init(store: any Store) {
        self.store = store
    }

    /// Nil for what is about no violation.
    mutating func record(of alert: Alert) throws -> ViolationRecord? {
        guard let id = alert.subject.violation?.violation else { return nil }
        if let known = records[id] { return known }
        let record = try store.violation(id)
        records[id] = .some(record)
        return record
    }

    /// Nil for what is no drill, and until its reader has confirmed it.
    mutating func receipt(of alert: Alert) throws -> DrillReceipt? {
        guard case .drill(let drill) = alert.subject else { return nil }
        if receipts[drill.id] == nil { receipts[drill.id] = try store.receipts(ofDrill: drill.id) }
        return receipts[drill.id]?[alert.id]
    }
}
