import Acoustics
import Foundation
import GRDB
import Records
import Synchronization

/// Everything that is kept, in one SQLite file: the journal, the verdicts and the outbox.
///
/// Write-ahead log with `synchronous=FULL`: a commit that returned survives a power cut. One writer at a time, any
/// number of readers beside it; safe from any thread.
package final class SQLiteStore: Sendable {
    let pool: DatabasePool
    /// Keys of sensors that are committed.
    let sensorKeys = Mutex<[SensorID: SensorKey]>([:])

    /// Opens the file, makes it and its folder when they are missing, and brings the schema up to date.
    ///
    /// - Throws: ``StoreError`` that names the file and says what is wrong with it.
    package init(path: String) throws(StoreError) {
        do {
            let folder = (path as NSString).deletingLastPathComponent
            if !folder.isEmpty {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            pool = try DatabasePool(path: path, configuration: SQLiteStore.configuration(readonly: false))
            // The pool has set NORMAL, which may lose the last commits in a power cut.
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
                // A minute of 10,000 sensors is 12 MB of the identity's tree: messages that bring a minute each touch all
                // of it. In kB; the readers keep SQLite's 2 MB.
                try db.execute(sql: "PRAGMA cache_size = -16000")
                // Pages of 4 kB after which the log is moved into the file, so that it stays near 16 MB.
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            }
            // Asked first, because migrating takes the write lock even when there is nothing to do.
            if try !pool.read(Migrations.migrator.hasCompletedMigrations) { try Migrations.migrator.migrate(pool) }
        } catch {
            throw StoreError(opening: path, error)
        }
    }

    /// Opens an existing file for looking only.
    package init(readingFrom path: String) throws(StoreError) {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError(message: "\(path): there is no such store; start the service or import readings first")
        }
        do {
            pool = try DatabasePool(path: path, configuration: SQLiteStore.configuration(readonly: true))
            guard try pool.read(Migrations.migrator.hasCompletedMigrations) else {
                throw StoreError(message: "its schema is older than this program; start the service once")
            }
        } catch {
            throw StoreError(opening: path, error)
        }
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

/// Why the store could not do what was asked.
package struct StoreError: Error, CustomStringConvertible {
    package let message: String
    /// Somebody else holds the store, or its disk is full or failing: it may well be better in a moment.
    package let mayPass: Bool

    init(message: String) {
        self.message = message
        mayPass = false
    }

    init(opening path: String, _ error: any Error) {
        message = "\(path): the store cannot be opened: \(error)"
        switch error {
        case let error as DatabaseError:
            let passing: [ResultCode] = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR]
            mayPass = passing.contains(error.resultCode)
        case let error as CocoaError:
            mayPass = error.code == .fileWriteOutOfSpace
        default:
            mayPass = false
        }
    }

    package var description: String { message }
}
