import EventTime
import ExamCalendar
import Foundation
import GRDB
import Mosquitto
import Sites
import TestSupport
import Testing

/// What sensors get wrong, seen from outside: by the alerts that leave and by what the commands say.
@Suite("Sensors with a wrong clock or a dead microphone")
struct SensorFaultsTests {
    private static let plan = Installation.plan(
        sites: """
              - id: school
                name: {zh: 第一中学, en: No 1 School}
                zone: "1"
                sensors:
                  - {id: gate, placement: construction boundary, class: "1", silent-after: 20s}
            """,
        rules: """
              - id: boundary
                name: {zh: 场界, en: Boundary}
                when: always
                where: {placements: [construction boundary]}
                limit: {level: 60, document: Test}
                window: 5s
                clear: {below: 3, for: 10s}
            """
    )

    struct Clock: CustomTestStringConvertible, Sendable {
        /// The sensor's clock less ours, s.
        var offset: Int64
        var level: Double
        var says: String
        var testDescription: String { "\(offset) s, \(level) dB" }
    }

    @Test(
        "a clock that is off is told as such, at most once, and a loud site is told in spite of it",
        .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"),
        arguments: [
            Clock(offset: -420, level: 80, says: "7 min behind"), Clock(offset: -40, level: 50, says: "Ledger"),
            Clock(offset: 600, level: 50, says: "10 min ahead"), Clock(offset: 28_800, level: 80, says: "8 h ahead"),
        ]
    )
    func clocks(row: Clock) throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: SensorFaultsTests.plan)
        let service = try installation.start("serve", ["--json"])
        _ = try service.wait(for: "subscribe") { broker.log.contains("SUBSCRIBE from acceptance") ? true : nil }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        for second in 0..<30 {
            let now = Int64(Date().timeIntervalSince1970 * 1000)
            let end = RFC3339.format(Instant(milliseconds: now + row.offset * 1000), offset: 0)
            let level = row.level + Double(second % 5) / 10
            let payload = "{\"v\":1,\"obs\":[{\"end\":\"\(end)\",\"dur\":1,\"LAeq\":\(level)}]}"
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: Array(payload.utf8))
            try publisher.flush()
            Thread.sleep(forTimeInterval: 1)
        }
        _ = try service.wait(for: "judge them") {
            try count("SELECT COUNT(*) FROM reading", installation) == 30 ? true : nil
        }
        let alerts = try installation.run(["alerts", "list", "--json", "--config", installation.config])
            .split(separator: "\n")
        let kinds = alerts.compactMap { $0.firstMatch(of: /"event":"([a-z.-]+)"/)?.1 }
        #expect(!kinds.contains { $0.hasPrefix("sensor.silent") || $0.hasPrefix("sensor.back") }, "\(alerts)")
        // The log and the folder of mails have the same ones.
        #expect(try count("SELECT COUNT(*) FROM alert WHERE channel = 'eml'", installation) ?? 9 <= 2, "\(alerts)")
        if row.level > 60 {
            #expect(try count("SELECT COUNT(*) FROM violation", installation) == 1)
            #expect(try count("SELECT COUNT(*) FROM alert WHERE violation IS NOT NULL", installation) ?? 0 > 0)
        }
        // Ends with 1, for the sensor sent nothing before.
        let command = try installation.start("ledger")
        _ = command.exitCode()
        #expect(command.output().contains(row.says), "\(command.output())")
    }

    private func count(_ sql: String, _ installation: Installation) throws -> Int? {
        try installation.connect().read { try Int.fetchOne($0, sql: sql) }
    }

    @Test(
        "an hour that the instrument cannot have measured, or of one value, is not valid",
        arguments: [(0.0, "0.000"), (55.2, "0.166")]
    )
    func deadMicrophone(level: Double, rate: String) throws {
        let installation = try Installation(brokerPort: 1, plan: SensorFaultsTests.plan)
        let start = Instant(milliseconds: 1_812_330_000_000 / 3_600_000 * 3_600_000)
        let rows = (0..<3600).map { second in
            "\(RFC3339.format(start + .seconds(Int64(second)), offset: 0)),school/gate,1,\(level)\n"
        }
        let path = try installation.directory.write("time,sensor,duration,LAeq\n" + rows.joined(), to: "readings.csv")
        _ = try installation.run(["import", "--any-time", "--config", installation.config, "--readings", path])
        let span = [
            "--from", RFC3339.format(start, offset: 0), "--to", RFC3339.format(start + .hours(1), offset: 0),
        ]
        let table = try installation.run(["export", "hourly", "--config", installation.config] + span)
        let lines = table.split(whereSeparator: \.isNewline)
        try #require(lines.count == 2, "\(table)")
        let cells = lines[1].split(separator: ",", omittingEmptySubsequences: false)
        let names = lines[0].split(separator: ",")
        let column = try #require(names.firstIndex(of: "valid_rate"))
        #expect(String(cells[column]) == rate, "\(table)")
    }

    @Test(
        "a session that ends while the collector is away keeps its violation, with a window of twenty messages",
        .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed")
    )
    func sessionEndsWhileAway() throws {
        var options = MosquittoServer.Options()
        options.maxInFlight = 20
        options.lines = ["max_queued_messages 0"]
        options.logsPackets = false
        let broker = try MosquittoServer(options)
        let edge = Int64(Date().timeIntervalSince1970) + 12
        func clock(_ second: Int64) -> String { RFC3339.format(Instant(milliseconds: second * 1000), offset: 0) }
        let date = clock(edge - 300).prefix(10)
        // A session over midnight cannot be written so; five minutes of a day are not worth a plan of their own.
        guard date == clock(edge).prefix(10) else { return }
        func time(_ second: Int64) -> Substring { clock(second).dropFirst(11).prefix(8) }
        let plan = """
            version: 1
            time-zone: Etc/GMT
            authorities: [{id: bureau, name: {zh: 局, en: Bureau}, language: en, mail: [duty@bureau.example]}]
            sites:
              - id: school
                name: {zh: 校, en: School}
                zone: "1"
                sensors: [{id: gate, placement: construction boundary, class: "1", silent-after: 1h}]
              - id: other
                name: {zh: 校, en: Other}
                zone: "1"
                sensors: [{id: gate, placement: construction boundary, class: "1", silent-after: 1h}]
            exams:
              - id: e
                name: {zh: 考, en: Exam}
                sessions:
                  - {name: {zh: 文, en: X}, date: \(date), from: "\(time(edge - 300))", to: "\(time(edge))"}
            rules:
              - id: loud
                name: {zh: 规, en: Loud}
                when: session
                where: {placements: [construction boundary]}
                limit: {level: 60, document: Test}
                window: 10s
                clear: {below: 3, for: 10s}
            """
        let installation = try Installation(brokerPort: broker.port, plan: plan)
        let first = try installation.start("serve")
        _ = try first.wait(for: "subscribe") { first.errors().contains("subscribed") ? true : nil }
        first.stop(signal: SIGTERM)

        let publisher = try MosquittoPublisher(options: broker.options(clientID: "sensors"))
        func publish(_ site: SiteID, end: Int64, duration: String, level: Double) throws {
            let at = RFC3339.format(Instant(milliseconds: end), offset: 0)
            let payload = "{\"v\":1,\"obs\":[{\"end\":\"\(at)\",\"dur\":\(duration),\"LAeq\":\(level)}]}"
            try publisher.publish(topic: "noise/1/\(site)/gate/obs", payload: Array(payload.utf8))
        }
        for number in 0..<1000 as Range<Int64> {
            try publish(
                "other",
                end: (edge - 280) * 1000 + number * 50,
                duration: "0.05",
                level: 45 + Double(number % 7)
            )
        }
        for second in 0..<60 as Range<Int64> {
            try publish("school", end: (edge - 120 + second) * 1000, duration: "1", level: 85 + Double(second % 5) / 10)
        }
        try publisher.flush(milliseconds: 30_000)
        let wait = Double(edge) + 8 - Date().timeIntervalSince1970
        if wait > 0 { Thread.sleep(forTimeInterval: wait) }

        let second = try installation.start("serve")
        _ = try second.wait(atMost: 60, for: "take the backlog") {
            try count("SELECT COUNT(*) FROM reading", installation) == 1060 ? true : nil
        }
        _ = try second.wait(atMost: 60, for: "record the violation and pass the edge") {
            try count("SELECT COUNT(*) FROM violation WHERE closed_at IS NOT NULL", installation) == 1 ? true : nil
        }
        #expect(try count("SELECT COUNT(*) FROM violation", installation) == 1)
    }
}
