import EventTime
import Foundation
import GRDB
import Mosquitto
import NoiseRules
import Synchronization
import TestSupport
import Testing

/// Readings of a thousand sensors in real time while the plan is edited and reloaded again and again, every third time
/// with a mistake in it.
@Suite("Reloads under load", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct ReloadLoadTests {
    private static let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"
    /// Messages a second; half of the sensors stand at a construction boundary, half at a street.
    private static let sensors = isWhole ? 2000 : 200
    private static let sites = sensors / 20
    private static let reloads = isWhole ? 100 : 8

    /// Of the two plans only what is asked of streets differs.
    private static func plan(_ street: Int, now: Date) -> String {
        let sites = (0..<sites).map { site in
            let sensors = (0..<20).map { number in
                let placement = number < 10 ? "construction boundary" : "vendor street"
                return "          - {id: n\(number), placement: \(placement), class: \"1\", silent-after: 1h}"
            }
            return "      - {id: s\(site), name: {zh: 第\(site)中学, en: School \(site)}, zone: \"1\", sensors:\n"
                + "        ["
                + sensors.map { $0.trimmingCharacters(in: .whitespaces).dropFirst(2) }.joined(separator: ", ") + "]}"
        }
        let rules = ["construction boundary": 60, "vendor street": street].sorted { $0.key < $1.key }.map {
            placement,
            limit in
            """
                  - id: \(placement.split(separator: " ")[0])
                    name: Limit
                    when: always
                    where: {placements: [\(placement)]}
                    limit: {level: \(limit), document: Test}
                    window: 3s
                    clear: {below: 3, for: 3s}
            """
        }
        return Installation.plan(sites: sites.joined(separator: "\n"), rules: rules.joined(separator: "\n"), now: now)
    }

    /// A site is loud for six seconds of every fourteen, each at its own time.
    private static func level(_ site: Int, _ second: Int) -> Double {
        (second + site * 5) % 14 < 6 ? 80 : 45 + Double(second % 7) / 10
    }

    /// Publishes every sensor's second at its end, until it is stopped.
    private final class Fleet: Sendable {
        let published = Atomic(0)
        private let isStopped = Atomic(false)
        private let isQuiet = Atomic(false)
        private let done = DispatchSemaphore(value: 0)

        init(_ options: ConnectionOptions) {
            Thread { [self] in
                do {
                    let publisher = try MosquittoPublisher(options: options, window: 1000)
                    var second = Int(Date().timeIntervalSince1970)
                    while !isStopped.load(ordering: .relaxed) {
                        second += 1
                        let ahead = Double(second) - Date().timeIntervalSince1970
                        if ahead > 0 { try publisher.idle(milliseconds: Int(ahead * 1000) + 1) }
                        let end = RFC3339.format(Instant(milliseconds: Int64(second) * 1000), offset: 0)
                        for number in 0..<ReloadLoadTests.sensors {
                            let level =
                                isQuiet.load(ordering: .relaxed) ? 45 : ReloadLoadTests.level(number / 20, second)
                            let payload = "{\"v\":1,\"obs\":[{\"end\":\"\(end)\",\"dur\":1,\"LAeq\":\(level)}]}"
                            try publisher.publish(
                                topic: "noise/1/s\(number / 20)/n\(number % 20)/obs",
                                payload: Array(payload.utf8)
                            )
                        }
                        try publisher.flush(milliseconds: 60_000)
                        published.add(ReloadLoadTests.sensors, ordering: .relaxed)
                    }
                } catch {
                    Issue.record(error)
                }
                done.signal()
            }.start()
        }

        /// No site is loud any more.
        func quieten() { isQuiet.store(true, ordering: .relaxed) }

        func stop() {
            isStopped.store(true, ordering: .relaxed)
            done.wait()
        }
    }

    @Test("no reading is lost, and each is judged by the plan of its time")
    func load() throws {
        let now = Date()
        let broker = try MosquittoServer()
        let plans = [Self.plan(60, now: now), Self.plan(90, now: now)]
        let installation = try Installation(brokerPort: broker.port, plan: plans[0])
        let service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        let fleet = Fleet(broker.options(clientID: "fleet"))
        Thread.sleep(forTimeInterval: 8)
        var taken = 0
        for number in 1...Self.reloads {
            let isBad = number % 3 == 0
            let plan = plans[number % 2]
            try installation.directory.write(isBad ? plan + "\nsensors: []" : plan, to: "plan.yaml")
            let reload = try installation.start("reload")
            let code = reload.exitCode()
            #expect(code == (isBad ? 78 : 0), "\(reload.errors())")
            taken += code == 0 ? 1 : 0
            // The service itself is asked to take what has problems.
            if isBad { service.send(signal: SIGHUP) }
            Thread.sleep(forTimeInterval: 0.2)
        }
        // Every site was loud by then.
        Thread.sleep(forTimeInterval: max(0, 22 - Date().timeIntervalSince(now)))
        fleet.quieten()
        Thread.sleep(forTimeInterval: 12)
        fleet.stop()
        let published = fleet.published.load(ordering: .relaxed)
        let connection = try installation.connect()
        func count(_ sql: String) throws -> Int { try connection.read { try Int.fetchOne($0, sql: sql) ?? 0 } }
        _ = try service.wait(atMost: 60, for: "store everything") {
            try count("SELECT COUNT(*) FROM reading") == published ? true : nil
        }
        #expect(try count("SELECT COUNT(*) FROM rejected") == 0)
        #expect(service.errors().components(separatedBy: "subscribed").count == 2)
        #expect(taken == Self.reloads - Self.reloads / 3)

        // Everything is judged and closed.
        _ = try service.wait(atMost: 60, for: "judge everything") {
            try count("SELECT COUNT(*) FROM reading WHERE sequence > (SELECT cursor FROM evaluation)") == 0 ? true : nil
        }
        service.stop(signal: SIGTERM)
        try installation.directory.write(plans[0], to: "plan.yaml")
        let from = RFC3339.format(Instant(milliseconds: Int64(now.timeIntervalSince1970 - 3600) * 1000), offset: 0)
        let replay = try installation.run([
            "replay", "--config", installation.config, "--from", from, "--against-record", "--json",
        ])
        // Nothing differs from a run that had each plan from its instant.
        let lines = replay.split(separator: "\n")
        #expect(lines.count == 1, "\(lines.prefix(5))")
        #expect(lines.last?.contains("\"appear\":0,\"change\":0") == true, "\(lines.suffix(1))")
        #expect(try count("SELECT COUNT(*) FROM violation WHERE source = 'construction'") >= Self.sites)
    }
}
