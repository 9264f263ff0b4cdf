import EventTime
import NoiseRules
import Records
import StorePorts
import Testing

/// The outbox: attempts, what they make of their alerts, and the alerts that follow are recorded together.
enum Sending {
    static let cases =
        [
            ContractCase("an alert is due until it is delivered, and its attempts are kept", outbox),
            ContractCase("an alert that is there already is left as it is", repeats),
            ContractCase("an alert keeps why it was held the last time, also when it has left", holds),
            ContractCase("what left is kept with its attempts, once for all alerts of a message", sent),
        ]
        + [
            WriteFault(.refused, .delivery), WriteFault(.refused, .delivery, number: 2),
            WriteFault(.refused, .sentMessage), WriteFault(.refused, .alertState),
            WriteFault(.refused, .alertState, number: 2), WriteFault(.refused, .alert, number: 3),
        ]
        .map { fault in
            ContractCase("a record of attempts leaves nothing after \(fault)") { try allOrNothing(fault, $0) }
        }

    private static func attempt(_ alert: Alert, _ number: Int, _ outcome: Delivery.Outcome) -> DeliveryRecord {
        DeliveryRecord(
            Sample.delivery(of: alert, outcome, attempt: number),
            state: outcome == .accepted ? .delivered : .pending,
            nextAttemptAt: Sample.instant(50)
        )
    }

    static func sentText(_ text: String) -> SentText {
        let digest = Fingerprint(digest: Array(repeating: UInt8(truncatingIfNeeded: text.utf8.count), count: 32))
        return SentText(subject: "【疑似施工噪声】", text: text, digest: digest, basis: .bytes)
    }

    private static func allOrNothing(_ fault: WriteFault, _ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect(fault)
        let opened = Sample.change(1, .opened)
        let alerts = [Sample.alert(opened), Sample.alert(opened, through: .log)]
        try store.commit(VerdictBatch(cursor: 1, changes: [opened], alerts: alerts))
        let before = try StoreSnapshot(store)
        var records = alerts.map { attempt($0, 1, .accepted) }
        records[0].delivery.sent = sentText("一")
        let further = Sample.alert(opened, through: .webhook("group"))
        #expect(throws: (any Error).self) { try store.record(records, adding: [further]) }
        #expect(try StoreSnapshot(store) == before)
        #expect(try StoreSnapshot(place.connect()) == before)
        try store.record(records, adding: [further])
        #expect(try place.connect().waitingChannels() == [.webhook("group")])
        #expect(try store.alert(alerts[0].id)?.1 == [records[0].delivery])
    }

    private static func outbox(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect()
        let opened = Sample.change(1, .opened)
        let alert = Sample.alert(opened)
        try store.commit(VerdictBatch(cursor: 1, changes: [opened], alerts: [alert]))
        try store.record([attempt(alert, 1, .deferred)], adding: [])
        let other = try place.connect()
        #expect(try other.dueAlerts(at: Sample.instant(49), channel: .mail, limit: 10).isEmpty)
        #expect(try other.nextAttempt(channel: .mail) == Sample.instant(50))
        #expect(try other.dueAlerts(at: Sample.instant(50), channel: .mail, limit: 10).first?.attempts == 1)
        try store.record([attempt(alert, 2, .accepted)], adding: [])
        #expect(try other.nextAttempt(channel: .mail) == nil)
        #expect(try other.waitingChannels().isEmpty)
        #expect(try other.dueAlerts(at: Sample.instant(60), channel: .log, limit: 10).isEmpty)
        let (kept, deliveries) = try #require(try other.alerts(of: opened.violation).first)
        #expect(kept.state == .delivered)
        #expect(deliveries.map(\.outcome) == [.deferred, .accepted])
    }

    private static func repeats(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        let opened = Sample.change(1, .opened)
        let alert = Sample.alert(opened)
        #expect(try store.put([alert]) == 1)
        try store.record([attempt(alert, 1, .accepted)], adding: [])
        var again = alert
        again.createdAt = Sample.instant(500)
        #expect(try store.put([again, Sample.alert(opened, through: .log)]) == 1)
        try store.commit(VerdictBatch(cursor: 1, alerts: [again]))
        let kept = try #require(try store.alert(alert.id)).0
        #expect(kept.state == .delivered && kept.createdAt == alert.createdAt && kept.attempts == 1)
    }

    private static func holds(_ make: ContractCase.Maker) throws {
        let store = try make().connect()
        let opened = Sample.change(1, .opened)
        let alert = Sample.alert(opened)
        try store.commit(VerdictBatch(cursor: 1, changes: [opened], alerts: [alert]))
        #expect(try store.alert(alert.id)?.0.hold == nil)
        try store.hold([alert.id: .sameMatter], until: Sample.instant(5))
        try store.hold([alert.id: .rateLimit], until: Sample.instant(60))
        #expect(try store.dueAlerts(at: Sample.instant(59), channel: .mail, limit: 9).isEmpty)
        let hold = AlertHold(.rateLimit, until: Sample.instant(60))
        #expect(try store.dueAlerts(at: Sample.instant(60), channel: .mail, limit: 9).map(\.hold) == [hold])
        try store.record([attempt(alert, 1, .accepted)], adding: [])
        try store.hold([alert.id: .storm], until: Sample.instant(3600))
        #expect(try store.alerts(of: opened.violation).map(\.0.hold) == [hold])
    }

    private static func sent(_ make: ContractCase.Maker) throws {
        let place = try make()
        let store = try place.connect()
        let opened = Sample.change(1, .opened)
        let alerts = [Sample.alert(opened), Sample.alert(opened, through: .log)]
        _ = try store.put(alerts)
        func record(_ alert: Alert, _ number: Int, _ sent: SentText?, message: String? = nil) throws {
            var record = attempt(alert, number, .accepted)
            (record.delivery.sent, record.delivery.message) = (sent, message.map { AlertID($0) })
            try store.record([record], adding: [])
        }
        try record(alerts[0], 1, sentText("一"), message: "a+1")
        try record(alerts[1], 1, sentText("一"), message: "a+1")
        try record(alerts[0], 2, sentText("一二"))
        try record(alerts[0], 3, nil)
        let other = try place.connect()
        #expect(try other.alert(alerts[0].id)?.1.map(\.sent) == [sentText("一"), sentText("一二"), nil])
        #expect(try other.alert(alerts[1].id)?.1.map(\.sent) == [sentText("一")])
    }
}
