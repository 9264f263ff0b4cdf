import Curl
import EventTime
import ExamCalendar
import Foundation
import Logging
import NoiseRules
import Notifications
import Records
import Reports
import Running
import ServiceLifecycle
import Sites
import Synchronization
import TestSupport
import Testing

/// The loop, with an outbox in memory, scripted channels and a clock that the test moves.
@Suite(.timeLimit(.minutes(1)))
struct DeliveryServiceTests {
    private let time = ManualClock(at: Sample.start)
    private let log = RecordedLog()
    private let later = Sample.start + .milliseconds(1)
    private static let two = [
        Sample.bureau, Authority(id: "hall", name: Name("Hall"), language: .en, mail: ["hall@example.org"]),
    ]
    private let wake = WakeSignal()

    @Test("a due alert leaves by its channel, in words, and its receipt is recorded")
    func delivered() async throws {
        let outbox = MemoryOutbox([Sample.alert(), Sample.alert("b", .log)])
        let mail = ScriptedChannel(.mail, [DeliveryOutcome(.accepted, "250 queued")])
        let line = ScriptedChannel(.log)
        try await running(outbox, [mail, line]) {
            try await eventually { outbox.states == [.delivered, .delivered] }
        }
        #expect(mail.attempts.map(\.alert.text) == ["20260607-7K3M9Q2A.1.bureau.mail"])
        #expect(mail.attempts.first?.subject.hasPrefix("【测点无数据】第一中学") == true)
        #expect(line.attempts.map(\.alert.text) == ["b"])
        let receipt = outbox.deliveries.first { $0.alert.text != "b" }
        #expect(receipt?.detail == "250 queued" && receipt?.attempt == 1 && receipt?.at == Sample.start)
    }

    @Test("deferred attempts back off; the same failure is logged once until it changes")
    func backOff() async throws {
        let outbox = MemoryOutbox([Sample.alert()])
        let mail = ScriptedChannel(
            .mail,
            [
                DeliveryOutcome(.deferred, "refused after 3 ms"), DeliveryOutcome(.deferred, "refused after 41 ms"),
                DeliveryOutcome(.deferred, "timed out"), DeliveryOutcome(.accepted, "250 queued"),
            ]
        )
        try await running(outbox, [mail]) {
            try await time.advance(by: .milliseconds(250)) { outbox.states == [.delivered] }
        }
        let deliveries = outbox.deliveries
        #expect(deliveries.map(\.attempt) == [1, 2, 3, 4])
        #expect(deliveries.map(\.outcome) == [.deferred, .deferred, .deferred, .accepted])
        let waits = zip(deliveries, deliveries.dropFirst()).map { $1.at - $0.at }
        #expect(zip(waits, [2, 4, 8]).allSatisfy { $0 >= .seconds($1) }, "\(waits)")
        #expect(log.lines(containing: "alert deferred").count == 2)
        #expect(log.lines(containing: "alert delivered").count == 1)
    }

    /// A log that loses its first lines about alerts.
    private struct LosingLog: LogHandler {
        let losses: Int
        let lines: RecordedLog
        let attempts: Counter
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        final class Counter: Sendable {
            private let count = Mutex(0)
            func next() -> Int {
                count.withLock { count in
                    count += 1; return count
                }
            }
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard attempts.next() > losses else { return LogReceipt.note(.lost(reason: "No space left on device")) }
            lines.logger.notice("\(event.message)", metadata: event.metadata)
            LogReceipt.note(.written)
        }
    }

    @Test("an alert whose line the log has lost stays in the outbox and is written again")
    func lostLine() async throws {
        let outbox = MemoryOutbox([Sample.alert("a", .log)])
        let written = RecordedLog()
        let channel = LogChannel(
            logger: Logger(label: "test") { _ in LosingLog(losses: 2, lines: written, attempts: .init()) }
        )
        try await running(outbox, [channel]) {
            try await time.advance(by: .milliseconds(250)) { outbox.states == [.delivered] }
        }
        #expect(outbox.deliveries.map(\.outcome) == [.deferred, .deferred, .accepted])
        #expect(outbox.deliveries.first?.detail == "lost by the log: No space left on device")
        #expect(written.lines(containing: "alert=a ").count == 1)
    }

    @Test("an alert that expires is given up, and that is recorded")
    func expiry() async throws {
        let outbox = MemoryOutbox([Sample.alert(expiry: .seconds(20))])
        let mail = ScriptedChannel(.mail, [DeliveryOutcome(.deferred, "down")])
        try await running(outbox, [mail]) {
            try await time.advance(by: .milliseconds(500)) { outbox.states == [.expired] }
        }
        let last = try #require(outbox.deliveries.last)
        #expect(last.detail == "given up: expired after \(mail.attempts.count) attempts")
        #expect(last.at >= Sample.start + .seconds(20))
        #expect(outbox.deliveries.dropLast().allSatisfy { $0.at < Sample.start + .seconds(20) })
        #expect(log.lines(containing: "alert expired undelivered").count == 1)
    }

