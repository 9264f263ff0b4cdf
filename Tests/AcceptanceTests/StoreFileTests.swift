import EventTime
import Foundation
import GRDB
import Machine
import Mosquitto
import Records
import SQLiteStore
import StorePorts
import TestSupport
import Testing

@Suite("The store as a file, under a running service", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct StoreFileTests {
    /// A broker, a service that has subscribed, and one that publishes.
    private struct Scene {
        let broker: MosquittoServer
        let installation: Installation
        let service: ChildProcess
        let publisher: MosquittoPublisher
        private let end = Date()

        init(_ prepare: (Installation) throws -> Void = { _ in }) throws {
            broker = try MosquittoServer()
            installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
            try prepare(installation)
            service = try installation.start("serve")
            try Scene.subscribed(service)
            publisher = try MosquittoPublisher(options: broker.options(clientID: "sensors"))
        }

        static func subscribed(_ service: ChildProcess) throws {
            _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        }

        /// Seconds `range` of a quiet series, one message each.
        func publish(_ range: Range<Int>) throws {
            let all = payloads(Array(repeating: 50, count: 1000), endingAt: end)
            for payload in all[range] { try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload) }
            try publisher.flush()
        }

        func stored() throws -> Int {
            try installation.connect().read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reading") ?? 0 }
        }

        /// Through a reader of our own, so that no connection of the test writes files beside the store.
        func waitFor(_ readings: Int, by service: ChildProcess) throws {
            _ = try service.wait(for: "store \(readings)") {
                try SQLiteStore(readingFrom: installation.store).counts().readings >= Int64(readings) ? true : nil
            }
        }

        func ended() throws -> Int32 {
            let deadline = Date(timeIntervalSinceNow: 20)
            while service.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
            try #require(!service.isRunning, "\(service.errors().suffix(2000))")
            return service.exitCode()
        }
    }

    private func command(_ arguments: [String], _ installation: Installation) throws -> ChildProcess {
        try ChildProcess(
            Installation.program,
            arguments,
            directory: installation.directory.subdirectory("run-\(UUID().uuidString)")
        )
    }

    @Test("a backup ends while the service commits, and is a store with everything that was there")
    func backup() throws {
        let scene = try Scene { installation in
            _ = try SQLiteStore(path: installation.store)
            try installation.connect().write {
                try $0.execute(sql: "CREATE TABLE pad (b BLOB); INSERT INTO pad VALUES (zeroblob(60000000))")
            }
        }
        try scene.publish(0..<20)
        try scene.waitFor(20, by: scene.service)
        let target = scene.installation.directory.path("backup.db")
        let arguments = ["store", "backup", target, "--json", "--config", scene.installation.config]
        let backup = try command(arguments, scene.installation)
        var next = 20
        while backup.isRunning, next < 990 {
            try scene.publish(next..<next + 5)
            next += 5
        }
        #expect(backup.exitCode() == 0, "\(backup.errors())")
        #expect(scene.service.isRunning)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(backup.output().utf8)) as? [String: Any]
        )
        let readings = try #require(object["readings"] as? Int)
        #expect((20...next).contains(readings), "\(object)")
        #expect(object["openViolations"] as? Int == 0 && object["lastReading"] != nil, "\(object)")
        #expect(FileState(at: target)?.permissions == 0o600)
        // One pass.
        let bytes = try #require(object["bytes"] as? Int64)
        #expect(bytes == FileState(at: target)?.size)

        let again = try command(arguments, scene.installation)
        #expect(again.exitCode() == 64)
        #expect(again.errors().contains("--replace"))
        let verify = try command(["store", "verify", "--store", target], scene.installation)
        #expect(verify.exitCode() == 0)
        #expect(verify.output().contains("readings: \(readings)\n"), "\(verify.output())")

        // Put back while the service runs: refused. When it has stopped, the service goes on from there.
        let restore = ["store", "restore", target, "--json", "--config", scene.installation.config]
        let refused = try command(restore, scene.installation)
        #expect(refused.exitCode() == 69)
        #expect(refused.errors().contains("quiethours serve runs on this store"), "\(refused.errors())")
        scene.service.stop(signal: SIGTERM)
        let restored = try command(restore, scene.installation)
        #expect(restored.exitCode() == 0, "\(restored.errors())")
        let outcome = try #require(
            try JSONSerialization.jsonObject(with: Data(restored.output().utf8)) as? [String: Any]
        )
        #expect(outcome["readings"] as? Int == readings && outcome["pendingAlerts"] as? Int == 0, "\(outcome)")
        let earlier = try #require(outcome["replaced"] as? String)
        #expect(try StoreBackup.verify(earlier).readings >= readings)
        let second = try scene.installation.start("serve")
        try Scene.subscribed(second)
        #expect(try scene.stored() >= readings)
    }

    /// What is taken from under the service, and what it says of it.
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var names: [String]
        var says: String
    }

    static let rows = [
        Row(testDescription: "the log", names: ["-wal"], says: "everything that was committed is in"),
        Row(testDescription: "the store", names: [""], says: "was written again from what was open"),
        Row(testDescription: "both", names: ["", "-wal", "-shm"], says: "was written again from what was open"),
    ]

    @Test(
        "files that are removed: nothing that was acknowledged is lost, the service says so and ends",
        arguments: rows
    )
    func removed(row: Row) throws {
        let scene = try Scene()
        try scene.publish(0..<100)
        try scene.waitFor(100, by: scene.service)
        for name in row.names { try FileManager.default.removeItem(atPath: scene.installation.store + name) }
        // The broker keeps what is not acknowledged.
        try scene.publish(100..<150)
        #expect(try scene.ended() == 69)
        let log = scene.service.errors()
        #expect(log.contains("the store's files were changed under the service"), "\(log)")
        #expect(log.contains(row.says), "\(log)")
        let second = try scene.installation.start("serve")
        try Scene.subscribed(second)
        _ = try second.wait(for: "have all readings") { try scene.stored() == 150 ? true : nil }
        second.stop(signal: SIGTERM)
        #expect(try StoreBackup.verify(scene.installation.store).readings == 150)
    }

    @Test("a second service under another name of the store is turned away")
    func names() throws {
        let scene = try Scene()
        try scene.publish(0..<3)
        try scene.waitFor(3, by: scene.service)
        let directory = scene.installation.directory
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("soft.db"),
            withDestinationPath: "quiethours.db"
        )
        try FileManager.default.linkItem(atPath: scene.installation.store, toPath: directory.path("hard.db"))
        let settings = try String(contentsOfFile: scene.installation.config, encoding: .utf8)
        for name in ["soft.db", "hard.db"] {
            let other = settings.replacing(scene.installation.store, with: directory.path(name))
                .replacing("client-id: acceptance", with: "client-id: second")
            let second = try command(
                ["serve", "--config", directory.write(other, to: "\(name).yaml")],
                scene.installation
            )
            #expect(second.exitCode() == 69)
            #expect(second.errors().contains("another quiethours serve runs on this store"), "\(second.errors())")
        }
        #expect(scene.service.isRunning)
    }

    @Test("an older program refuses a newer store, the service as well as commands, and doctor says why")
    func newerStore() throws {
        let scene = try Scene()
        scene.service.stop(signal: SIGTERM)
        try scene.installation.connect().write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 future')")
            try db.execute(sql: "INSERT INTO program_use (version, at, migrations) VALUES ('9.9.9', 0, '99 future')")
        }
        let config = ["--config", scene.installation.config]
        let commands: [[String]] = [
            ["serve"], ["violations", "list"], ["watch"], ["mute", "list"], ["alerts", "list"], ["rejected", "list"],
            ["store", "backup", scene.installation.directory.path("copy.db")], ["store", "verify"],
            ["violations", "ack", "x", "--by", "Li Hua"],
        ]
        for arguments in commands {
            let child = try command(arguments + config, scene.installation)
            let deadline = Date(timeIntervalSinceNow: 20)
            while child.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
            try #require(!child.isRunning, "\(arguments)")
            #expect(child.exitCode() == 69, "\(arguments): \(child.errors())")
            #expect(
                child.errors().contains("written by quiethours 9.9.9, and this is quiethours \(Version.current)"),
                "\(arguments): \(child.errors())"
            )
        }
        let doctor = try command(["doctor"] + config, scene.installation)
        #expect(doctor.exitCode() == 1)
        #expect(doctor.output().contains("written by quiethours 9.9.9"), "\(doctor.output())")
    }

    @Test("a store that was emptied is not begun again in silence")
    func emptied() throws {
        let scene = try Scene()
        try scene.publish(0..<3)
        try scene.waitFor(3, by: scene.service)
        scene.service.stop(signal: SIGTERM)
        try Data().write(to: URL(fileURLWithPath: scene.installation.store))
        let second = try scene.installation.start("serve")
        #expect(second.exitCode() == 69)
        #expect(second.errors().contains("is empty, though a store was here"), "\(second.errors())")
        try FileManager.default.removeItem(atPath: scene.installation.store + ".id")
        try FileManager.default.removeItem(atPath: scene.installation.store)
        try Scene.subscribed(try scene.installation.start("serve"))
    }

    @Test("what the service makes is its owner's alone, and what is exported follows the umask")
    func modes() throws {
        let scene = try Scene()
        let loud = payloads(Array(repeating: 90, count: 30), endingAt: Date())
        for payload in loud { try scene.publisher.publish(topic: "noise/1/school/gate/obs", payload: payload) }
        try scene.publisher.flush()
        let outbox = scene.installation.outbox
        let mail = try scene.service.wait(for: "write a mail") {
            try? FileManager.default.contentsOfDirectory(atPath: outbox).first { $0.hasSuffix(".eml") }
        }
        #expect(FileState(at: "\(outbox)/\(mail)")?.permissions == 0o600)
        #expect(FileState(at: outbox)?.permissions == 0o700)
        for name in ["", "-wal", "-shm", ".lock"] {
            #expect(FileState(at: scene.installation.store + name)?.permissions == 0o600, "\(name)")
        }
        let file = scene.installation.directory.path("hourly.csv")
        _ = try scene.installation.run(
            [
                "export", "hourly", "--config", scene.installation.config, "--from", "2026-06-07T00:00:00+08:00",
                "--to",
                "2026-06-07T01:00:00+08:00", "-o", file,
            ]
        )
        let mask = umask(0o022)
        umask(mask)
        #expect(FileState(at: file)?.permissions == 0o666 & ~UInt32(mask))
        // Doctor finds what was left open, and says nothing when the folder is closed.
        #expect(chmod(scene.installation.store, 0o644) == 0)
        #expect(chmod(scene.installation.directory.url.path, 0o755) == 0)
        let open = try command(["doctor", "--config", scene.installation.config], scene.installation)
        _ = open.exitCode()
        #expect(open.output().contains("every user of this machine may read or write the store"), "\(open.output())")
    }
}
