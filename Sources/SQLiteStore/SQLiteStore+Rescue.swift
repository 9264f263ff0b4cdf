import Foundation
import GRDB
import Machine
package import StorePorts
import Synchronization

extension SQLiteStore {
    /// What became of the store's files; nil while they are as they were when it was opened. Some microseconds.
    package func fileChange() -> StoreFileChange? { files.change() }

    /// Saves what was committed, after ``fileChange()`` has said that files were removed or replaced: the descriptors
    /// that are open still have it. Nothing is written to the store afterwards, and its connections stay open until the
    /// process ends, because SQLite removes files by their names when it closes.
    ///
    /// `stamp` names the copy beside a file that took the store's place. Blocks; may be called again when it failed.
    ///
    /// - Throws: When the log cannot be copied into the file, or there is no room for a copy. While the process lives,
    ///   the data can still be had.
    package func rescue(stamp: String) throws -> StoreRescue {
        SQLiteStore.keptOpen.withLock { kept in
            if !kept.contains(where: { $0 === self }) { kept.append(self) }
        }
        let writer = try writable()
        try writer.writeWithoutTransaction { db in
            let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            // Busy is only the log's beginning again; what counts is that all of it is in the file.
            guard let row, row["log"] as Int? == row["checkpointed"] as Int? else {
                throw StoreError(message: "\(files.place.log): is not yet copied into the store, a reader holds it")
            }
        }
        let path = files.place.path
        if files.isOurs(path) { return .intoFile(path) }
        guard try files.main.state().links == 0 else { return .moved(to: files.main.currentPath() ?? "?") }
        return try copyOut(writer, stamp: stamp)
    }

    private static let keptOpen = Mutex<[SQLiteStore]>([])

    private func copyOut(_ writer: DatabasePool, stamp: String) throws -> StoreRescue {
        let place = files.place
        let copy = "\(place.path).rescued-\(stamp)"
        // A reader's connection that is opened now would look for the file by its name.
        try writer.writeWithoutTransaction { db in
            try db.inTransaction(.deferred) {
                _ = try StoreCopy(to: copy).write(from: db)
                return .commit
            }
        }
        // A log of the lost file must not be replayed into its copy.
        for path in [place.log, place.index] where files.isOurs(path) {
            try FileManager.default.removeItem(atPath: path)
        }
        guard FileState(at: place.path) == nil, FileState(at: place.log) == nil else { return .beside(copy) }
        do throws(MachineError) {
            try DurableFiles.move(copy, to: place.path, replacing: false)
            return .restored(place.path)
        } catch {
            return .beside(copy)
        }
    }
}
