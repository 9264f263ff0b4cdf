import Acoustics
import EventTime
import Foundation
import GRDB
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import StorePorts
import TestSupport
import Testing

@Suite("A look at a store")
struct StoreDiagnosticsTests {
    private static let now = Instant(milliseconds: 1_780_794_000_000)

    private func append(
        _ store: SQLiteStore,
        _ count: Int,
        endingAt end: Instant,
        late: TimeSpan = .zero,
        origin: Arrival.Origin = .mqtt,
        mark: DataMark = .normal
    ) throws {
        let level = try #require(Level(decibels: 60))
        for second in 0..<count {
            let start = end - .seconds(Int64(count - second))
            let reading = Reading(start: start, duration: .seconds(1), LAeq: level, mark: mark)
            let message = SensorMessage(sensor: SensorID(site: "school", sensor: "gate"), readings: [reading])
            _ = try store.append(Arrival(receivedAt: reading.end + late, origin: origin, messages: [message]))
        }
    }

    @Test("a healthy one can be written, is whole, and is as it was afterwards")
    func healthy() throws {
        let temporary = try TemporaryStore()
        try append(temporary.store, 3, endingAt: Self.now)
        let examination = try SQLiteDiagnostics(path: temporary.path)
        #expect(examination.tryWriting() == nil)
        #expect(try examination.damage(withinSeconds: 10) == [])
        #expect(try temporary.store.counts().readings == 3)
        let tables = try DatabaseQueue(path: temporary.path).read { try $0.tableExists("doctor_probe") }
        #expect(!tables)
    }

    @Test("one that another connection holds is told as locked, and is free again afterwards")
    func locked() throws {
        let temporary = try TemporaryStore()
        let examination = try SQLiteDiagnostics(path: temporary.path, lockSeconds: 0.2)
        try DatabaseQueue(path: temporary.path).inDatabase { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            #expect(examination.tryWriting() == .locked)
            try db.execute(sql: "ROLLBACK")
        }
        #expect(examination.tryWriting() == nil)
    }

    @Test("damage in the middle of the file is found")
    func damaged() throws {
        let temporary = try TemporaryStore()
        try append(temporary.store, 600, endingAt: Self.now)
        try DatabaseQueue(path: temporary.path).inDatabase { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        let copy = temporary.path + ".copy"
        try FileManager.default.copyItem(atPath: temporary.path, toPath: copy)
        let file = try #require(FileHandle(forUpdatingAtPath: copy))
        let root = try DatabaseQueue(path: temporary.path).read {
            try UInt64.fetchOne($0, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'reading'")
        }
        let page = try #require(root) - 1
        try file.seek(toOffset: page * 4096)
        try file.write(contentsOf: Data(repeating: 0x5A, count: 512))
        try file.close()
        #expect(try SQLiteDiagnostics(path: copy).damage(withinSeconds: 10)?.isEmpty == false)
    }

    @Test("a file that is no store is refused, or told as damaged")
    func foreign() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(String(repeating: "no database\n", count: 500), to: "x.db")
        do {
            let examination = try SQLiteDiagnostics(path: path)
            #expect(examination.tryWriting() == .damaged)
        } catch {
            #expect(error.message.contains(path))
        }
    }

    @Test("a missing one is not made")
    func missing() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: StoreError.self) { try SQLiteDiagnostics(path: directory.path("none.db")) }
        #expect(!FileManager.default.fileExists(atPath: directory.path("none.db")))
    }

    @Test("the rate counts what came over MQTT in the last hour, over the time that the journal has lived")
    func rate() throws {
        let temporary = try TemporaryStore()
        try append(temporary.store, 100, endingAt: Self.now - .hours(3))
        try append(temporary.store, 50, endingAt: Self.now - .minutes(50), origin: .file)
        try append(temporary.store, 360, endingAt: Self.now)
        let traffic = try #require(try SQLiteDiagnostics(path: temporary.path).traffic(at: Self.now))
        #expect(traffic.readings == 360)
        #expect(traffic.within == .hours(1))
        #expect(traffic.rate == 0.1)
        let young = try TemporaryStore()
        try append(young.store, 60, endingAt: Self.now)
        let first = try #require(try SQLiteDiagnostics(path: young.path).traffic(at: Self.now))
        #expect(first.within == .seconds(59))
        let unused = try TemporaryStore()
        let empty = try #require(try SQLiteDiagnostics(path: unused.path).traffic(at: Self.now))
        #expect(empty.rate == nil && empty.newest.isEmpty)
    }

    @Test("the newest readings tell how late they came, without what came from a file")
    func timings() throws {
        let temporary = try TemporaryStore()
        try append(temporary.store, 5, endingAt: Self.now - .hours(1), late: .hours(1), origin: .file)
        try append(temporary.store, 2, endingAt: Self.now, late: .seconds(4))
        try append(temporary.store, 1, endingAt: Self.now + .minutes(9), late: .zero - .minutes(9), mark: .clock)
        let newest = try #require(try SQLiteDiagnostics(path: temporary.path).traffic(at: Self.now)).newest
        #expect(newest.map { $0.receivedAt - $0.end } == [.zero - .minutes(9), .seconds(4), .seconds(4)])
        #expect(newest.map(\.isMarkedClock) == [true, false, false])
    }
}

/// A file system of a few megabytes in memory, gone with the last reference.
private final class SmallDisk {
    static let mount = ChildProcess.find("mount") ?? "/bin/mount"
    let directory: TemporaryDirectory

    /// Whether this user may mount; root in a container often may not.
    static let isAllowed = (try? SmallDisk()) != nil

    init() throws {
        directory = try TemporaryDirectory()
        let logs = try TemporaryDirectory()
        _ = try ChildProcess.run(
            SmallDisk.mount,
            ["-t", "tmpfs", "-o", "size=4m", "tmpfs", directory.url.path],
            directory: logs.url
        )
    }

    func remountReadOnly() throws {
        let logs = try TemporaryDirectory()
        _ = try ChildProcess.run(SmallDisk.mount, ["-o", "remount,ro", directory.url.path], directory: logs.url)
    }

    func fill() throws {
        guard let file = fopen(directory.path("filler"), "w") else { return }
        let block = [UInt8](repeating: 1, count: 4096)
        while fwrite(block, 1, block.count, file) == block.count, fflush(file) == 0 {}
        fclose(file)
    }

    deinit {
        umount2(directory.url.path, Int32(MNT_DETACH))
    }
}

@Suite("A store on a bad disk", .enabled(if: SmallDisk.isAllowed, "mount(2) is not permitted here"))
struct StoreOnBadDiskTests {
    @Test("a full disk is found by writing, though everything is taken back")
    func full() throws {
        let disk = try SmallDisk()
        let path = disk.directory.path("q.db")
        let store = try SQLiteStore(path: path)
        let examination = try SQLiteDiagnostics(path: path)
        // What the write-ahead log has room for already would still be written.
        try disk.fill()
        #expect(examination.tryWriting() == .full)
        _ = try store.counts()
    }

    @Test("on a disk that was mounted read-only it cannot be opened, and the error names the file")
    func readOnly() throws {
        let disk = try SmallDisk()
        let path = disk.directory.path("q.db")
        _ = try SQLiteStore(path: path)
        try disk.remountReadOnly()
        #expect {
            try SQLiteDiagnostics(path: path)
        } throws: {
            "\($0)".contains(path)
        }
    }
}
