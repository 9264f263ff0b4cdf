import EventTime
import NoiseRules
import Records
import Sites
import StorePorts
import TestSupport
import Testing

/// Cursor, memory, changes with their decisions, and alerts move in one transaction.
enum Judging {
    static let cases =
        [
            ContractCase("cursor, memory, changes and alerts move together, and a repeat changes nothing", commit),
            ContractCase("a change whose number is taken is returned, and the rest of its batch is kept", conflict),
            ContractCase("each decision comes back as it was, and when a change was notified after all", decisions),
            ContractCase("the figures are of what is open, waits and is not judged yet", figures),
            ContractCase("a trouble of the collector that is on is the latest of its matter and subject", troubles),
        ]
        + [
            WriteFault(.refused, .violation), WriteFault(.refused, .change), WriteFault(.refused, .change, number: 2),
            WriteFault(.refused, .decision, number: 2), WriteFault(.refused, .notifiedLater),
            WriteFault(.refused, .worst, number: 2), WriteFault(.refused, .memory), WriteFault(.refused, .alert),
            WriteFault(.refused, .alert, number: 2), WriteFault(.refused, .cursor),
        ]
        .map { fault in
            ContractCase("a commit of verdicts leaves nothing after \(fault)") { try allOrNothing(fault, $0) }
        }
        + [WriteFault(.refused, .collectorChange), WriteFault(.refused, .alert)].map { fault in
            ContractCase("a trouble of the collector is kept with its alerts or not at all, after \(fault)") {
                try troubleWithAlerts(fault, $0)
            }
        }

    private static let piece = JudgeMemory(kind: .silence, key: "school/gate")

    /// With all that a batch may have.
    private static func batch(after sequence: Int64) -> VerdictBatch {
        let (opened, raised) = (Sample.change(1, .opened), Sample.change(2, .raised))
        var batch = VerdictBatch(
            cursor: sequence,
            memory: [piece: Array("{}".utf8)],
            changes: [opened, raised],
            worst: [opened.violation: opened.finding],
            alerts: [Sample.alert(opened), Sample.alert(raised)]
        )
        batch.decisions = [ChangeID(opened): .notify(.live), ChangeID(raised): .suppress(.muted)]
        (batch.notifiedLater, batch.notifiedLaterAt) = ([ChangeID(raised)], Sample.instant(60))
        return batch
    }

    private static func allOrNothing(_ fault: WriteFault, _ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect(fault)
        _ = try store.append(Sample.arrival([try Sample.reading(1)]))
        let before = try StoreSnapshot(store)
        let batch = batch(after: try store.lastSequence())
        #expect(throws: (any Error).self) { try store.commit(batch) }
        #expect(try StoreSnapshot(store) == before)
        #expect(try StoreSnapshot(place.connect()) == before)
        #expect(try store.commit(batch).isEmpty)
        let after = try StoreSnapshot(place.connect())
        #expect(after.judged == 1 && after.alerts.count == 2 && after.violations.count == 1)
        #expect(after.memory == [piece: Array("{}".utf8)])
        #expect(try store.violation(batch.changes[0].violation)?.notifications.count == 2)
    }

    private static func commit(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect()
        #expect(try store.evaluationPoint() == EvaluationPoint(cursor: 0, memory: [:]))
        let opened = Sample.change(1, .opened)
        let batch = VerdictBatch(
            cursor: 7,
            memory: [piece: Array("{}".utf8)],
            changes: [opened],
            alerts: [Sample.alert(opened)]
        )
        try store.commit(batch)
        let before = try StoreSnapshot(store)
        try store.commit(batch)
        #expect(try StoreSnapshot(store) == before)
        #expect(try store.evaluationPoint() == EvaluationPoint(cursor: 7, memory: [piece: Array("{}".utf8)]))
        try store.commit(VerdictBatch(cursor: 9))
        #expect(try store.evaluationPoint() == EvaluationPoint(cursor: 9, memory: [piece: Array("{}".utf8)]))
        try store.commit(VerdictBatch(cursor: 9, memory: [piece: nil]))
        let other = try place.connect()
        #expect(try other.evaluationPoint() == EvaluationPoint(cursor: 9, memory: [:]))
        #expect(try other.dueAlerts(at: Sample.instant(2), channel: .mail, limit: 10) == [Sample.alert(opened)])
        #expect(try other.isTold(opened.violation))

        let record = try #require(try other.violation(opened.violation))
        #expect(record.changes == [opened] && record.closedAt == nil && record.openedAt == opened.openedAt)
        #expect(try other.violations(openOnly: true, limit: 10).map(\.id) == [opened.violation])
        try store.commit(VerdictBatch(cursor: 10, changes: [Sample.change(2, .closed)]))
        #expect(try other.violations(openOnly: true, limit: 10).isEmpty)
        #expect(try other.violation(opened.violation)?.closedAt == Sample.instant(2))
        #expect(try other.violation(ViolationID("nothing")) == nil)
    }

