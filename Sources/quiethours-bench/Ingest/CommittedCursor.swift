import EventTime
import NoiseRules
import Records
import Sites
import StorePorts
import Synchronization

/// A verdict store that notes how far evaluation has come.
final class CommittedCursor: VerdictStore {
    private let store: any VerdictStore
    private let cursor = Atomic<Int64>(0)

    init(_ store: any VerdictStore) {
        self.store = store
    }

    /// The sequence of the last reading whose judgement is committed.
    var value: Int64 { cursor.load(ordering: .acquiring) }

    func evaluationPoint() throws -> EvaluationPoint {
        try store.evaluationPoint()
    }

    func commit(_ batch: VerdictBatch) throws -> [ViolationChange] {
        let conflicts = try store.commit(batch)
        cursor.store(batch.cursor, ordering: .releasing)
        return conflicts
    }

    func violations(atSite site: SiteID, touching range: TimeRange) throws -> [ViolationRecord] {
        try store.violations(atSite: site, touching: range)
    }

    func isTold(_ violation: ViolationID) throws -> Bool { try store.isTold(violation) }
}
