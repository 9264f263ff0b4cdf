import Collector
import EventTime
import Foundation
import GRDB
import Mosquitto
import NoiseRules
import Records
import ServiceSettings
import StoredForms
import TestSupport
import Testing

/// Every misbehaviour at once, beside 200 sensors that do as they should: these are served as on a quiet day.
///
/// Ten minutes; only in the whole form (QUIETHOURS_SWEEP).
@Suite("A hostile day", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct HostileDayTests {
    private static let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"
    private static let seconds = 600
    /// Of the service at its highest, and of its disk.
    private static let mostMemory = 256 << 20
    private static let disk = 256
    /// Between what is decided, or the end of a failure of broker or disk, and the first message of it: noise at a site
    /// of which the reader has heard nothing waits half a minute at most, however much else there is (decision 0020).
    private static let longestAlert = TimeSpan.seconds(35)
    private static let fleetPassword = "fleet-\(UUID().uuidString)"

    @Test(
        "verdicts, alerts and figures of the good sensors are those of a quiet day; memory and disk stay within bounds",
        .enabled(if: isWhole, "takes minutes and asks for an undisturbed machine: QUIETHOURS_SWEEP=whole")
    )
    func day() async throws {
        try await onThread { try Self.run() }
    }

    private static func run() throws {
        let site = try BrokerSite(sensors: Misbehaviour.accounts)
        try addFleet(to: site)
        let broker = try site.start()
        let disk = try SmallDisk(megabytes: Self.disk)
        let ports = (health: try freePort(), answers: try freePort())
        let scene = HostileScene(seconds: seconds)
        let installation = try installation(site, scene, store: disk.path, ports)
        let service = try serve(installation)
        let bad = Misbehaviour(site)
        defer { bad.stop() }
        bad.startSensors()
        bad.startSlowClients(30, port: ports.health)
        bad.startSlowClients(30, port: ports.answers)
        let fleet = HostileFleet(scene) { try fleetPublisher(site) }
        defer { fleet.stop() }
        let failures = try misfortunes(scene, broker, disk)
        let store = try installation.connect()
        try wait(atMost: Double(seconds) + 120) { try fleet.isOver && isJudged(store, scene) }
        bad.stop()
        #expect(service.isRunning)
        #expect(try linesLost(port: ports.health) > 0, "somebody reads the log")
        let peak = try peakMemory(of: service)
        #expect(peak < mostMemory, "\(peak >> 20) MB")
        for name in Misbehaviour.known + [Misbehaviour.unknown, "slow client"] {
            #expect(bad.counts[name] ?? 0 > seconds / 10, "\(name) was idle")
        }
        let plan = try Configuration.load(path: installation.config, environment: [:]).get().plan
        let expected = scene.outcomes(plan)
        // What came late is judged again in quiet minutes, one site after the other.
        try? wait(atMost: 400) { try pending(store) == 0 && differences(store, expected).isEmpty }
        service.stop(signal: SIGTERM)
        try compare(store, scene, expected)
        try checkAlerts(store, failures)
    }

    // MARK: the stage

    /// The service, whose log loses its reader soon after it has subscribed.
    private static func serve(_ installation: Installation) throws -> ChildProcess {
        let log = installation.directory.path("first-lines")
        let service = try ChildProcess(
            "/bin/bash",
            [
                "-c", #"exec "$0" serve --config "$1" 2> >(sed -u 20q >"$2")"#, Installation.program,
                installation.config, log,
            ],
            directory: installation.directory.subdirectory("serve")
        )
        return try service.wait(for: "subscribe") {
            let lines = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            return lines.contains("subscribed") ? service : nil
        }
    }

    private static func linesLost(port: Int) throws -> Double {
        let page = try Curl.request("GET", "http://127.0.0.1:\(port)/metrics").body
        let line = page.split(separator: "\n").first { $0.hasPrefix("quiethours_log_lines_lost_total ") }
        return line.flatMap { Double($0.split(separator: " ")[1]) } ?? 0
    }

    /// An account beside those of the profile, which publishes for all good sensors.
    private static func addFleet(to site: BrokerSite) throws {
        let program = try #require(ChildProcess.find("mosquitto_passwd"))
        let passwords = "\(site.folder)/broker/passwords"
        _ = try ChildProcess.run(
            program,
            ["-b", passwords, "fleet", fleetPassword],
            directory: site.directory.subdirectory("fleet")
        )
        let rules = "\(site.folder)/broker/acl"
        let text = try String(contentsOfFile: rules, encoding: .utf8)
        try (text + "\nuser fleet\ntopic write noise/1/+/gate/obs\n").write(
            toFile: rules,
            atomically: true,
            encoding: .utf8
        )
    }

    private static func fleetPublisher(_ site: BrokerSite) throws -> MosquittoPublisher {
        var options = site.options("fleet", clientID: "fleet")
        options.cleanSession = true
        return try MosquittoPublisher(options: options, password: fleetPassword, window: 500, milliseconds: 3000)
    }

    private static func installation(
        _ site: BrokerSite,
        _ scene: HostileScene,
        store: String,
        _ ports: (health: Int, answers: Int)
    ) throws -> Installation {
        let installation = try Installation(brokerPort: site.port, storeFolder: store, plan: scene.plan)
        let clientID = try site.text("collector/client-id").trimmingCharacters(in: .newlines)
        try installation.directory.write(String(repeating: "k", count: 64), to: "key")
        try installation.directory.write(
            """
            broker: {host: localhost, port: \(site.port), client-id: \(clientID), username: collector,
                     password: {file: \(site.folder)/collector/password}, tls: {ca: \(site.authority)}}
            store: {path: \(installation.store), rejected: {most: 1MB}}
            plan: plan.yaml
            listen:
              health: {address: 127.0.0.1:\(ports.health)}
              answers: {address: 127.0.0.1:\(ports.answers), url: "http://127.0.0.1:\(ports.answers)", key: {file: key}}
            reporters: {log: true, eml: {directory: outbox}, retry: {first: 200ms, longest: 1s}}
            """,
            to: "quiethours.yaml"
        )
        return installation
    }

    /// The broker is killed at each edge of a paper, and the disk is full for a while between two; when nothing could
    /// be received.
    private static func misfortunes(_ scene: HostileScene, _ broker: MosquittoServer, _ disk: SmallDisk) throws
        -> [TimeRange]
    {
        var failures: [TimeRange] = []
        func until(_ instant: Instant) {
            let left = Double(instant.milliseconds) / 1000 - Date().timeIntervalSince1970
            if left > 0 { Thread.sleep(forTimeInterval: left) }
        }
        for (index, edge) in scene.edges.enumerated() where edge < scene.end {
            until(edge - .milliseconds(700))
            broker.kill()
            until(edge + .milliseconds(700))
            try broker.start()
            failures.append(TimeRange(start: edge - .seconds(3), end: edge + .seconds(8)))
            // In the middle of the paper that has begun.
            guard index % 4 == 2 else { continue }
            until(edge + .seconds(9))
            try disk.fill()
            until(edge + .seconds(13))
            try disk.free()
            failures.append(TimeRange(start: edge + .seconds(6), end: edge + .seconds(20)))
        }
        return failures
    }

    private static func wait(atMost seconds: Double, until done: () throws -> Bool) throws {
        let end = Date(timeIntervalSinceNow: seconds)
        while try !done() {
            guard Date() < end else { throw ChildProcessError("the day did not end in time") }
            Thread.sleep(forTimeInterval: 0.3)
        }
    }

    // MARK: the end of the day

    private static func isJudged(_ store: DatabaseQueue, _ scene: HostileScene) throws -> Bool {
        try store.read { db in
            let good = try Int.fetchOne(
                db,
                sql: "SELECT COUNT(*) FROM reading JOIN sensor ON sensor.key = reading.sensor WHERE site <> 'x'"
            )
            let open = try Int.fetchOne(
                db,
                sql: "SELECT COUNT(*) FROM violation WHERE site <> 'x' AND closed_at IS NULL"
            )
            return good ?? 0 >= scene.readings && open == 0
        }
    }

    private static func pending(_ store: DatabaseQueue) throws -> Int {
        try store.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM alert WHERE state = 'pending'") ?? 0 }
    }

    /// The process's largest resident memory, bytes (proc(5)).
    private static func peakMemory(of service: ChildProcess) throws -> Int {
        let path = "/proc/\(service.identifier)/status"
        let status = try String(contentsOfFile: path, encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) << 10
    }

    private static func compare(_ store: DatabaseQueue, _ scene: HostileScene, _ expected: [ViolationOutcome]) throws {
        var (missing, wrong) = (scene.readings, 0)
        try store.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql:
                    "SELECT site, start, LAeq FROM reading JOIN sensor ON sensor.key = reading.sensor WHERE site <> 'x'"
            )
            while let row = try rows.next() {
                missing -= 1
                let second = (row["start"] as Int64 - scene.start.milliseconds) / 1000
                let site = Int((row["site"] as String).dropFirst()) ?? -1
                if row["LAeq"] != HostileScene.level(site, Int(second)) { wrong += 1 }
            }
        }
        #expect(missing == 0, "\(missing) of \(scene.readings) readings are missing")
        #expect(wrong == 0)
        #expect(expected.count > HostileScene.sites, "\(expected.count)")
        let differences = try differences(store, expected)
        #expect(differences.isEmpty, "\(differences.count) of \(expected.count), like \(differences.prefix(2))")
    }

    /// Of what is recorded for the good sensors.
    private static func differences(
        _ store: DatabaseQueue,
        _ expected: [ViolationOutcome]
    ) throws -> [OutcomeDifference] {
        let changes = try store.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT body FROM violation_change WHERE violation IN (SELECT id FROM violation WHERE site <> 'x')
                    ORDER BY violation, number
                    """
            ).map { try ViolationChangeForm.decode($0.utf8) }
        }
        let records = Dictionary(grouping: changes, by: \.violation).values.compactMap { changes -> ViolationOutcome? in
            guard let last = changes.last, last.step != .withdrawn else { return nil }
            return ViolationOutcome(
                id: last.violation,
                subject: last.subject,
                openedAt: last.openedAt,
                closedAt: last.closedAt,
                worst: last.worst
            )
        }
        return OutcomeDifference.between(records.sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }, expected)
    }

    private static func checkAlerts(_ store: DatabaseQueue, _ failures: [TimeRange]) throws {
        let rows = try store.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT alert.id, alert.state, alert.created_at AS created, violation_change.at AS decided,
                        (SELECT MIN(at) FROM delivery WHERE alert = alert.id AND outcome = 'accepted') AS sent
                    FROM alert JOIN violation ON violation.id = alert.violation
                    JOIN violation_change ON violation_change.violation = violation.id AND violation_change.step = 'opened'
                    WHERE violation.site <> 'x' AND alert.id LIKE violation.id || '.1.%'
                    """
            )
        }
        let opened = try store.read {
            try String.fetchAll(
                $0,
                sql: """
                    SELECT body FROM violation_change JOIN violation ON violation.id = violation_change.violation
                    WHERE site <> 'x' AND step = 'opened'
                    """
            ).map { try ViolationChangeForm.decode($0.utf8) }
        }
        // To one office by two channels, but for what came so late, because of a failure, that only the record has it.
        let alerted = Set(rows.map { String(($0["id"] as String).prefix { $0 != "." }) })
        let silent = opened.filter { !alerted.contains($0.violation.text) }
        #expect(rows.count == 2 * alerted.count)
        let missed = silent.filter { change in
            change.correction == nil || !failures.contains { $0.contains(change.openedAt) }
        }
        #expect(missed.isEmpty, "\(missed.count) without an alert, like \(missed.prefix(3))")
        #expect(silent.count < opened.count / 100, "\(silent.count) of \(opened.count)")
        #expect(rows.allSatisfy { $0["state"] == "delivered" })
        var late: [String] = []
        for row in rows {
            let decided = Instant(milliseconds: row["decided"])
            let from = failures.filter { $0.contains(decided) }.map(\.end).max() ?? decided
            let sent = (row["sent"] as Int64?).map { Instant(milliseconds: $0) } ?? .distantFuture
            guard sent - from > longestAlert else { continue }
            let created = Instant(milliseconds: row["created"])
            late.append(
                "\(row["id"] as String): decided \(RFC3339.format(decided, offset: 0)), in the outbox after "
                    + "\((created - decided).seconds) s, sent \((sent - from).seconds) s after "
                    + (from == decided ? "it" : "the failure")
            )
        }
        let when = failures.map { RFC3339.format($0.start, offset: 0) }
        #expect(late.isEmpty, "\(late.count) of \(rows.count) late, like \(late.prefix(3)); failures: \(when)")
    }
}