    private static func conflict(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        let opened = Sample.change(1, .opened)
        #expect(try store.commit(VerdictBatch(cursor: 1, changes: [opened])).isEmpty)
        #expect(try store.commit(VerdictBatch(cursor: 2, changes: [opened])).isEmpty)
        var other = opened
        other.openedAt = other.openedAt + .seconds(1)
        let closed = Sample.change(2, .closed)
        #expect(try store.commit(VerdictBatch(cursor: 3, changes: [other, closed])) == [other])
        let record = try #require(try store.violation(opened.violation))
        #expect(record.changes == [opened, closed])
        #expect(record.openedAt == opened.openedAt)
        #expect(try store.evaluationPoint().cursor == 3)
    }

    private static func decisions(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        let decisions =
            NotificationDecision.NotifyReason.allCases.map { NotificationDecision.notify($0) }
            + NotificationDecision.SuppressReason.allCases.map { .suppress($0) }
        let changes = (1...decisions.count + 1).map { Sample.change($0, $0 == 1 ? .opened : .raised) }
        var batch = VerdictBatch(cursor: 1, changes: changes)
        batch.decisions = Dictionary(uniqueKeysWithValues: zip(changes.map { ChangeID($0) }, decisions))
        try store.commit(batch)
        // The last change has none, as those of earlier releases.
        var expected = Dictionary(uniqueKeysWithValues: zip(1..., decisions.map { NotificationRecord($0) }))
        #expect(try store.violation(SampleViolation.id)?.notifications == expected)
        try store.commit(batch)
        #expect(try store.violation(SampleViolation.id)?.notifications == expected)

        var later = VerdictBatch(cursor: 2)
        (later.notifiedLater, later.notifiedLaterAt) = ([ChangeID(changes[3])], Sample.instant(3600))
        try store.commit(later)
        expected[4]?.notifiedLaterAt = Sample.instant(3600)
        #expect(try store.violation(SampleViolation.id)?.notifications == expected)
    }

    private static func figures(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        #expect(try store.figures() == StoreFigures())
        _ = try store.append(Sample.arrival([try Sample.reading(1), try Sample.reading(2)]))
        let judged = try store.lastSequence()
        _ = try store.append(Sample.arrival([try Sample.reading(3)], at: 103))
        let opened = Sample.change(1, .opened)
        let alert = Sample.alert(opened)
        try store.commit(VerdictBatch(cursor: judged, changes: [opened], alerts: [alert]))
        let figures = try store.figures()
        #expect(try figures.lastSequence == store.lastSequence() && figures.cursor == judged)
        #expect(figures.unjudgedSince == Sample.instant(103))
        #expect(figures.openViolations == [.init(site: "school", source: opened.subject.source): 1])
        #expect(figures.waiting == [.mail: .init(count: 1, since: Sample.instant(1))])

        let delivery = Sample.delivery(of: alert, .accepted)
        try store.record(
            [DeliveryRecord(delivery, state: .delivered, nextAttemptAt: Sample.instant(2))],
            adding: []
        )
        try store.commit(VerdictBatch(cursor: try store.lastSequence(), changes: [Sample.change(2, .closed)]))
        let after = try store.figures()
        #expect(after.unjudgedSince == nil && after.openViolations.isEmpty && after.waiting.isEmpty)
    }

    private static func alert(_ change: CollectorChange) -> Alert {
        Alert(
            id: AlertID(.collector(change), authority: "bureau", channel: .mail),
            subject: .collector(change),
            authority: "bureau",
            channel: .mail,
            createdAt: change.at,
            expiresAt: change.at + .hours(1)
        )
    }

    private static func blind(_ isOn: Bool, at second: Int64) -> CollectorChange {
        CollectorChange(
            .blind,
            isOn: isOn,
            about: "b:1883",
            at: Sample.instant(second),
            since: Sample.instant(0),
            detail: "nothing listens at b:1883"
        )
    }

    private static func troubles(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect()
        #expect(try store.collectorTroubles() == [])
        let until = Sample.instant(90_000)
        let ends = CollectorChange(.certificate, isOn: true, about: "b:8883", at: Sample.instant(1), until: until)
        let mail = CollectorChange(.certificate, isOn: true, about: "m:587", at: Sample.instant(2), until: until)
        let all = [ends, mail, blind(true, at: 60), blind(false, at: 200), blind(true, at: 400)]
        for change in all.prefix(3) { try store.record(change, alerts: [alert(change)]) }
        #expect(try place.connect().collectorTroubles() == [ends, mail, all[2]])
        try store.record(all[3], alerts: [alert(all[3])])
        #expect(try store.collectorTroubles() == [ends, mail])
        try store.record(all[4], alerts: [alert(all[4])])
        #expect(try store.collectorTroubles() == [ends, mail, all[4]])
        // Each with its own alert: a second outage is another event.
        let due = try store.dueAlerts(at: Sample.instant(1000), channel: .mail, limit: 100)
        #expect(Set(due.map(\.subject)) == Set(all.map(AlertSubject.collector)))
    }

    private static func troubleWithAlerts(_ fault: WriteFault, _ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect(fault)
        let change = blind(true, at: 60)
        #expect(throws: (any Error).self) { try store.record(change, alerts: [alert(change)]) }
        #expect(try store.collectorTroubles() == [])
        #expect(try place.connect().waitingChannels() == [])
        try store.record(change, alerts: [alert(change)])
        #expect(try store.collectorTroubles() == [change])
    }
}
