import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Notifications
import Records
import Running
import SQLiteStore
import Sites
import TestSupport
import Testing

/// What arrives in one real mailbox, by a clock that the test moves: how many messages, in which order, and what they
/// say.
@Suite(.enabled(if: SMTPServer.isAvailable, "python3-aiosmtpd is not installed"), .timeLimit(.minutes(3)))
struct MailboxTests {
    private let time = ManualClock(at: Sample.start)
    private let log = RecordedLog()
    private let wake = WakeSignal()
    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let routing: AlertRouting

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.path("quiethours.db"))
        routing = AlertRouting(plan: Sample.plan(), channels: [.mail], expiry: .hours(24))
    }

    private func start(_ port: UInt16) throws -> Task<Void, any Error> {
        let channel = try MailChannel(
            MailSettings(host: "127.0.0.1", port: Int(port), security: .none, from: "quiet@hours.example")
        )
        let service = DeliveryService(
            outbox: store,
            content: MessageContent(plan: Sample.plan()),
            channels: [channel],
            policy: DeliveryPolicy(retry: RetryPolicy(first: .seconds(2), longest: .minutes(5))),
            wake: wake,
            time: time.source,
            logger: log.logger
        )
        return Task { try await service.run() }
    }

    /// In one transaction, as one step of the judge leaves them.
    private func commit(_ subjects: AlertSubject...) throws {
        var batch = VerdictBatch(cursor: 0)
        for subject in subjects {
            batch.alerts += routing.alerts(for: subject, createdAt: time.now)
            if case .violation(let change) = subject { batch.changes.append(change) }
        }
        try store.commit(batch)
        wake.signal()
    }

    private func sensor(_ step: SensorChange.Step) throws {
        try commit(
            .sensor(
                SensorChange(
                    sensor: Sample.sensor,
                    step: step,
                    at: time.now,
                    lastReading: time.now - .seconds(60)
                )
            )
        )
    }

    private func noise(
        _ step: ViolationChange.Step,
        _ number: Int,
        site: SiteID = "s2",
        id: String = "20260607-NOISE001",
        kind: ViolationKind = .limitExceeded,
        opened: EventTime.Instant? = nil
    ) throws {
        try commit(.violation(change(step, number, site: site, id: id, kind: kind, opened: opened)))
    }

    private func change(
        _ step: ViolationChange.Step,
        _ number: Int,
        site: SiteID = "s2",
        id: String = "20260607-NOISE001",
        kind: ViolationKind = .limitExceeded,
        opened: EventTime.Instant? = nil
    ) throws -> ViolationChange {
        var change = try Sample.violation(number: number)
        change.violation = ViolationID(id)
        (change.subject.site, change.subject.kind, change.step) = (site, kind, step)
        (change.at, change.openedAt) = (time.now, opened ?? time.now)
        if step == .closed { (change.reason, change.endedAt) = (.quiet, time.now - .seconds(60)) }
        if step == .raised { change.reason = .louder }
        return change
    }

    private func delivered(_ prefix: String) throws -> Bool {
        let alerts = try store.alerts(AlertFilter(), limit: 1000).map(\.0).filter { $0.id.text.hasPrefix(prefix) }
        return !alerts.isEmpty && alerts.allSatisfy { $0.state == .delivered }
    }

    /// In steps, so that the service looks as often as it would.
    private func pass(_ span: TimeSpan) async throws {
        let end = time.now + span
        while time.now < end {
            time.advance(by: .seconds(1))
            try await Task.sleep(for: .milliseconds(4))
        }
    }

    @Test("a sensor that flaps for ten minutes does not delay a violation elsewhere, and is seven messages at most")
    func flapping() async throws {
        let server = try SMTPServer()
        let service = try start(server.port)
        for round in 0..<50 {
            try sensor(round.isMultiple(of: 2) ? .silent : .back)
            if round == 25 {
                // The clock stands still until it has arrived.
                try noise(.opened, 1)
                try await eventually { try delivered("20260607-NOISE001.1") }
            }
            try await pass(.seconds(12))
        }
        try await eventually {
            time.advance(by: .seconds(10))
            return try store.alerts(AlertFilter(state: .pending), limit: 1).isEmpty
        }
        service.cancel()
        try await service.value

        let subjects = try server.messages().map { $0.mail.headers["subject"] ?? "" }
        let noise = try #require(subjects.firstIndex { $0.contains("20260607-NOISE001") })
        #expect(subjects[noise].hasPrefix("【疑似施工噪声】s2 78.4 dB(A)") && subjects.count <= 9, "\(subjects)")
        // It stands between the sensor's messages, not behind them.
        #expect(noise < subjects.count - 1 && subjects.filter { $0.contains("测点") }.count == subjects.count - 1)
        let last = try #require(try server.messages().last?.mail.text("text/plain"))
        #expect(last.contains("此前经过："), "\(last)")
        #expect(try store.alerts(AlertFilter(state: .delivered), limit: 100).count == 51)
    }

    @Test("a slow server: a violation does not wait for sensors, and one noise is three messages")
    func slow() async throws {
        let server = try SMTPServer { $0.dataDelay = 0.5 }
        let service = try start(server.port)
        try sensor(.silent)
        try await eventually { server.transactions > 0 }
        let ban = try change(.opened, 1, id: "20260607-BAN00001", kind: .prohibitedActivity)
        try commit(.violation(change(.opened, 1)), .violation(ban))
        try await eventually { try delivered("20260607-NOISE001.1") }
        let opened = time.now
        for number in 2...12 {
            try await pass(.seconds(1))
            try noise(.raised, number, opened: opened)
        }
        try await pass(.seconds(60))
        let end = try change(.closed, 2, id: "20260607-BAN00001", kind: .prohibitedActivity, opened: opened)
        try commit(.violation(change(.closed, 13, opened: opened)), .violation(end))
        try await eventually {
            time.advance(by: .seconds(1))
            return try store.alerts(AlertFilter(state: .pending), limit: 1).isEmpty
        }
        service.cancel()
        try await service.value
        let mails = try server.messages().map(\.mail)
        let subjects = mails.compactMap { $0.headers["subject"] }.filter { $0.contains("NOISE001") }
        #expect(subjects.count <= 4 && mails.count == subjects.count + 1, "\(subjects)")
        #expect(subjects.first?.hasPrefix("【疑似施工噪声、疑似禁止时段施工】") == true, "\(subjects)")
        #expect(subjects.last?.contains("·已恢复正常】") == true)
        #expect(subjects.last?.contains("20260607-BAN00001") == true)
        #expect(mails.last?.text("text/plain")?.contains("同时结束：疑似禁止时段施工") == true)
    }

    @Test("a server that was away for twenty minutes gets one message of the noise and one of the sensor")
    func away() async throws {
        let port = UInt16(try freePort())
        let service = try start(port)
        try noise(.opened, 1)
        let opened = time.now
        try noise(.opened, 1, id: "20260607-BAN00001", kind: .prohibitedActivity)
        for round in 0..<5 {
            try sensor(round.isMultiple(of: 2) ? .silent : .back)
            try await pass(.minutes(2))
            try noise(.raised, 2 + round, opened: opened)
        }
        try noise(.closed, 7, opened: opened)
        // All of it is late by the time that the server is back, however fast the attempts are.
        try await pass(.minutes(10))
        #expect(try store.alerts(AlertFilter(state: .delivered), limit: 1).isEmpty)
        let server = try SMTPServer { $0.port = port }
        try await eventually {
            time.advance(by: .seconds(5))
            return try store.alerts(AlertFilter(state: .pending), limit: 1).isEmpty
        }
        service.cancel()
        try await service.value
        let mails = try server.messages().map(\.mail)
        #expect(mails.count == 2, "\(mails.compactMap { $0.headers["subject"] })")
        let noise = try #require(mails.first { $0.headers["subject"]?.contains("NOISE001") == true })
        let text = try #require(noise.text("text/plain"))
        // The ban is open still, so it is told in full; the limit is over.
        #expect(noise.headers["subject"]?.contains("【疑似禁止时段施工】") == true, "\(text)")
        #expect(text.contains("迟到的通知") && text.contains("同时结束：疑似施工噪声；已恢复正常"))
        #expect(text.contains("此前经过：01:03:12 新发（疑似施工噪声）"))
        let receipts = try store.alerts(AlertFilter(state: .delivered), limit: 100)
        #expect(receipts.count == 13 && Set(receipts.map { $0.1.last?.message }).count == 2)
    }
}
