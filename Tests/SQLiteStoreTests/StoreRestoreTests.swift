import Foundation
import GRDB
import Machine
import SQLiteStore
import StorePorts
import TestSupport
import Testing

@Suite("A backup in the store's place")
struct StoreRestoreTests {
    /// A store of 5 readings, its backup, and then 3 readings more, of which the last are in the log alone, as a killed
    /// service leaves them.
    private func scene() throws -> (scene: StoreScene, backup: String) {
        let scene = try StoreScene()
        let backup = scene.directory.path("backup.db")
        let killed = try scene.directory.subdirectory("killed").path
        do {
            let store = try scene.open()
            try scene.append(5, to: store)
            _ = try StoreBackup(of: scene.path, to: backup).run()
            try scene.append(3, to: store)
            for name in ["", "-wal", "-shm"] {
                try FileManager.default.copyItem(atPath: scene.path + name, toPath: killed + "/quiethours.db" + name)
            }
        }
        for name in ["", "-wal", "-shm"] {
            try? scene.remove(name)
            try FileManager.default.moveItem(atPath: killed + "/quiethours.db" + name, toPath: scene.path + name)
        }
        try FileManager.default.removeItem(atPath: killed)
        return (scene, backup)
    }

    private func restore(_ backup: String, _ scene: StoreScene) throws -> RestoreOutcome {
        try StoreRestore(of: backup, to: scene.path, stamp: "20260607T081500Z").run()
    }

