import Foundation
import GRDB
import TestSupport
import Testing

/// The example clients of the guide, as a maker of sensors runs them.
@Suite("Example sensors", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct SensorExampleTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy/examples").path

    private static func start(_ language: String, port: Int, in directory: TemporaryDirectory) throws -> ChildProcess {
        let arguments = ["127.0.0.1", "\(port)", "school/gate"]
        let folder = try directory.subdirectory("sensor")
        guard language == "C" else {
            return try ChildProcess("/usr/bin/python3", [Self.folder + "/sensor.py"] + arguments, directory: folder)
        }
        let program = directory.path("sensor-program")
        _ = try ChildProcess.run(
            "/usr/bin/cc",
            ["-Wall", "-Werror", Self.folder + "/sensor.c", "-lmosquitto", "-lm", "-o", program],
            directory: directory.subdirectory("cc")
        )
        return try ChildProcess(program, arguments, directory: folder)
    }

    @Test("a broker that is killed costs no second", arguments: ["Python", "C"])
    func outage(language: String) throws {
        let broker = try MosquittoServer()
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let service = try installation.start("serve")
        defer { service.stop() }
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        // A killed broker forgets what it acknowledged a moment ago; that the collector has a session it knows
        // (decision 0010).
        try broker.save(session: "acceptance")
        let sensor = try Self.start(language, port: broker.port, in: installation.directory)
        defer { sensor.stop() }
        let store = try installation.connect()
        func ends() throws -> [Int64] {
            try store.read { try Int64.fetchAll($0, sql: "SELECT DISTINCT start FROM reading ORDER BY start") }
        }
        _ = try sensor.wait(for: "send") { try ends().count >= 3 ? true : nil }
        broker.kill()
        Thread.sleep(forTimeInterval: 3)
        let before = try ends().count
        try broker.start()
        _ = try sensor.wait(atMost: 30, for: "send again") { try ends().count >= before + 6 ? true : nil }
        let seconds = try ends()
        let gaps = zip(seconds, seconds.dropFirst()).filter { $1 - $0 != 1000 }
        #expect(gaps.isEmpty, "\(language): \(gaps), \(sensor.errors())")
        let states = try store.read { try String.fetchAll($0, sql: "SELECT state FROM status_change ORDER BY id") }
        #expect(states.contains("online"), "\(states)")
    }
}
