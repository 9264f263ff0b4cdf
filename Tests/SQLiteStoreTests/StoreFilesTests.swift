import Foundation
import GRDB
import Machine
import Readings
import Records
import SQLiteStore
import SensorPayloads
import StorePorts
import TestSupport
import Testing

@Suite("Files that are taken from under an open store")
struct StoreFilesTests {
    /// What is done to the files, and where everything is afterwards.
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var act: @Sendable (StoreScene) throws -> Void
        var says: String
        var rescue: @Sendable (StoreScene) -> StoreRescue
        /// The file that has everything.
        var saved: String
    }

    static let rows = [
        Row(
            testDescription: "the log is removed",
            act: { try $0.remove("-wal") },
            says: "quiethours.db-wal was removed",
            rescue: { .intoFile(resolved($0)) },
            saved: "quiethours.db"
        ),
        Row(
            testDescription: "the log is replaced",
            act: { scene in
                try scene.directory.write("", to: "other")
                try DurableFiles.move(scene.directory.path("other"), to: scene.path + "-wal", replacing: true)
            },
            says: "quiethours.db-wal was replaced",
            rescue: { .intoFile(resolved($0)) },
            saved: "quiethours.db"
        ),
        Row(
            testDescription: "the log's index is removed",
            act: { try $0.remove("-shm") },
            says: "quiethours.db-shm was removed",
            rescue: { .intoFile(resolved($0)) },
            saved: "quiethours.db"
        ),
        Row(
            testDescription: "the store is removed",
            act: { try $0.remove("") },
            says: "quiethours.db was removed",
            rescue: { .restored(resolved($0)) },
            saved: "quiethours.db"
        ),
        Row(
            testDescription: "everything is removed",
            act: { scene in for name in ["", "-wal", "-shm"] { try scene.remove(name) } },
            says: "quiethours.db was removed",
            rescue: { .restored(resolved($0)) },
            saved: "quiethours.db"
        ),
        Row(
            testDescription: "the store is replaced",
            act: { scene in
                try scene.directory.write("not a store", to: "other")
                try DurableFiles.move(scene.directory.path("other"), to: scene.path, replacing: true)
            },
            says: "quiethours.db was replaced",
            rescue: { .beside(resolved($0) + ".rescued-now") },
            saved: "quiethours.db.rescued-now"
        ),
        Row(
            testDescription: "the store is moved away",
            act: { try $0.move("", to: "away.db") },
            says: "quiethours.db was removed",
            rescue: { .moved(to: DurableFiles.resolved($0.directory.path("away.db"))) },
            saved: "away.db"
        ),
    ]

    private static func resolved(_ scene: StoreScene) -> String { DurableFiles.resolved(scene.path) }

    @Test("nothing is committed any more, and everything that was committed is saved", arguments: rows)
    func taken(row: Row) throws {
        let scene = try StoreScene()
        let store = try scene.open()
        try scene.append(150, to: store)
        #expect(store.fileChange() == nil)
        try row.act(scene)
        #expect(throws: StoreError.self) { try scene.append(1, to: store) }
        #expect("\(store.fileChange().map(\.description) ?? "")".contains(row.says))
        #expect(try store.rescue(stamp: "now") == row.rescue(scene))
        // Still, for what is open is not what is there.
        #expect(throws: StoreError.self) { try scene.append(1, to: store) }
        #expect(try scene.readingsAlone(at: scene.directory.path(row.saved)) == 150)
    }

    @Test("a file that took the store's place is left as it is")
    func replaced() throws {
        let scene = try StoreScene()
        let store = try scene.open()
        try scene.append(1, to: store)
        try scene.directory.write("not a store", to: "other")
        try DurableFiles.move(scene.directory.path("other"), to: scene.path, replacing: true)
        _ = try store.rescue(stamp: "now")
        #expect(try String(contentsOfFile: scene.path, encoding: .utf8) == "not a store")
    }

    @Test("without room for a copy the data stays with the open store, and is saved once there is room")
    func noRoom() throws {
        let disk = try SmallDisk(megabytes: 8)
        let path = disk.path + "/quiethours.db"
        let store = try SQLiteStore(path: path)
        let scene = try StoreScene()
        try scene.append(20, to: store)
        // The copy is to need more than the end of the log gives back to the disk.
        for number in 0..<30 as Range<UInt8> {
            let junk = RejectedPayload(
                topic: "noise/1/x/y/obs",
                payload: [number] + [UInt8](repeating: 0x78, count: 80_000),
                receivedAt: StoreScene.instant(30),
                reason: .malformed,
                detail: "byte 0"
            )
            _ = try store.append(Arrival(receivedAt: junk.receivedAt, origin: .mqtt, rejected: [junk]))
        }
        let size = try #require(FileState(at: path)?.size)
        #expect(size > 2_000_000)
        try FileManager.default.removeItem(atPath: path)
        #expect(store.fileChange() != nil)
        try disk.fill()
        #expect(throws: (any Error).self) { try store.rescue(stamp: "now") }
        try disk.free()
        #expect(try store.rescue(stamp: "now") == .restored(path))
        #expect(try scene.readingsAlone(at: path) == 20)
    }

    @Test("what the store makes is its owner's alone, and what marks it is no secret")
    func modes() throws {
        let scene = try StoreScene()
        let store = try scene.open()
        for name in ["", "-wal", "-shm"] { #expect(FileState(at: scene.path + name)?.permissions == 0o600, "\(name)") }
        #expect(FileState(at: scene.marker)?.permissions == 0o644)
        withExtendedLifetime(store) {}
    }
}
