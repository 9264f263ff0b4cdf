import EventTime
import GRDB
import NoiseRules
import Records
import SQLiteStore
import Sites
import StorePorts
import TestSupport
import Testing

/// Why a change was notified or not, in the words of the file.
struct NotificationDecisionTests {
    private static let at = Instant(milliseconds: 1_780_794_000_000)
    private let temporary: TemporaryStore

    init() throws {
        temporary = try TemporaryStore()
    }

    private func change(_ number: Int, _ step: ViolationChange.Step) -> ViolationChange {
        SampleViolation.change(
            number,
            step,
            site: "s1",
            sensor: "n1",
            opening: Self.at,
            at: Self.at + .seconds(Int64(number))
        )
    }

    private func commit(_ changes: [ViolationChange], _ decisions: [NotificationDecision]) throws {
        var batch = VerdictBatch(cursor: 1, changes: changes)
        for (change, decision) in zip(changes, decisions) { batch.decisions[ChangeID(change)] = decision }
        _ = try temporary.store.commit(batch)
    }

    private func records() throws -> [Int: NotificationRecord] {
        try #require(try temporary.store.violation(SampleViolation.id)).notifications
    }

    @Test("the stored words are these, whatever the cases are called")
    func words() throws {
        #expect(
            NotificationDecision.NotifyReason.allCases.map(\.rawValue) == ["live", "end-of-notified", "correction"]
        )
        #expect(
            NotificationDecision.SuppressReason.allCases.map(\.rawValue)
                == ["muted", "late", "not-notified-before", "immaterial", "no-recipient"]
        )
        #expect(
            AlertHold.Reason.allCases.map(\.rawValue) == ["gathering", "same-matter", "rate-limit", "storm"]
        )
        try commit([change(1, .opened)], [.suppress(.late)])
        let row = try #require(
            try DatabaseQueue(path: temporary.path).read {
                try Row.fetchOne($0, sql: "SELECT notification, notification_reason FROM violation_change")
            }
        )
        #expect(row["notification"] == "suppress" && row["notification_reason"] == "late")
    }

    @Test("a word that no release has written is an error, not a crash")
    func damaged() throws {
        try commit([change(1, .opened)], [.suppress(.late)])
        try DatabaseQueue(path: temporary.path).write {
            try $0.execute(sql: "UPDATE violation_change SET notification_reason = 'live'")
        }
        #expect(throws: StoreError.self) { try records() }
    }
}
