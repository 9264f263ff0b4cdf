import Acoustics
import EventTime
import Foundation
import Machine
import Readings
import Records
import SQLiteStore
import Sites
import StorePorts
import TestSupport
import Testing

@Suite("A backup or a restore that is killed")
struct KilledRestoreTests {
    /// The whole sweep kills before each sync and after it; a third of it is run unless QUIETHOURS_SWEEP is "whole".
    private static let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"

    /// Two stores of one identity: a backup of one reading, and the store that went on, whose last readings are in its
    /// log alone.
    private struct Scene {
        let directory: TemporaryDirectory
        var backup: String { directory.path("backup.db") }
        var store: String { directory.path("state/quiethours.db") }

        init() throws {
            directory = try TemporaryDirectory()
            let state = try directory.subdirectory("state").path
            let made = try directory.subdirectory("made").path + "/quiethours.db"
            let open = try SQLiteStore(path: made)
            try Scene.append(1, to: open)
            _ = try StoreBackup(of: made, to: directory.path("backup.db")).run()
            try Scene.append(2, to: open)
            for name in ["", "-wal", "-shm", ".id"] {
                try FileManager.default.copyItem(atPath: made + name, toPath: "\(state)/quiethours.db\(name)")
            }
        }

        private static func append(_ second: Int, to store: SQLiteStore) throws {
            let reading = Reading(
                start: Instant(milliseconds: 1_780_794_000_000 + Int64(second) * 1000),
                duration: .seconds(1),
                LAeq: .onePascal
            )
            let message = SensorMessage(sensor: SensorID(site: "school", sensor: "gate"), readings: [reading])
            _ = try store.append(Arrival(receivedAt: reading.end, origin: .mqtt, messages: [message]))
        }

        func names() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: directory.path("state")).sorted()
        }

        /// The readings of the stores that were there, wherever they are now; one that was restored already may be
        /// among them.
        func earlier() throws -> [Int] {
            let names = try names().filter {
                $0.contains(".replaced-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
            }
            return try names.map { try StoreBackup.verify(directory.path("state/\($0)")).readings }
        }
    }

    @Test("at any step leaves the one store or the other, never an empty one, and is finished by running it again")
    func anywhere() throws {
        // Syncs of the folder stand between its renames.
        let faults = try DiskFaults(files: "/state")
        var step = 1
        var isFinished = false
        var killed = 0
        while !isFinished, step < 40 {
            for kill in [DiskFaults.Kill.beforeSync(step), .afterSync(step)] {
                let scene = try Scene()
                let arguments = ["store", "restore", scene.backup, "--store", scene.store]
                func run(_ environment: [String: String]?) throws -> ChildProcess {
                    let folder = try scene.directory.subdirectory("run-\(UUID().uuidString)")
                    let child = try ChildProcess(
                        Installation.program,
                        arguments,
                        directory: folder,
                        environment: environment
                    )
                    _ = child.exitCode()
                    return child
                }
                let first = try run(faults.environment(kill: kill))
                guard first.exitCode() == SIGKILL else {
                    #expect(first.exitCode() == 0, "\(kill): \(first.errors())")
                    isFinished = true
                    continue
                }
                killed += 1
                // What a service would find.
                do {
                    let found = try SQLiteStore(path: scene.store).counts().readings
                    #expect(found == 2 || found == 1, "\(kill): \(found)")
                } catch {
                    #expect("\(error)".contains("is missing, though a store was here"), "\(kill): \(error)")
                }
                let second = try run(nil)
                #expect(second.exitCode() == 0, "\(kill): \(second.errors())")
                #expect(second.output().contains("readings: 1\n"), "\(kill): \(second.output())")
                #expect(try StoreBackup.verify(scene.store).readings == 1, "\(kill)")
                let names = try scene.names()
                #expect(try scene.earlier().contains(2), "\(kill): \(names)")
                #expect(!names.contains("quiethours.db.restore"), "\(kill): \(names)")
            }
            step += Self.isWhole ? 1 : 3
        }
        #expect(killed >= (Self.isWhole ? 8 : 3), "\(killed) steps")
    }

    @Test("a backup that is killed leaves the earlier file or none, and is finished by running it again")
    func backup() throws {
        let faults = try DiskFaults(files: "/copies")
        let scene = try Scene()
        let folder = try scene.directory.subdirectory("copies")
        let target = folder.appending(path: "copy.db").path
        var step = 1
        var isFinished = false
        while !isFinished, step < 40 {
            for (kill, isThere) in [(DiskFaults.Kill.beforeSync(step), false), (.afterSync(step), true)] {
                try? FileManager.default.removeItem(atPath: target)
                if isThere { try FileManager.default.copyItem(atPath: scene.backup, toPath: target) }
                func run(_ environment: [String: String]?) throws -> Int32 {
                    let output = try scene.directory.subdirectory("run-\(UUID().uuidString)")
                    let arguments = ["store", "backup", target, "--replace", "--store", scene.store]
                    return try ChildProcess(
                        Installation.program,
                        arguments,
                        directory: output,
                        environment: environment
                    )
                    .exitCode()
                }
                let code = try run(faults.environment(kill: kill))
                #expect(code == SIGKILL || code == 0, "\(kill)")
                isFinished = isFinished || code == 0
                // Whole, whichever of the two it is.
                let found = FileState(at: target) == nil ? nil : try StoreBackup.verify(target).readings
                #expect(found == 2 || found == (isThere ? 1 : nil), "\(kill): \(found ?? -1)")
                #expect(try run(nil) == 0 && StoreBackup.verify(target).readings == 2, "\(kill)")
                let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                #expect(names == ["copy.db"], "\(kill): \(names)")
            }
            step += 1
        }
        #expect(step > 3)
    }
}