    @Test("it is the store, says what it holds, and the store that was there is kept with all that it had")
    func replaces() throws {
        let (scene, backup) = try scene()
        let outcome = try restore(backup, scene)
        #expect(outcome.summary.readings == 5 && outcome.summary.lastReading?.end == StoreScene.instant(6))
        #expect(outcome.summary.openViolations == 0 && outcome.summary.pendingAlerts == 0)
        let aside = try #require(outcome.replaced)
        #expect(aside == scene.path + ".replaced-20260607T081500Z")
        // No log of the earlier store is left where SQLite would take it for one of the restored store.
        #expect(
            try scene.files() == [
                "backup.db", "quiethours.db", "quiethours.db.id", "quiethours.db.lock",
                "quiethours.db.replaced-20260607T081500Z", "quiethours.db.replaced-20260607T081500Z-wal",
            ]
        )
        #expect(try StoreBackup.verify(aside).readings == 8)
        #expect(FileState(at: scene.path)?.permissions == 0o600)
        let store = try scene.open()
        #expect(try store.counts().readings == 5)
        try scene.append(1, to: store)
        #expect(try StoreBackup.verify(scene.path).readings == 6)
    }

    @Test("into an empty place: the marker, the log and the index of a lost store do no harm")
    func lost() throws {
        let (scene, backup) = try scene()
        try scene.remove("")
        let outcome = try restore(backup, scene)
        #expect(outcome.summary.readings == 5)
        #expect(try scene.open().counts().readings == 5)
        let names = try scene.files()
        #expect(names.contains("quiethours.db.replaced-20260607T081500Z-wal"), "\(names)")
        #expect(!names.contains("quiethours.db.restore"), "\(names)")
    }

    @Test("a restore that was killed between the store's file and its log puts both under one name")
    func pairs() throws {
        let (scene, backup) = try scene()
        let aside = scene.path + ".replaced-20260607T081459Z"
        try FileManager.default.moveItem(atPath: scene.path, toPath: aside)
        #expect(try restore(backup, scene).replaced == aside)
        #expect(try StoreBackup.verify(aside).readings == 8)
        #expect(try scene.open().counts().readings == 5)
    }

    @Test("twice within one second, each store that was there has a name of its own")
    func twice() throws {
        let (scene, backup) = try scene()
        let names = try (0..<3).map { _ in try #require(try restore(backup, scene).replaced) }
        let stamp = "20260607T081500Z"
        #expect(names == ["", "-2", "-3"].map { "\(scene.path).replaced-\(stamp)\($0)" })
        #expect(try names.map { try StoreBackup.verify($0).readings } == [8, 5, 5])
    }

    @Test("on a machine that never had the store, its marker is written too")
    func elsewhere() throws {
        let (scene, backup) = try scene()
        let other = try scene.directory.subdirectory("other").path + "/quiethours.db"
        let outcome = try StoreRestore(of: backup, to: other, stamp: "1").run()
        #expect(outcome.replaced == nil && outcome.summary.readings == 5)
        #expect(try String(contentsOfFile: other + ".id", encoding: .utf8).contains(#require(outcome.summary.identity)))
        #expect(try SQLiteStore(path: other).counts().readings == 5)
    }

    @Test("refused while a service holds the store, by its name or by its file; nothing is changed")
    func inUse() throws {
        let (scene, backup) = try scene()
        for path in [scene.path + ".lock", scene.path] {
            let lock = try #require(try InstanceLock(path: path))
            let before = try scene.files()
            #expect { try restore(backup, scene) } throws: {
                ($0 as? BackupFailure)?.kind == .store && "\($0)".contains("stop it first")
            }
            #expect(
                try Set(scene.files()).subtracting(["quiethours.db.lock"])
                    == Set(before).subtracting(["quiethours.db.lock"])
            )
            withExtendedLifetime(lock) {}
        }
        #expect(try scene.open().counts().readings == 8)
    }

    @Test("what is no backup of this store is refused; nothing is changed")
    func wrongSources() throws {
        let (scene, _) = try scene()
        let other = try self.scene()
        try scene.directory.write("no database at all, but of a length that a header would have", to: "text")
        let folder = try scene.directory.subdirectory("folder").path
        try FileManager.default.createSymbolicLink(
            atPath: scene.directory.path("link.db"),
            withDestinationPath: "quiethours.db"
        )
        let before = try scene.files()
        for (source, kind, says) in [
            (scene.directory.path("nowhere"), .usage, "no such file"), (folder, .usage, "is no file"),
            (scene.path, .usage, "belongs to the store"),
            (scene.directory.path("link.db"), .usage, "belongs to the store"),
            (other.backup, .usage, "of another store"), (scene.directory.path("text"), .store, "text"),
        ] as [(String, BackupFailure.Kind, String)] {
            #expect { try restore(source, scene) } throws: {
                ($0 as? BackupFailure)?.kind == kind && "\($0)".contains(says)
            }
        }
        #expect(try Set(scene.files()).subtracting(["quiethours.db.lock"]) == Set(before))
        // Whoever means another store removes the marker.
        try scene.remove(".id")
        #expect(try restore(other.backup, scene).summary.readings == 5)
        #expect(try scene.open().counts().readings == 5)
    }

    @Test("a damaged backup is refused, and the store stays")
    func damagedBackup() throws {
        let (scene, backup) = try scene()
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: backup))
        let root = try DatabaseQueue(path: backup).read {
            try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'reading'")
        }
        try handle.seek(toOffset: UInt64(try #require(root) - 1) * 4096)
        try handle.write(contentsOf: Data(repeating: 0xAA, count: 4096))
        try handle.close()
        #expect { try restore(backup, scene) } throws: { ($0 as? BackupFailure)?.kind == .damaged }
        #expect(try !scene.files().contains("quiethours.db.restore"))
        #expect(try scene.open().counts().readings == 8)
    }

    @Test("a damaged store is put aside as it is")
    func damagedStore() throws {
        let (scene, backup) = try scene()
        let garbage = Data(repeating: 0x5A, count: 40_000)
        for name in ["", "-journal"] { try garbage.write(to: URL(fileURLWithPath: scene.path + name)) }
        let outcome = try restore(backup, scene)
        let aside = try #require(outcome.replaced)
        #expect(FileManager.default.contents(atPath: aside) == garbage)
        #expect(FileManager.default.contents(atPath: aside + "-journal") == garbage)
        #expect(try scene.open().counts().readings == 5)
    }

    @Test("a backup of the first release becomes a store of today", .disabled(if: ChildProcess.find("tar") == nil))
    func older() throws {
        let old = try ReleaseFolder.unpacked("0.3.0")
        let names = try FileManager.default.subpathsOfDirectory(atPath: old.url.path).filter { $0.hasSuffix(".db") }
        let source = old.path(try #require(names.first))
        let directory = try TemporaryDirectory()
        let outcome = try StoreRestore(of: source, to: directory.path("quiethours.db"), stamp: "1").run()
        #expect(outcome.summary.readings > 0)
        #expect(
            try SQLiteStore(path: directory.path("quiethours.db")).counts().readings >= Int64(outcome.summary.readings)
        )
    }

    @Test("without room for the copy nothing is begun", .disabled(if: !SmallDisk.isAllowed))
    func noRoom() throws {
        let (scene, backup) = try scene()
        try DatabaseQueue(path: backup).write {
            try $0.execute(sql: "CREATE TABLE pad (bytes BLOB); INSERT INTO pad VALUES (zeroblob(6000000))")
        }
        let disk = try SmallDisk(megabytes: 4)
        #expect { try StoreRestore(of: backup, to: disk.path + "/quiethours.db", stamp: "1").run() } throws: {
            ($0 as? BackupFailure)?.kind == .target && "\($0)".contains("the copy needs 7 MB")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["quiethours.db.lock"])
        withExtendedLifetime(scene) {}
    }
}