    @Test("a refusal for good is not tried again")
    func refusal() async throws {
        let outbox = MemoryOutbox([Sample.alert()])
        let mail = ScriptedChannel(.mail, [DeliveryOutcome(.refused, "550 no")])
        try await running(outbox, [mail]) {
            try await eventually { outbox.states == [.failed] }
            let looks = outbox.looks
            try await time.advance(by: .minutes(1)) { outbox.looks > looks + 5 }
        }
        #expect(mail.attempts.count == 1)
    }

    @Test("a channel that hangs holds no other back")
    func lanes() async throws {
        let outbox = MemoryOutbox([Sample.alert("a"), Sample.alert("b", .log), Sample.alert("c", .eml)])
        let mail = ScriptedChannel(.mail, isHeld: true)
        try await running(outbox, [mail, ScriptedChannel(.log), ScriptedChannel(.eml)]) {
            try await eventually { outbox.states == [.pending, .delivered, .delivered] }
            mail.release()
            try await eventually { outbox.states == [.delivered, .delivered, .delivered] }
        }
    }

    @Test("a ring wakes the service at once; without one it does not turn around")
    func signal() async throws {
        let outbox = MemoryOutbox([])
        try await running(outbox, [ScriptedChannel(.mail)]) {
            // One lane for each category.
            try await eventually { outbox.looks == 6 }
            try await Task.sleep(for: .milliseconds(100))
            #expect(outbox.looks == 6, "one look of each lane, which first makes all due")
            outbox.add(Sample.alert())
            wake.signal()
            try await eventually { outbox.states == [.delivered] }
        }
        #expect(time.now == Sample.start)
    }

