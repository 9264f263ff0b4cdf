import EventTime
import GRDB
import NoiseRules
import Records
import SQLiteStore
import StorePorts
import TestSupport
import Testing

/// Why a change was notified or not, and why an alert waits, as the store keeps it.
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

    @Test("each decision comes back as it was, and a repeat changes nothing")
    func kept() throws {
        let reasons =
            NotificationDecision.NotifyReason.allCases.map { NotificationDecision.notify($0) }
            + NotificationDecision.SuppressReason.allCases.map { .suppress($0) }
        let changes = (1...reasons.count).map { change($0, $0 == 1 ? .opened : .raised) }
        try commit(changes, reasons)
        let expected = Dictionary(uniqueKeysWithValues: zip(1..., reasons.map { NotificationRecord($0) }))
        #expect(try records() == expected)
        try commit([changes[0]], [reasons[0]])
        #expect(try records() == expected)
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

    @Test("what was notified later says when; what an earlier release recorded says nothing")
    func later() throws {
        try commit([change(1, .opened)], [.suppress(.muted)])
        try commit([change(2, .raised)], [])
        var batch = VerdictBatch(cursor: 2)
        (batch.notifiedLater, batch.notifiedLaterAt) = ([ChangeID(change(1, .opened))], Self.at + .hours(1))
        _ = try temporary.store.commit(batch)
        #expect(try records() == [1: NotificationRecord(.suppress(.muted), notifiedLaterAt: Self.at + .hours(1))])
    }

    @Test("a word that no release has written is an error, not a crash")
    func damaged() throws {
        try commit([change(1, .opened)], [.suppress(.late)])
        try DatabaseQueue(path: temporary.path).write {
            try $0.execute(sql: "UPDATE violation_change SET notification_reason = 'live'")
        }
        #expect(throws: StoreError.self) { try records() }
    }

    @Test("an alert keeps why it was held the last time, also when it has left")
    func holds() throws {
        let change = change(1, .opened)
        let alert = Alert(
            id: AlertID("a"),
            subject: .violation(change),
            authority: "bureau",
            channel: .mail,
            createdAt: Self.at,
            expiresAt: Self.at + .hours(1)
        )
        let store = temporary.store
        _ = try store.commit(VerdictBatch(cursor: 1, changes: [change], alerts: [alert]))
        #expect(try store.alert(alert.id)?.0.hold == nil)
        try store.hold([alert.id: .sameMatter], until: Self.at + .seconds(5))
        try store.hold([alert.id: .rateLimit], until: Self.at + .seconds(60))
        #expect(try store.dueAlerts(at: Self.at + .seconds(59), channel: .mail, limit: 9).isEmpty)
        let hold = AlertHold(.rateLimit, until: Self.at + .seconds(60))
        #expect(try store.dueAlerts(at: Self.at + .seconds(60), channel: .mail, limit: 9).map(\.hold) == [hold])
        let delivery = Delivery(
            alert: alert.id,
            attempt: 1,
            at: Self.at + .seconds(60),
            outcome: .accepted,
            detail: "250"
        )
        try store.record([DeliveryRecord(delivery, state: .delivered, nextAttemptAt: Self.at)], adding: [])
        try store.hold([alert.id: .storm], until: Self.at + .hours(1))
        #expect(try store.alerts(of: change.violation).map(\.0.hold) == [hold])
    }
}
