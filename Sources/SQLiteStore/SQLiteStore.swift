import Acoustics
import Foundation
import GRDB
import Machine
package import Records
import Sites
package import StorePorts
import Synchronization

/// Everything that is kept, in one SQLite file: the journal, the verdicts and the outbox.
///
/// Write-ahead log with `synchronous=FULL`: a commit that returned survives a power cut. One writer at a time, any
/// number of readers beside it; safe from any thread.
package final class SQLiteStore: Sendable {
    /// For reading; what is written goes through `write` and `writeWithoutTransaction`.
    let pool: any DatabaseReader
    /// Nil of a store that was opened for reading.
    private let writer: DatabasePool?
    let files: StoreFiles
    /// Keys of sensors that are committed.
    let sensorKeys = Mutex<[SensorID: SensorKey]>([:])
    /// The newest arrival, when this store wrote it and no reading came with it.
    let emptyArrival = Mutex<Int64?>(nil)
    let room: StoreRoom

    /// Opens the file, makes it and its folder when they are missing, and brings the schema up to date. What is
    /// rejected is kept within `limits`.
    ///
    /// `isService` says that the caller holds the lock of the service; without it, the schema is left alone while a
    /// service runs. `program` is the version that the store remembers.
    ///
    /// - Throws: ``StoreError`` that names the file and says what is wrong with it; nothing was changed then.
    package init(
        path: String,
        isService: Bool = false,
        rejected limits: QuarantineLimits = QuarantineLimits(),
        program: String = Version.current
    ) throws(StoreError) {
        let place = StorePlace(path)
        room = StoreRoom(path: place.path, limits: limits)
        let isNew = try SQLiteStore.prepare(place)
        do {
            let writer = try DatabasePool(path: place.path, configuration: SQLiteStore.configuration(readonly: false))
            (self.writer, pool) = (writer, writer)
            try writer.read { try StoreVersions.refuseNewer($0, program: program) }
            // The pool has set NORMAL, which may lose the last commits in a power cut.
            try writer.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
                // A minute of 10,000 sensors is 12 MB of the identity's tree: messages that bring a minute each touch
                // all of it. In kB; the readers keep SQLite's 2 MB.
                try db.execute(sql: "PRAGMA cache_size = -16000")
                // Pages of 4 kB after which the log is moved into the file, so that it stays near 16 MB.
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
                // What it grew to in a large transaction, or while a backup held it, is given back to the disk.
                try db.execute(sql: "PRAGMA journal_size_limit = 33554432")
            }
            if !isNew { try SQLiteStore.refuseForeign(writer, place) }
            try SQLiteStore.migrate(writer, place, isService: isService, program: program)
            guard let identity = try writer.read(StoreVersions.identity) else {
                throw StoreError(message: "the store does not say which it is")
            }
            try StoreMarker.settle(identity, at: place)
            files = try StoreFiles(of: place)
        } catch {
            throw StoreError(opening: path, error)
        }
    }

    /// Opens an existing file for looking only.
    ///
    /// `admitsOlder` admits a store whose schema is older than this program, for copying it.
    package init(
        readingFrom path: String,
        admitsOlder: Bool = false,
        program: String = Version.current
    ) throws(StoreError) {
        let place = StorePlace(path)
        guard let file = FileState(at: place.path) else {
            throw StoreError(message: "\(path): there is no such store; start the service or import readings first")
        }
        guard file.size > 0 else { throw StoreError(message: "\(path): is empty; it is no store") }
        try StoreMarker.admit(file, under: StoreMarker(at: place), place)
        room = StoreRoom(path: place.path, limits: QuarantineLimits())
        do {
            pool = try DatabasePool(path: place.path, configuration: SQLiteStore.configuration(readonly: true))
            writer = nil
            try pool.read { try StoreVersions.refuseNewer($0, program: program) }
            guard try admitsOlder || pool.read(Migrations.migrator.hasCompletedMigrations) else {
                throw StoreError(message: "its schema is older than this program; start the service once")
            }
            files = try StoreFiles(of: place)
        } catch {
            throw StoreError(opening: path, error)
        }
    }

    /// A transaction; committed when it returns, in files that still have their names.
    func write<T>(_ body: (Database) throws -> T) throws -> T {
        let writer = try writable()
        try files.check()
        let result = try writer.write(body)
        try files.check()
        return result
    }

    /// The same, where `body` makes its transaction itself.
    func writeWithoutTransaction<T>(_ body: (Database) throws -> T) throws -> T {
        let writer = try writable()
        try files.check()
        let result = try writer.writeWithoutTransaction(body)
        try files.check()
        return result
    }

    /// The writer, whether or not the files still have their names; for what rescues the store.
    func writable() throws -> DatabasePool {
        guard let writer else { throw StoreError(message: "\(files.place.path): was opened for reading only") }
        return writer
    }

    private static func configuration(readonly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.label = "quiethours"
        // Another command on the same file (ack, import) holds the lock for milliseconds.
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        return configuration
    }
}

extension SQLiteStore {
    /// Makes the folder and an empty file where a new store is to begin. Returns whether one is.
    private static func prepare(_ place: StorePlace) throws(StoreError) -> Bool {
        do {
            let folder = (place.path as NSString).deletingLastPathComponent
            if !folder.isEmpty {
                try FileManager.default.createDirectory(
                    atPath: folder,
                    withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700]
                )
            }
            guard try StoreMarker.admit(place) else { return false }
            // First, so that an end in the middle is not taken for a store that was emptied.
            if try StoreMarker(at: place) == nil { try StoreMarker.write(.beingMade, at: place) }
            _ = try DurableFiles.makeEmpty(place.path)
            return true
        } catch {
            throw StoreError(opening: place.path, error)
        }
    }

    /// A file without our tables where a store was.
    private static func refuseForeign(_ writer: DatabasePool, _ place: StorePlace) throws {
        guard case .store = try StoreMarker(at: place)?.content,
            try !writer.read({ try $0.tableExists("reading") })
        else { return }
        throw StoreError(
            message:
                "holds no readings, though a store was here (\(place.marker)). Put the store or a backup of it back, or "
                + "remove \(place.marker) to begin a new one"
        )
    }

    private static func migrate(_ writer: DatabasePool, _ place: StorePlace, isService: Bool, program: String) throws {
        let migrator = Migrations.migrator
        // Asked first, because migrating takes the write lock even when there is nothing to do.
        if try writer.read(migrator.hasCompletedMigrations) {
            guard try writer.read(StoreVersions.last) != program else { return }
            return try writer.write { try StoreVersions.note(program: program, applied: [], in: $0) }
        }
        // A running service of an older program would go on in a form that it does not know.
        if !isService, FileState(at: place.lock) != nil, try InstanceLock(path: place.lock) == nil {
            let running = try writer.read(StoreVersions.last).map { "quiethours \($0)" } ?? "an older quiethours"
            throw StoreError(
                message:
                    "\(running) runs on this store, whose form quiethours \(program) would change; restart the service "
                    + "with this program first"
            )
        }
        let before = try writer.read(migrator.appliedIdentifiers)
        try migrator.migrate(writer)
        try writer.write { db in
            let applied = migrator.migrations.filter { !before.contains($0) }
            try StoreVersions.note(program: program, applied: applied, in: db)
        }
    }
}
