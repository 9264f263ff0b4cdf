import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

@Suite("A disk that does not answer", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct HangingDiskTests {
    /// s; TimeoutStopSec of the unit: systemd would kill the process then, and nothing would say why.
    private static let systemdWaits = 45.0

    @Test(
        "a commit that blocks for ever: the process ends after the stop, says which part did not, and nothing is lost"
    )
    func commit() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let supervisor = try Supervisor()
        let faults = try DiskFaults(files: "quiethours.db")
        var environment = faults.environment()
        environment["NOTIFY_SOCKET"] = supervisor.path
        let service = try ChildProcess(
            Installation.program,
            ["serve", "--config", installation.config],
            directory: installation.directory.subdirectory("serve"),
            environment: environment
        )
        _ = try service.wait(for: "subscribe") { broker.log.contains("SUBSCRIBE from acceptance") ? true : nil }
        _ = try service.wait(for: "be ready") { supervisor.count("READY=1") == 1 ? true : nil }

        try faults.hang(true)
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        for payload in payloads([60], endingAt: Date()) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        // The broker has sent it, and waits for the acknowledgement that the hanging commit keeps back.
        _ = try service.wait(for: "receive the reading") {
            broker.log.contains(/Sending PUBLISH to acceptance [^\n]*school\/gate\/obs/) ? true : nil
        }
        Thread.sleep(forTimeInterval: 1)

        let stopped = Date()
        service.send(signal: SIGTERM)
        while service.isRunning, Date().timeIntervalSince(stopped) < Self.systemdWaits {
            Thread.sleep(forTimeInterval: 0.1)
        }
        #expect(!service.isRunning)
        service.stop()
        #expect(service.exitCode() == 69)
        #expect(supervisor.count("STOPPING=1") == 1)
        let reason = service.errors().split(separator: "\n").filter { $0.contains("did not stop within 40 s") }
        #expect(
            reason.count == 1 && reason[0].contains("critical") && reason[0].contains("ingest"),
            "\(service.errors())"
        )

        try faults.hang(false)
        let next = try installation.start("serve")
        // What was written without a sync may be there already; the service must have come far enough to hear of a
        // stop.
        _ = try next.wait(for: "subscribe") { next.errors().contains("subscribed") ? true : nil }
        _ = try next.wait(for: "store the reading") {
            let store = try installation.connect()
            return try store.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") } == 1 ? true : nil
        }
        next.stop(signal: SIGTERM)
        #expect(next.exitCode() == 0)
    }
}
