import Collector
import EventTime
import Foundation
import GRDB
import NoiseRules
import Records
import ServiceSettings
import StoredForms
import Synchronization
import TestSupport
import Testing

/// A service, its broker and its sensors, while something goes wrong; and what must be true afterwards.
final class FaultRun {
    let scene: FaultScene
    let broker: MosquittoServer
    let installation: Installation
    let fleet: SensorFleet
    private(set) var service: ChildProcess?
    /// What the service's processes were started with.
    var environment: [String: String]?
    private(set) var starts = 0

    /// `port` is where the service reaches the broker, when that is not the broker's own.
    init(
        sites: Int = 20,
        seconds: Int,
        broker: MosquittoServer? = nil,
        port: Int? = nil,
        settings: String = "",
        reporters: String = "{log: true, eml: {directory: outbox}}",
        storeFolder: String? = nil,
        environment: [String: String]? = nil
    ) throws {
        let broker = try broker ?? FaultRun.broker()
        self.broker = broker
        self.environment = environment
        // The first message must find the subscription, so that the broker keeps it from then on.
        let first = FaultScene(sites: sites, seconds: seconds)
        installation = try Installation(
            brokerPort: port ?? broker.port,
            broker: settings,
            reporters: reporters,
            storeFolder: storeFolder,
            plan: first.plan
        )
        let service = try installation.start("serve", environment: environment)
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        self.service = service
        starts = 1
        // As in every installation that is older than the broker's saving interval.
        try broker.save(session: "acceptance")
        scene = FaultScene(sites: sites, seconds: seconds)
        fleet = SensorFleet(scene, options: broker.options(clientID: "fleet"))
    }

    deinit {
        fleet.stop()
    }

    /// A broker that keeps messages as the shipped profile says.
    static func broker() throws -> MosquittoServer {
        var options = MosquittoServer.Options()
        options.logsPackets = false
        options.keeping = try ShippedProfile.keeping()
        return try MosquittoServer(options)
    }

    func start() throws {
        service = try installation.start("serve", environment: environment)
        starts += 1
    }

    func kill() {
        service?.stop()
        service = nil
    }

    /// Everything that all processes have logged.
    func log() throws -> String {
        let folders = try FileManager.default.contentsOfDirectory(atPath: installation.directory.url.path)
        return folders.filter { $0.hasPrefix("serve-") }.map { folder in
            (try? String(contentsOfFile: installation.directory.path("\(folder)/stderr"), encoding: .utf8)) ?? ""
        }.joined()
    }

    /// Waits until everything that was published is stored and judged, ends the service, and compares with a run that
    /// nothing disturbed. `delivers` says whether every alert has left by the end, `rejects` whether somebody sent what
    /// is rejected.
    func verify(
        atMost seconds: Double = 90,
        delivers: Bool = true,
        rejects: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        if service?.isRunning != true { try start() }
        let store = try installation.connect()
        let deadline = Date(timeIntervalSinceNow: seconds + Double(scene.ticks) / 10)
        while Date() < deadline, try !isDone(store, delivers: delivers) { Thread.sleep(forTimeInterval: 0.2) }
        try #require(fleet.isOver, "the sensors are not through", sourceLocation: sourceLocation)
        service?.stop(signal: SIGTERM)

        try verifyReadings(store, rejects: rejects, sourceLocation)
        let plan = try Configuration.load(path: installation.config, environment: [:]).get().plan
        let expected = scene.verdicts(plan)
        #expect(!expected.isEmpty, sourceLocation: sourceLocation)
        let changes = try store.read { db in
            try String.fetchAll(db, sql: "SELECT body FROM violation_change").map {
                try ViolationChangeForm.decode($0.utf8)
            }
        }
        let missing = Set(expected).subtracting(changes)
        let added = Set(changes).subtracting(expected)
        #expect(changes.count == expected.count, sourceLocation: sourceLocation)
        #expect(missing.isEmpty, "\(missing.prefix(2))", sourceLocation: sourceLocation)
        #expect(added.isEmpty, "\(added.prefix(2))", sourceLocation: sourceLocation)
        try verifyAlerts(store, expected, delivers: delivers, sourceLocation)
    }

    private func isDone(_ store: DatabaseQueue, delivers: Bool) throws -> Bool {
        guard fleet.isOver else { return false }
        return try store.read { db in
            let stored = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM reading") ?? 0
            let behind = try Bool.fetchOne(
                db,
                sql: "SELECT (SELECT MAX(sequence) FROM reading) > (SELECT cursor FROM evaluation)"
            )
            let pending = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM alert WHERE state = 'pending'") ?? 0
            return stored >= scene.readings && behind == false && (pending == 0 || !delivers)
        }
    }

    private func verifyReadings(_ store: DatabaseQueue, rejects: Bool, _ sourceLocation: SourceLocation) throws {
        var (lost, wrong) = (scene.readings, 0)
        try store.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT site, start, LAeq FROM reading JOIN sensor ON sensor.key = reading.sensor"
            )
            while let row = try rows.next() {
                lost -= 1
                let site = Int((row["site"] as String).dropFirst()) ?? -1
                let tick = (row["start"] as Int64 - scene.start.milliseconds) / FaultScene.tick.milliseconds
                if row["LAeq"] != scene.level(site, Int(tick)) * 10 { wrong += 1 }
            }
            let rejected = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM rejected") ?? 0
            #expect(rejected == 0 || rejects, sourceLocation: sourceLocation)
        }
        // The store's identity forbids doubles, so that as many as were published are the published ones.
        #expect(lost == 0, "\(lost) of \(scene.readings) readings are lost", sourceLocation: sourceLocation)
        #expect(wrong == 0, sourceLocation: sourceLocation)
    }

    private func verifyAlerts(
        _ store: DatabaseQueue,
        _ expected: [ViolationChange],
        delivers: Bool,
        _ sourceLocation: SourceLocation
    ) throws {
        // Operators hear of the fault itself.
        let rows = try store.read { db in
            try Row.fetchAll(db, sql: "SELECT id, channel, state FROM alert WHERE id NOT LIKE 'collector-%'")
        }
        let channels = Set(rows.map { $0["channel"] as String })
        let wanted = Set(
            expected.flatMap { change in
                channels.map { "\(change.violation).\(change.number).bureau.\($0)" }
            }
        )
        #expect(Set(rows.map { $0["id"] as String }) == wanted, sourceLocation: sourceLocation)
        guard delivers else { return }
        #expect(rows.allSatisfy { $0["state"] == "delivered" }, sourceLocation: sourceLocation)
        guard channels.contains("eml") else { return }
        let files = try FileManager.default.contentsOfDirectory(atPath: installation.outbox)
        let told = files.filter { $0.hasSuffix(".eml") && !$0.hasPrefix("collector-") }
        #expect(told.count == expected.count, sourceLocation: sourceLocation)
    }
}
