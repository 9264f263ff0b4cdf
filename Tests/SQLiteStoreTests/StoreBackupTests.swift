import Foundation
import GRDB
import Machine
import SQLiteStore
import StorePorts
import Synchronization
import TestSupport
import Testing

@Suite("A backup of the store")
struct StoreBackupTests {
    /// Some steps' worth of pages, so that a copy has a middle.
    private func pad(_ scene: StoreScene, megabytes: Int) throws {
        try scene.execute("CREATE TABLE pad (bytes BLOB); INSERT INTO pad VALUES (zeroblob(\(megabytes << 20)))")
    }

    @Test("ends after one pass while the store is written at every step, and holds what was there at its start")
    func underCommits() throws {
        let scene = try StoreScene()
        let store = try scene.open()
        try pad(scene, megabytes: 80)
        try scene.append(10, to: store)
        let target = scene.directory.path("copy.db")
        var steps: [BackupStep] = []
        let outcome = try StoreBackup(of: scene.path, to: target).run { step in
            // SQLite's own .backup begins again at each of these.
            try? scene.append(5, to: store)
            steps.append(step)
        }
        let copied = steps.compactMap { if case .copied(let bytes, _) = $0 { bytes } else { nil } }
        #expect(copied.count >= 3, "\(steps)")
        #expect(copied == copied.sorted() && copied.last == outcome.bytes, "\(steps)")
        #expect(outcome.summary.readings == 10)
        #expect(outcome.summary.lastReading?.end == StoreScene.instant(11))
        #expect(outcome.summary.openViolations == 0 && outcome.summary.pendingAlerts == 0)
        #expect(outcome.summary.program == "0.4.0" || outcome.summary.program?.isEmpty == false)
        #expect(outcome.logBytes > 0)
        #expect(try store.counts().readings == 10 + 5 * Int64(steps.count))
        let file = try #require(FileState(at: target))
        #expect(file.permissions == 0o600 && file.size == outcome.bytes)
        let copies = try scene.files().filter { $0.hasPrefix("copy.db") }
        #expect(copies == ["copy.db"])
        // In another folder it is a store of its own, which goes on.
        let again = scene.directory.path("again/quiethours.db")
        _ = try scene.directory.subdirectory("again")
        try FileManager.default.copyItem(atPath: target, toPath: again)
        let second = try SQLiteStore(path: again)
        #expect(try second.counts().readings == 10)
        try scene.append(1, to: second)
        #expect(try StoreBackup.verify(again).readings == 11)
        #expect(try StoreBackup.verify(again).identity == outcome.summary.identity)
    }

    @Test("what is there is kept, unless it is to be replaced")
    func replacing() throws {
        let scene = try StoreScene()
        let store = try scene.open()
        try scene.append(3, to: store)
        let target = try scene.directory.write("precious", to: "copy.db")
        #expect { try StoreBackup(of: scene.path, to: target).run() } throws: {
            ($0 as? BackupFailure)?.kind == .usage && "\($0)".contains("--replace")
        }
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "precious")
        #expect(try StoreBackup(of: scene.path, to: target, replacing: true).run().summary.readings == 3)
        #expect(try StoreBackup.verify(target).readings == 3)
    }

    @Test("a target that belongs to the store, is no file, or has a log beside it is refused")
    func wrongTargets() throws {
        let scene = try StoreScene()
        let store = try scene.open()
        try scene.append(1, to: store)
        let folder = try scene.directory.subdirectory("folder").path
        try FileManager.default.createSymbolicLink(
            atPath: scene.directory.path("link.db"),
            withDestinationPath: "quiethours.db"
        )
        try scene.directory.write("", to: "old.db-wal")
        let targets = [
            scene.path, scene.path + "-wal", scene.marker, scene.directory.path("link.db"), folder,
            scene.directory.path("old.db"),
        ]
        let before = try scene.files()
        for target in targets {
            #expect { try StoreBackup(of: scene.path, to: target, replacing: true).run() } throws: {
                ($0 as? BackupFailure)?.kind == .usage
            }
        }
        #expect(try scene.files() == before)
        #expect(try store.counts().readings == 1)
    }

    @Test("a damaged store gives no backup, and the earlier one stays")
    func damaged() throws {
        let scene = try StoreScene()
        do {
            let store = try scene.open()
            try scene.append(400, to: store)
        }
        let target = scene.directory.path("copy.db")
        _ = try StoreBackup(of: scene.path, to: target).run()
        try scene.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        let root = try DatabaseQueue(path: scene.path).read {
            try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'reading_identity'")
        }
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: scene.path))
        try handle.seek(toOffset: UInt64(try #require(root) - 1) * 4096)
        try handle.write(contentsOf: Data(repeating: 0xAA, count: 4096))
        try handle.close()
        #expect { try StoreBackup(of: scene.path, to: target, replacing: true).run() } throws: {
            ($0 as? BackupFailure)?.kind == .damaged
        }
        #expect(try StoreBackup.verify(target).readings == 400)
        #expect(try !scene.files().contains("copy.db.part"))
        #expect { try StoreBackup.verify(scene.path) } throws: { ($0 as? BackupFailure)?.kind == .damaged }
    }

    @Test("without room for the copy nothing is begun")
    func noRoom() throws {
        let scene = try StoreScene()
        let store = try scene.open()
        try pad(scene, megabytes: 6)
        let disk = try SmallDisk(megabytes: 4)
        #expect { try StoreBackup(of: scene.path, to: disk.path + "/copy.db").run() } throws: {
            ($0 as? BackupFailure)?.kind == .target && "\($0)".contains("the copy needs 7 MB")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [])
        withExtendedLifetime(store) {}
    }

    @Test("it is given up when the store's log grows beyond its bound, and leaves nothing behind")
    func logBound() throws {
        let scene = try StoreScene()
        let store = try scene.open()
        try pad(scene, megabytes: 40)
        try scene.append(1, to: store)
        let target = scene.directory.path("copy.db")
        #expect { try StoreBackup(of: scene.path, to: target, logLimit: 4096).run() } throws: {
            ($0 as? BackupFailure)?.kind == .store && "\($0)".contains("has grown to")
        }
        #expect(try !scene.files().contains { $0.hasPrefix("copy.db") })
    }

    @Test("two backups into one file do not mix")
    func twoAtOnce() throws {
        let scene = try StoreScene()
        let store = try scene.open()
        let target = scene.directory.path("copy.db")
        let other = try InstanceLock(path: target + ".part")
        #expect { try StoreBackup(of: scene.path, to: target).run() } throws: { "\($0)".contains("another backup") }
        withExtendedLifetime((store, other)) {}
    }
}