    @Test("shutdown finishes and records the attempt under way, and starts no other")
    func shutdown() async throws {
        let outbox = MemoryOutbox([Sample.alert("a"), Sample.alert("b", authority: "hall", at: later)])
        time.advance(by: .seconds(1))
        let mail = ScriptedChannel(.mail, isHeld: true)
        let service = service(outbox, [mail], offices: Self.two)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [.init(service: service)], logger: log.logger)
        )
        async let end: Void = group.run()
        try await eventually { mail.attempts.count == 1 }
        await group.triggerGracefulShutdown()
        try await Task.sleep(for: .milliseconds(100))
        #expect(outbox.deliveries.isEmpty)
        // The second lets a second attempt through, which must not come.
        mail.release()
        mail.release()
        try await end
        #expect(outbox.states == [.delivered, .pending])
        #expect(mail.attempts.map(\.alert.text) == ["a"])
    }

    @Test("a receipt that cannot be recorded stops sending, not repeats it; the failure is logged once")
    func unrecorded() async throws {
        let outbox = MemoryOutbox([Sample.alert("a"), Sample.alert("b", authority: "hall", at: later)])
        time.advance(by: .seconds(1))
        outbox.fail(writes: true)
        let mail = ScriptedChannel(.mail)
        try await running(outbox, [mail], offices: Self.two) {
            let end = time.now + .minutes(2)
            try await time.advance(by: .seconds(1)) { time.now >= end }
            #expect(mail.attempts.map(\.alert.text) == ["a"])
            #expect(log.lines(containing: "outbox unavailable").count == 1)
            outbox.fail()
            try await time.advance(by: .seconds(1)) { outbox.states == [.delivered, .delivered] }
        }
        #expect(mail.attempts.map(\.alert.text) == ["a", "b"])
        #expect(log.lines(containing: "outbox available again").count == 1)
    }

    @Test("an outbox that cannot be read is asked again")
    func unreadable() async throws {
        let outbox = MemoryOutbox([Sample.alert()])
        outbox.fail(reads: true)
        try await running(outbox, [ScriptedChannel(.mail)]) {
            try await time.advance(by: .seconds(1)) { outbox.looks > 4 }
            outbox.fail()
            try await time.advance(by: .seconds(1)) { outbox.states == [.delivered] }
        }
        #expect(log.lines(containing: "outbox unavailable").count == 1, "once for the channel")
    }

    @Test("an authority that left the plan is a refusal; a channel that is not set up waits until the expiry")
    func missing() async throws {
        let outbox = MemoryOutbox([Sample.alert("a", authority: "gone"), Sample.alert("b", .eml, expiry: .minutes(1))])
        let mail = ScriptedChannel(.mail)
        try await running(outbox, [mail]) {
            try await eventually { outbox.states == [.failed, .pending] && outbox.deliveries.count == 2 }
            #expect(outbox.alert(AlertID("b"))?.attempts == 1)
            try await time.advance(by: .seconds(1)) { outbox.states == [.failed, .expired] }
        }
        #expect(mail.attempts.isEmpty)
        #expect(outbox.deliveries.contains { $0.detail == "the channel eml is not set up" })
        #expect(outbox.deliveries.contains { $0.detail.contains("gone is not in the plan") })
    }

    @Test(
        "a second channel is used when the first has refused or failed three times, and not before; the first goes on",
        arguments: [Delivery.Outcome.refused, .deferred]
    )
    func secondChannel(outcome: Delivery.Outcome) async throws {
        var office = Sample.bureau
        office.webhooks = ["room"]
        office.secondChannels = [.webhook("room")]
        let routing = AlertRouting(plan: Sample.plan([office]), channels: [.mail, .webhook("room")], expiry: .hours(1))
        let alerts = routing.alerts(for: .violation(try Sample.violation()), createdAt: Sample.start)
        #expect(alerts.map(\.channel) == [.mail])
        let outbox = MemoryOutbox(alerts)
        let mail = ScriptedChannel(.mail, [DeliveryOutcome(outcome, "no")])
        let room = ScriptedChannel(.webhook("room"))
        try await running(outbox, [mail, room], offices: [office]) {
            try await time.advance(by: .seconds(1)) { !room.attempts.isEmpty }
            #expect(mail.attempts.count == (outcome == .refused ? 1 : 3))
            try await time.advance(by: .seconds(1)) { outcome == .refused || mail.attempts.count == 5 }
        }
        #expect(room.attempts.map(\.alert.text) == ["20260607-7K3M9Q2A.1.bureau.webhook-room"])
        #expect(outbox.states == [outcome == .refused ? .failed : .pending, .delivered])
    }

    private func noise(
        _ id: String,
        _ channel: ChannelName = .mail,
        at: EventTime.Instant = Sample.start,
        site: SiteID = "s1"
    ) throws -> Alert {
        var change = try Sample.violation()
        change.violation = ViolationID("20260607-\(id)")
        (change.subject.site, change.at, change.openedAt) = (site, at, at)
        var alert = Sample.alert(id, channel, authority: channel.isBroadcast ? "" : "bureau", at: at)
        alert.subject = .violation(change)
        return alert
    }

    @Test("an attempt for a sensor that hangs does not delay a violation in the same channel")
    func category() async throws {
        let outbox = MemoryOutbox([Sample.alert("sensor")])
        let mail = ScriptedChannel(.mail, holds: { $0.text.hasPrefix("sensor") })
        try await running(outbox, [mail]) {
            try await eventually { mail.attempts.map(\.alert.text) == ["sensor"] }
            outbox.add(try noise("violation"))
            wake.signal()
            try await eventually { outbox.alert(AlertID("violation"))?.state == .delivered }
            #expect(outbox.alert(AlertID("sensor"))?.state == .pending)
            mail.release()
            try await eventually { outbox.states == [.delivered, .delivered] }
        }
    }

    @Test("where one lane serves all, a violation waits for one technical attempt at most")
    func order() async throws {
        let sensors = (0..<20).map { Sample.alert("sensor-\($0)", .jsonl, authority: "") }
        let outbox = MemoryOutbox(sensors)
        let file = ScriptedChannel(.jsonl, isHeld: true)
        try await running(outbox, [file]) {
            try await eventually { file.attempts.count == 1 }
            var violation = try noise("violation")
            (violation.channel, violation.authority) = (.jsonl, "")
            outbox.add(violation)
            file.release()
            try await eventually { file.attempts.count == 2 }
            for _ in 0..<20 { file.release() }
            try await eventually { outbox.states.allSatisfy { $0 == .delivered } }
        }
        #expect(file.attempts.map(\.alert.text).firstIndex(of: "violation") == 1)
    }

    @Test("what is gathered stays gathered over a restart")
    func restart() async throws {
        let outbox = MemoryOutbox([try noise("a")])
        let mail = ScriptedChannel(.mail)
        try await running(outbox, [mail]) {
            try await eventually { outbox.states == [.delivered] }
        }
        time.advance(by: .seconds(1))
        outbox.add(try noise("b", at: time.now, site: "s2"))
        try await running(outbox, [mail]) {
            try await eventually { outbox.alert(AlertID("b"))?.nextAttemptAt == Sample.start + .seconds(5) }
        }
        #expect(mail.attempts.count == 1)
        time.advance(by: .seconds(4))
        try await running(outbox, [mail]) {
            try await eventually { outbox.states == [.delivered, .delivered] }
        }
        #expect(mail.attempts.map(\.alert.text) == ["a", "b"])
    }

    @Test("recipients that share an address read each alert once, and each has its receipt")
    func inbox() async throws {
        var office = Sample.bureau
        office.staff.officers = [DutyOfficer(id: "wang", name: Name("Wang"), mail: ["DUTY@example.org"])]
        let first = try noise("a")
        var second = first
        (second.id, second.officer) = (AlertID("a~wang"), "wang")
        let outbox = MemoryOutbox([first, second])
        let mail = ScriptedChannel(.mail)
        try await running(outbox, [mail], offices: [office]) {
            try await eventually { outbox.states == [.delivered, .delivered] }
        }
        #expect(mail.attempts.map(\.alert.text) == ["a+1"])
        #expect(Set(outbox.deliveries.map(\.message)) == [AlertID("a+1")])
    }

    @Test("what left is kept with its attempt: the words without the link's token, and the digest of the bytes")
    func kept() async throws {
        let directory = try TemporaryDirectory()
        let outbox = MemoryOutbox([try noise("a", .eml), try noise("b", .log)])
        let eml = EMLChannel(directory: directory.path(""), from: try MailAddress("quiethours@example.org"))
        let composer = AlertComposer(
            plan: Sample.plan(),
            sources: MessageSources(answerAddress: { _ in "https://noise.example/a/SECRET" })
        )
        try await running(outbox, [eml, LogChannel(logger: log.logger)], composer: composer) {
            try await eventually { outbox.states == [.delivered, .delivered] }
        }
        let deliveries = outbox.deliveries
        let mail = try #require(deliveries.first { $0.alert.text == "a" }?.sent)
        #expect(mail.digest.description == (try digest(ofFile: directory.path("a.eml"))) && mail.basis == .bytes)
        #expect(mail.subject.contains("疑似施工噪声") && mail.text.contains("立即响应：…"))
        let logged = try #require(deliveries.first { $0.alert.text == "b" }?.sent)
        #expect(logged.basis == .words)
        let words = directory.path("words")
        try Data("\(logged.subject)\n\n\(logged.text)".utf8).write(to: URL(fileURLWithPath: words))
        #expect(logged.digest.description == (try digest(ofFile: words)))
        for sent in [mail, logged] { #expect(!sent.text.contains("SECRET")) }
    }

    /// As another program finds it.
    private func digest(ofFile path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        process.arguments = [path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return String(text.prefix(64))
    }

    @Test("only a channel that passes facts on has them composed, in the same words", arguments: [false, true])
    func facts(readsFacts: Bool) async throws {
        let outbox = MemoryOutbox([try noise("a")])
        let channel = ScriptedChannel(.mail, readsFacts: readsFacts)
        try await running(outbox, [channel]) {
            try await eventually { outbox.states == [.delivered] }
        }
        #expect(channel.attempts.map(\.facts) == [readsFacts ? 1 : 0])
        let other = ScriptedChannel(.mail, readsFacts: !readsFacts)
        try await running(MemoryOutbox([try noise("a")]), [other]) {
            try await eventually { !other.attempts.isEmpty }
        }
        #expect(channel.attempts.map(\.subject) == other.attempts.map(\.subject))
    }

    @Test("of an attempt by which nothing left nothing is kept")
    func nothingKept() async throws {
        let outbox = MemoryOutbox([try noise("a")])
        try await running(outbox, [ScriptedChannel(.mail, [DeliveryOutcome(.refused, "no")])]) {
            try await eventually { outbox.states == [.failed] }
        }
        #expect(outbox.deliveries.map(\.sent) == [nil])
    }

    private func service(
        _ outbox: MemoryOutbox,
        _ channels: [any Channel],
        offices: [Authority] = [Sample.bureau],
        composer: AlertComposer? = nil
    ) -> DeliveryService {
        DeliveryService(
            outbox: outbox,
            content: MessageContent(plan: Sample.plan(offices), composer: composer),
            channels: channels,
            waiting: (try? outbox.waitingChannels()) ?? [],
            policy: DeliveryPolicy(retry: RetryPolicy(first: .seconds(2), longest: .minutes(5))),
            wake: wake,
            time: time.source,
            logger: log.logger
        )
    }

    private func running(
        _ outbox: MemoryOutbox,
        _ channels: [any Channel],
        offices: [Authority] = [Sample.bureau],
        composer: AlertComposer? = nil,
        _ body: () async throws -> Void
    ) async throws {
        let service = service(outbox, channels, offices: offices, composer: composer)
        let run = Task { try await service.run() }
        defer { run.cancel() }
        try await body()
        run.cancel()
        try await run.value
    }
}
