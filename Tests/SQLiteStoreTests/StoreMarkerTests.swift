import Foundation
import GRDB
import Machine
import SQLiteStore
import StorePorts
import TestSupport
import Testing

@Suite("Which store belongs here")
struct StoreMarkerTests {
    private func scene() throws -> StoreScene {
        let scene = try StoreScene()
        try scene.append(3, to: try scene.open())
        return scene
    }

    private func refusal(_ scene: StoreScene) -> String {
        do {
            _ = try scene.open()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("an empty or missing file is not taken for a new store where there was one, until the marker is removed")
    func emptied() throws {
        for act in [{ try "".write(toFile: $0.path, atomically: false, encoding: .utf8) }, { try $0.remove("") }]
            as [(StoreScene) throws -> Void]
        {
            let scene = try scene()
            try act(scene)
            let before = try scene.files()
            let refusal = refusal(scene)
            #expect(refusal.contains("though a store was here") && refusal.contains(scene.marker), "\(refusal)")
            #expect(SQLiteDiagnostics.refusal(of: scene.path) == refusal)
            #expect(try scene.files() == before)
            try scene.remove(".id")
            if FileState(at: scene.path) != nil { try scene.remove("") }
            #expect(try scene.open().counts().readings == 0)
        }
    }

    @Test("an empty file without a marker is not taken for a new store")
    func emptyAlone() throws {
        let scene = try StoreScene()
        try scene.directory.write("", to: "quiethours.db")
        #expect(refusal(scene).contains("is empty"))
        #expect { try SQLiteStore(readingFrom: scene.path) } throws: { "\($0)".contains("is empty") }
    }

    @Test("a folder in the store's place is named as what it is")
    func folder() throws {
        let scene = try StoreScene()
        _ = try scene.directory.subdirectory("quiethours.db/inner")
        #expect(refusal(scene).contains("is no file"))
        #expect { try SQLiteStore(readingFrom: scene.path) } throws: { "\($0)".contains("is no file") }
    }

    @Test("a database without readings is not taken for the store that was here")
    func hollow() throws {
        let scene = try scene()
        for name in ["", "-wal", "-shm"] { try? scene.remove(name) }
        try scene.execute("CREATE TABLE other (a)")
        #expect(refusal(scene).contains("holds no readings"))
    }

    @Test("an end in the middle of making the store is gone on from")
    func interrupted() throws {
        let scene = try StoreScene()
        let other = try self.scene()
        let text = try String(contentsOfFile: other.marker, encoding: .utf8)
        let line = try #require(text.split(separator: "\n").last)
        try scene.directory.write(text.replacing(line, with: "store: being made"), to: "quiethours.db.id")
        #expect(try scene.open().counts().readings == 0)
        let after = try String(contentsOfFile: scene.marker, encoding: .utf8)
        #expect(!after.contains("being made"))
        // The same with the file there already, still empty.
        let third = try StoreScene()
        try third.directory.write(text.replacing(line, with: "store: being made"), to: "quiethours.db.id")
        try third.directory.write("", to: "quiethours.db")
        #expect(try third.open().counts().readings == 0)
    }

    @Test("another store is refused, and a backup of the same one is not")
    func another() throws {
        let (scene, other) = (try scene(), try scene())
        let backup = scene.directory.path("backup.db")
        _ = try StoreBackup(of: scene.path, to: backup).run()
        for name in ["", "-wal", "-shm"] { try? scene.remove(name) }
        try FileManager.default.copyItem(atPath: other.path, toPath: scene.path)
        #expect(refusal(scene).contains("is another store"))
        try DurableFiles.move(backup, to: scene.path, replacing: true)
        for name in ["-wal", "-shm"] { try? scene.remove(name) }
        #expect(try scene.open().counts().readings == 3)
    }

    @Test("a store from before there were markers gets one")
    func older() throws {
        let scene = try scene()
        try scene.execute(
            "DROP TABLE program_use; DROP TABLE store_identity; DELETE FROM grdb_migrations WHERE identifier = '16 program'"
        )
        try scene.remove(".id")
        #expect(try scene.open().counts().readings == 3)
        #expect(FileState(at: scene.marker) != nil)
        // An old backup of it has no identity yet.
        try scene.execute(
            "DROP TABLE program_use; DROP TABLE store_identity; DELETE FROM grdb_migrations WHERE identifier = '16 program'"
        )
        #expect(try StoreBackup.verify(scene.path).readings == 3)
    }

    @Test("a marker that is not ours is named, and nothing is overwritten")
    func unreadable() throws {
        let scene = try scene()
        try "what?".write(toFile: scene.marker, atomically: true, encoding: .utf8)
        #expect(refusal(scene).contains(scene.marker))
        #expect(try String(contentsOfFile: scene.marker, encoding: .utf8) == "what?")
    }

    @Test("a symbolic link leads to the same store, and a second name of its file is refused")
    func names() throws {
        let scene = try scene()
        let store = try scene.open()
        let (soft, hard) = (scene.directory.path("soft.db"), scene.directory.path("hard.db"))
        try FileManager.default.createSymbolicLink(atPath: soft, withDestinationPath: "quiethours.db")
        #expect(StorePlace(soft) == StorePlace(scene.path))
        #expect(try SQLiteStore(path: soft).counts().readings == 3)
        try FileManager.default.linkItem(atPath: scene.path, toPath: hard)
        #expect { try SQLiteStore(path: hard) } throws: { "\($0)".contains("second name (hard link)") }
        #expect { try SQLiteStore(readingFrom: hard) } throws: { "\($0)".contains("second name (hard link)") }
        #expect(throws: StoreError.self) { try SQLiteDiagnostics(path: hard) }
        #expect(try !scene.files().contains { $0.hasPrefix("hard.db-") })
        // The store's own name goes on.
        #expect(try scene.open().counts().readings == 3)
        withExtendedLifetime(store) {}
    }
}

@Suite("Programs of several versions on one store")
struct StoreVersionsTests {
    private func newer() throws -> StoreScene {
        let scene = try StoreScene()
        try scene.append(2, to: try scene.open())
        try scene.execute(
            """
            INSERT INTO grdb_migrations VALUES ('99 future');
            INSERT INTO program_use (version, at, migrations) VALUES ('9.9.9', 0, '99 future');
            """
        )
        return scene
    }

    @Test("an older program refuses a newer store in every way of opening it, and says which versions")
    func older() throws {
        let scene = try newer()
        let opens: [(String) throws -> Void] = [
            { _ = try SQLiteStore(path: $0) },
            { _ = try SQLiteStore(path: $0, isService: true) },
            { _ = try SQLiteStore(readingFrom: $0) },
            { _ = try SQLiteStore(readingFrom: $0, admitsOlder: true) },
            { _ = try StoreBackup.verify($0) },
            { path in
                let words = try SQLiteDiagnostics(path: path).newerForm(program: "0.4.0")
                throw ChildProcessError(words ?? "")
            },
        ]
        for open in opens {
            #expect { try open(scene.path) } throws: { error in
                let words = "\(error)"
                return words.contains("9.9.9") && words.contains("99 future") && words.contains("this is quiethours ")
            }
        }
        let uses = try DatabaseQueue(path: scene.path).read {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM program_use")
        }
        #expect(uses == 2)
    }

    @Test("without a version the newer form is named alone")
    func unnamed() throws {
        let scene = try newer()
        try scene.execute("DROP TABLE program_use")
        #expect { try scene.open() } throws: { "\($0)".contains("a newer quiethours") && "\($0)".contains("99 future") }
    }

    @Test("the store remembers each program once in a row, with what it changed")
    func remembered() throws {
        let scene = try StoreScene()
        for version in ["0.5.0", "0.5.0", "0.6.0", "0.6.0", "0.5.0"] {
            _ = try SQLiteStore(path: scene.path, program: version)
        }
        let rows = try DatabaseQueue(path: scene.path).read {
            try Row.fetchAll($0, sql: "SELECT version, migrations <> '' AS changed, at FROM program_use ORDER BY id")
        }
        #expect(rows.map { $0["version"] as String } == ["0.5.0", "0.6.0", "0.5.0"])
        #expect(rows.map { $0["changed"] as Bool } == [true, false, false])
        #expect(rows.allSatisfy { abs(($0["at"] as Double) / 1000 - Date().timeIntervalSince1970) < 600 })
    }

    @Test("a command of a newer program leaves the form alone while a service runs")
    func running() throws {
        let scene = try StoreScene()
        try scene.append(1, to: try scene.open())
        try scene.execute(
            "DROP TABLE program_use; DROP TABLE store_identity; DELETE FROM grdb_migrations WHERE identifier = '16 program'"
        )
        try scene.remove(".id")
        let service = try InstanceLock(path: scene.path + ".lock")
        #expect { try scene.open() } throws: { "\($0)".contains("an older quiethours runs on this store") }
        #expect(try SQLiteStore(path: scene.path, isService: true).counts().readings == 1)
        #expect(try scene.open().counts().readings == 1)
        withExtendedLifetime(service) {}
    }
}
