import EventTime
import Foundation
import NoiseRules
import Notifications
import Records
import Running
import SQLiteStore
import TestSupport
import Testing

/// A mail server that is away for an hour of test time, in front of a real store and then a real server.
@Suite(.enabled(if: SMTPServer.isAvailable, "python3-aiosmtpd is not installed"), .timeLimit(.minutes(3)))
struct MailOutageTests {
    private let time = ManualClock(at: Sample.start)
    private let log = RecordedLog()
    private let grouping = Grouping(most: 6, period: .minutes(10), digestEvery: .minutes(5), gather: .seconds(5))

    @Test(
        "when it is back, each alert that has not expired arrives once, within the budget and marked as old",
        arguments: [false, true]
    )
    func outage(withRestart: Bool) async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path("quiethours.db"))
        let port = UInt16(try freePort())
        var service = try start(store, port)

        // A violation opens every four minutes and ends two minutes later; the second is no news after twenty minutes.
        var wanted: Set<String> = []
        for number in 0..<15 {
            for step in [ViolationChange.Step.opened, .closed] {
                let alert = try commit(number, step, to: store, expiry: number == 1 ? .minutes(20) : .hours(24))
                if number != 1 { wanted.insert(alert) }
                try await pass(.minutes(2))
            }
            if withRestart, number == 7 {
                service.cancel()
                try await service.value
                service = try start(store, port)
            }
        }
        #expect(try store.alerts(AlertFilter(state: .delivered), limit: 100).isEmpty)
        #expect(try store.alerts(AlertFilter(state: .expired), limit: 100).count == 2)

        let server = try SMTPServer { $0.port = port }
        // The longest wait between two attempts has passed well before; a slow machine must not make hours of it.
        var left = TimeSpan.minutes(30)
        try await eventually {
            if left > .zero {
                time.advance(by: .seconds(5))
                left = left - .seconds(5)
            }
            return try store.alerts(AlertFilter(state: .pending), limit: 100).isEmpty
        }
        service.cancel()
        try await service.value
        let mails = try server.messages().map(\.mail)
        let told = mails.flatMap { mail in
            (mail.text("text/plain") ?? "").matches(of: /\[(20260607-V\d+)\]/).map { String($0.1) }
        }
        // An opening and an end of each; the two steps of the last, which may leave by themselves, share one line.
        #expect(Set(told) == wanted)
        #expect(Dictionary(grouping: told) { $0 }.values.allSatisfy { $0.count <= 2 }, "\(told)")
        #expect(mails.count <= grouping.most, "\(mails.count) messages")
        let subjects = mails.compactMap { $0.headers["subject"] }
        // The test's clock runs on while an attempt that began before the server was back goes through.
        let late = try #require(
            mails.first { $0.headers["subject"]?.firstMatch(of: /^（迟到 (1 小时|5\d 分钟)/) != nil },
            "\(subjects)"
        )
        #expect(late.text("text/plain")?.contains("迟到的通知") == true)
        let delivered = try store.alerts(AlertFilter(state: .delivered), limit: 100)
        #expect(delivered.count == 28)
        #expect(delivered.allSatisfy { $0.1.last?.outcome == .accepted && $0.1.last?.message != nil })
    }

    private func start(_ store: SQLiteStore, _ port: UInt16) throws -> Task<Void, any Error> {
        let channel = try MailChannel(
            MailSettings(host: "127.0.0.1", port: Int(port), security: .none, from: "quiet@hours.example")
        )
        let service = DeliveryService(
            outbox: store,
            content: MessageContent(plan: Sample.plan()),
            channels: [channel],
            policy: DeliveryPolicy(retry: RetryPolicy(first: .seconds(2), longest: .minutes(5)), grouping: grouping),
            wake: WakeSignal(),
            time: time.source,
            logger: log.logger
        )
        return Task { try await service.run() }
    }

    /// Returns the violation's id.
    private func commit(
        _ number: Int,
        _ step: ViolationChange.Step,
        to store: SQLiteStore,
        expiry: TimeSpan
    ) throws -> String {
        var change = try Sample.violation(number: step == .opened ? 1 : 2)
        change.violation = ViolationID("20260607-V\(number)")
        (change.step, change.at, change.openedAt) = (step, time.now, time.now)
        if step == .closed { (change.reason, change.openedAt) = (.quiet, time.now - .minutes(2)) }
        let routing = AlertRouting(plan: Sample.plan(), channels: [.mail], expiry: expiry)
        let alerts = routing.alerts(for: .violation(change), createdAt: time.now)
        try store.commit(VerdictBatch(cursor: 0, changes: [change], alerts: alerts))
        return change.violation.text
    }

    /// In steps, so that the service looks as often as it would.
    private func pass(_ span: TimeSpan) async throws {
        let end = time.now + span
        while time.now < end {
            time.advance(by: .seconds(5))
            try await Task.sleep(for: .milliseconds(3))
        }
    }
}
