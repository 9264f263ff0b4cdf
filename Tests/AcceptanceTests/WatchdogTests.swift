import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

@Suite("The watchdog is fed by the loops that do the work", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct WatchdogTests {
    /// s; a loop may be silent for half of it.
    private static let interval = 3

    private func start(_ installation: Installation, _ supervisor: Supervisor) throws -> ChildProcess {
        var environment = ProcessInfo.processInfo.environment
        environment["NOTIFY_SOCKET"] = supervisor.path
        environment["WATCHDOG_USEC"] = "\(WatchdogTests.interval * 1_000_000)"
        return try ChildProcess(
            Installation.program,
            ["serve", "--config", installation.config],
            directory: installation.directory.subdirectory("serve"),
            environment: environment
        )
    }

    /// Fed again after `since`.
    private func feeds(_ service: ChildProcess, _ supervisor: Supervisor, since: ContinuousClock.Instant) throws {
        _ = try service.wait(for: "feed the watchdog") {
            supervisor.count("WATCHDOG=1", since: since) >= 2 ? true : nil
        }
    }

    /// Nothing is fed while `body` has the store's write lock for 7 s, apart from what a loop may be silent for at
    /// first.
    private func starves(_ supervisor: Supervisor, _ store: DatabaseQueue, _ body: (Database) throws -> Void) throws {
        try store.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            // Also when the body throws: GRDB ends the process over a transaction that is left open.
            defer { try? db.execute(sql: "ROLLBACK") }
            try body(db)
            Thread.sleep(forTimeInterval: 4)
            let starved = ContinuousClock.now
            Thread.sleep(forTimeInterval: 3)
            #expect(supervisor.count("WATCHDOG=1", since: starved) == 0)
        }
    }

    private func store(_ installation: Installation) throws -> DatabaseQueue {
        try installation.connect()
    }

    @Test("ready, fed, starved while a commit hangs, fed again, stopping")
    func commitHangs() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let supervisor = try Supervisor()
        let service = try start(installation, supervisor)
        _ = try service.wait(for: "be ready") { supervisor.count("READY=1") == 1 ? true : nil }
        _ = try service.wait(for: "subscribe") { broker.log.contains("SUBSCRIBE from acceptance") ? true : nil }
        try feeds(service, supervisor, since: .now)

        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        try starves(supervisor, store(installation)) { _ in
            for payload in payloads([60], endingAt: Date()) {
                try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
            }
            try publisher.flush()
        }
        try feeds(service, supervisor, since: .now)
        _ = try service.wait(for: "tell its status") {
            supervisor.status?.hasPrefix("connected to 127.0.0.1:\(broker.port), ") == true ? true : nil
        }
        #expect(service.errors().contains("ingest: no sign of life"))
        #expect(service.errors().contains("every loop turns again"))
        #expect(supervisor.count("READY=1") == 1)

        service.stop(signal: SIGTERM)
        #expect(supervisor.count("STOPPING=1") == 1)
    }

    @Test("starved while evaluation hangs, although ingest turns")
    func evaluationHangs() throws {
        // Without the broker's own counts ingest has nothing to commit.
        var options = MosquittoServer.Options()
        options.lines = ["sys_interval 0"]
        let broker = try MosquittoServer(options)
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let supervisor = try Supervisor(isAbstract: true)
        let service = try start(installation, supervisor)
        _ = try service.wait(for: "subscribe") { broker.log.contains("SUBSCRIBE from acceptance") ? true : nil }
        try feeds(service, supervisor, since: .now)
        try starves(supervisor, store(installation)) { db in
            // Something to judge, which ingest has no part in; the lock is back before evaluation looks.
            try db.execute(
                sql: """
                    INSERT INTO arrival (received_at, way) VALUES (1000, 'mqtt');
                    INSERT INTO reading (arrival, sensor, start, duration, LAeq, mark, historical)
                    SELECT last_insert_rowid(), key, 0, 1000, 5000, 0, 0 FROM sensor WHERE sensor = 'gate';
                    COMMIT;
                    BEGIN IMMEDIATE;
                    """
            )
        }
        try feeds(service, supervisor, since: .now)
        #expect(service.errors().contains("evaluation: no sign of life"))
        #expect(!service.errors().contains("ingest: no sign of life"))
    }

    @Test("without a broker it is ready and fed")
    func unreachable() throws {
        let installation = try Installation(brokerPort: try freePort(), plan: Installation.plan())
        let supervisor = try Supervisor()
        let service = try start(installation, supervisor)
        _ = try service.wait(for: "be ready") { supervisor.count("READY=1") == 1 ? true : nil }
        Thread.sleep(forTimeInterval: Double(WatchdogTests.interval) * 2)
        try feeds(service, supervisor, since: .now)
        _ = try service.wait(for: "tell its status") {
            supervisor.status?.hasPrefix("NOT connected to 127.0.0.1:") == true ? true : nil
        }
    }
}
