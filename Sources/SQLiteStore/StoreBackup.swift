import Foundation
import GRDB
import Machine
package import StorePorts

/// A verified copy of a store that may be in use, put into its place in one step.
///
/// One thread makes and runs it; it blocks until the copy is on the disk.
package struct StoreBackup {

    private let place: StorePlace
    private let target: String
    private let replacing: Bool
    private let logLimit: Int64?

    /// While the snapshot is held, SQLite cannot begin its log again: it grows by what is committed. Beyond the store's
    /// own size, and this, something else is wrong.
    private static let smallestLogLimit: Int64 = 1 << 30

    /// `logLimit` is the size of the store's log at which the copy is given up; nil takes 1 GB, or the store's size
    /// when that is more.
    package init(of store: String, to target: String, replacing: Bool = false, logLimit: Int64? = nil) {
        place = StorePlace(store)
        self.target = DurableFiles.resolved(target)
        self.replacing = replacing
        self.logLimit = logLimit
    }

    /// - Throws: ``BackupFailure``; what was at the target is still there then.
    package func run(progress: @escaping (BackupStep) -> Void = { _ in }) throws(BackupFailure) -> BackupOutcome {
        try checkTarget()
        let store: SQLiteStore
        do throws(StoreError) { store = try SQLiteStore(readingFrom: place.path, admitsOlder: true) } catch {
            throw BackupFailure(.store, error.description)
        }
        let part = target + ".part"
        let lock: InstanceLock?
        do throws(MachineError) {
            lock = try InstanceLock(path: part)
            if lock != nil { try DurableFiles.empty(part) }
        } catch {
            throw BackupFailure(.target, error.description)
        }
        guard let lock else { throw BackupFailure(.target, "\(part): another backup is being written there") }
        defer { withExtendedLifetime(lock) {} }
        do {
            let outcome = try store.pool.read { db in try copy(db, to: part, progress) }
            try DurableFiles.move(part, to: target, replacing: replacing)
            return outcome
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw BackupFailure(copying: place.path, to: target, error)
        }
    }

    private func copy(_ db: Database, to part: String, _ progress: @escaping (BackupStep) -> Void) throws
        -> BackupOutcome
    {
        let pageSize = Int64(try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4096)
        let size = pageSize * Int64(try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0)
        try StoreBackup.checkSpace(for: size, at: target)
        let limit = logLimit ?? max(StoreBackup.smallestLogLimit, size)
        var logBytes = logSize()
        let result = try StoreCopy(to: part) { step in
            logBytes = max(logBytes, logSize())
            switch step {
            case .checking: progress(.checking)
            case .copied(let pages, let all):
                progress(.copied(pageSize * Int64(pages), of: pageSize * Int64(all)))
                try checkProgress(logBytes, limit)
            }
        }
        .write(from: db)
        return BackupOutcome(bytes: result.bytes, summary: result.summary, logBytes: logBytes)
    }

    private func logSize() -> Int64 { FileState(at: place.log)?.size ?? 0 }

    private func checkTarget() throws(BackupFailure) {
        let own = [place.path, place.log, place.index, place.lock, place.marker]
        let store = FileState(at: place.path)?.identity
        if own.contains(target) || (store != nil && FileState(at: target)?.identity == store) {
            throw BackupFailure(.usage, "\(target): belongs to the store itself; name another file")
        }
        if let file = FileState(at: target) {
            guard file.isRegular else { throw BackupFailure(.usage, "\(target): is no file; name one") }
            guard replacing else {
                throw BackupFailure(.usage, "\(target): is there already; name another file, or add --replace")
            }
        }
        // SQLite would replay them into the new copy.
        for path in [target + "-wal", target + "-journal"] where FileState(at: path) != nil {
            throw BackupFailure(
                .usage,
                "\(path): belongs to an earlier file of this name, which is in use or was left in the middle; name another file"
            )
        }
    }

    /// The folder of the copy.
    private var folder: String { StoreBackup.folder(of: target) }

    private static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    /// Whether there is room for a copy, and what is left to others.
    static func checkSpace(for size: Int64, at target: String) throws {
        let disk = try FileSystem(of: folder(of: target))
        let needed = size + StoreBackup.reserve(of: disk)
        guard disk.freeBytes < needed else { return }
        throw BackupFailure(
            .target,
            "\(target): the copy needs \(StoreBackup.megabytes(needed)), and \(StoreBackup.megabytes(disk.freeBytes)) are free"
        )
    }

    /// Ends the copy before it, or the log that it holds, takes the room that the service needs.
    private func checkProgress(_ logBytes: Int64, _ limit: Int64) throws {
        if logBytes > limit {
            throw BackupFailure(
                .store,
                "\(place.log): has grown to \(StoreBackup.megabytes(logBytes)) during the copy, which was given up; write the copy to "
                    + "a faster disk, or at another time"
            )
        }
        for path in [folder, place.path] {
            let disk = try FileSystem(of: path)
            guard disk.freeBytes < StoreBackup.reserve(of: disk) / 2 else { continue }
            throw BackupFailure(
                .target,
                "\(path): only \(StoreBackup.megabytes(disk.freeBytes)) are free; the copy was given up so that the service keeps its room"
            )
        }
    }

    /// What is left to others: a twentieth, and no more than 256 MB.
    private static func reserve(of disk: FileSystem) -> Int64 { min(256 << 20, disk.totalBytes / 20) }

    private static func megabytes(_ bytes: Int64) -> String { "\((bytes + 1_048_575) >> 20) MB" }
}

extension BackupFailure {
    init(copying store: String, to target: String, _ error: any Error) {
        switch error {
        case let error as BackupFailure: self = error
        case let error as DamagedCopy: self.init(.damaged, "\(store): \(error)")
        case let error as StoreError: self.init(.store, "\(store): \(error)")
        case let error as MachineError: self.init(.target, error.description)
        case let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode):
            self.init(.damaged, "\(store): is damaged: \(error.message ?? "\(error)")")
        default: self.init(.target, "\(target): cannot be written: \(error)")
        }
    }
}

extension StoreBackup {
    /// Reads all of a file that may be in use, a store or a copy of one, and says what it holds.
    package static func verify(_ path: String) throws(BackupFailure) -> StoreSummary {
        let store: SQLiteStore
        do throws(StoreError) { store = try SQLiteStore(readingFrom: path, admitsOlder: true) } catch {
            throw BackupFailure(.store, error.description)
        }
        do {
            return try store.pool.read(StoreCopy.verify)
        } catch {
            throw BackupFailure(copying: path, to: path, error)
        }
    }
}
