import Foundation
import GRDB
import TestSupport
import Testing

@Suite("The machine's clock is wrong", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct MachineClockTests {
    private struct Row: FetchableRecord {
        let mark: Int
        let shift: Int?
        let lag: Int

        init(row: GRDB.Row) {
            (mark, shift, lag) = (row["mark"], row["shift"], row["lag"])
        }
    }

    /// Mark, shift, and milliseconds from a reading's end to its arrival.
    private func rows(_ installation: Installation) throws -> [Row] {
        try installation.connect().read { db in
            try Row.fetchAll(
                db,
                sql:
                    "SELECT mark, shift, received_at - start - duration AS lag FROM reading JOIN arrival ON arrival.id = arrival"
            )
        }
    }

    @Test(
        "started in 1970 beside sensors that are right: said at once, their time is followed, and no reading is marked"
    )
    func empty() throws {
        let clock = try FakeClock()
        try clock.set(secondsSince1970: 30)
        let broker = try MosquittoServer()
        let port = try freePort()
        let installation = try Installation(
            brokerPort: broker.port,
            further: "listen: {health: {address: \"127.0.0.1:\(port)\"}}",
            plan: Installation.plan()
        )
        let service = try installation.start("serve", environment: clock.environment)
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        #expect(service.errors().contains("this machine's clock is earlier than this version of the program"))
        let gate = try LivePublisher(broker)
        let yard = try LivePublisher(broker, sensor: "yard")
        for _ in 0..<12 {
            try gate.send([80], endingAt: Date())
            try yard.send([50], endingAt: Date())
            Thread.sleep(forTimeInterval: 1)
        }
        _ = try service.wait(for: "store everything") { try rows(installation).count == 24 ? true : nil }
        let readings = try rows(installation)
        #expect(readings.allSatisfy { $0.mark == 0 && $0.shift ?? 0 == 0 && abs($0.lag) < 30_000 }, "\(readings)")
        #expect(service.errors().contains("violation opened"))
        let ready = try Curl.request("GET", "http://127.0.0.1:\(port)/readyz")
        #expect(ready.status == 503 && ready.body.contains("clock: this machine's clock disagrees"), "\(ready.body)")
        #expect(ready.body.contains("it shows 1970-01-01T00:0"), "\(ready.body)")
        _ = try service.wait(for: "notify operators") {
            try installation.subjects().contains { $0.contains("clock is wrong") } ? true : nil
        }

        try clock.set(offset: 0)
        try gate.live(80, seconds: 3)
        _ = try service.wait(for: "notify operators that it is right again") {
            try installation.subjects().contains { $0.contains("clock is right again") } ? true : nil
        }
        #expect(service.errors().contains("the machine's clock and ours agree again"))
        let subjects = try installation.subjects()
        #expect(subjects.filter { $0.contains("clock") }.count == 2, "\(subjects)")
        #expect(try rows(installation).allSatisfy { $0.mark == 0 && $0.shift ?? 0 == 0 })
        #expect(try Curl.request("GET", "http://127.0.0.1:\(port)/readyz").status == 200)
    }

    @Test("a restart with a clock that is behind the store: the sensors say what time it is")
    func behindTheStore() throws {
        let clock = try FakeClock()
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        var service = try installation.start("serve", environment: clock.environment)
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        let gate = try LivePublisher(broker)
        try gate.live(50, seconds: 2)
        _ = try service.wait(for: "store") { try rows(installation).count == 2 ? true : nil }
        service.stop(signal: SIGTERM)
        try clock.set(offset: -3 * 3600)
        service = try installation.start("serve", environment: clock.environment)
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        #expect(service.errors().contains("this machine's clock is earlier than the newest arrival in the store"))
        try gate.live(50, seconds: 4)
        _ = try service.wait(for: "store") { try rows(installation).count == 6 ? true : nil }
        #expect(try rows(installation).allSatisfy { $0.mark == 0 && $0.shift ?? 0 == 0 && abs($0.lag) < 30_000 })
    }

    @Test("the doctor names a clock that cannot be right")
    func doctor() throws {
        let clock = try FakeClock()
        try clock.set(secondsSince1970: 30)
        let installation = try Installation(brokerPort: try freePort(), plan: Installation.plan())
        let doctor = try installation.start("doctor", ["--json"], environment: clock.environment)
        _ = doctor.exitCode()
        let line = doctor.output().split(separator: "\n").first { $0.contains("\"check\":\"clock\"") }
        #expect(line?.contains("\"verdict\":\"problem\"") == true, "\(doctor.output())")
        #expect(line?.contains("1970-01-01T00:00") == true)
    }

    @Test("timers go by the monotonic clock: a mail that was deferred leaves in its time whatever the clock shows")
    func timers() throws {
        try #require(SMTPServer.isAvailable)
        let clock = try FakeClock()
        try clock.set(offset: -3600)
        let broker = try MosquittoServer()
        let mail = try SMTPServer { $0.replyToData = ["451 4.3.0 later", "250 2.0.0 kept"] }
        let installation = try Installation(
            brokerPort: broker.port,
            reporters: "{mail: {host: 127.0.0.1, port: \(mail.port), security: none, from: q@bureau.example}, "
                + "retry: {first: 2s, longest: 2s, expiry: 1h}}",
            plan: Installation.plan(now: Date(timeIntervalSinceNow: -3600))
        )
        let service = try installation.start("serve", environment: clock.environment)
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        // A sensor whose clock is as wrong as ours, so that nothing else wakes the delivery afterwards.
        let gate = try LivePublisher(broker)
        try gate.send([Double](repeating: 80, count: 10), endingAt: Date(timeIntervalSinceNow: -3600))
        _ = try service.wait(for: "send the mail at the second attempt") { try mail.messages().first }
        #expect(mail.transactions == 2)
    }
}
