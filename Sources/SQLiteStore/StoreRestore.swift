import Foundation
import GRDB
import Machine
package import StorePorts

/// Puts a verified copy of a backup into the place of a store that nobody has open.
///
/// What was in the place is kept beside it under another name. Killed at any step, it leaves the store that was there,
/// or none and a marker that keeps a new one from being begun, or the restored one; run again, it goes on from there.
/// One thread makes and runs it; it blocks until the store is on the disk.
package struct StoreRestore {
    private let source: String
    private let place: StorePlace
    private let stamp: String

    /// `stamp` names what was in the store's place before, such as `20260607T081500Z`.
    package init(of backup: String, to store: String, stamp: String) {
        source = DurableFiles.resolved(backup)
        place = StorePlace(store)
        self.stamp = stamp
    }

    /// Where the copy is while it is not complete.
    private var draft: String { place.path + ".restore" }

    /// `alongside` puts back what belongs to the store beside its file, once the copy is whole and before it has its
    /// name.
    ///
    /// - Throws: ``BackupFailure``; nothing was changed then, or the message says what is where.
    package func run(
        progress: @escaping (BackupStep) -> Void = { _ in },
        alongside: () throws -> Void = {}
    ) throws(BackupFailure) -> RestoreOutcome {
        try checkSource()
        let locks = try lock()
        defer { withExtendedLifetime(locks) {} }
        let backup: SQLiteStore
        do throws(StoreError) { backup = try SQLiteStore(readingFrom: source, admitsOlder: true) } catch {
            throw BackupFailure(.store, error.description)
        }
        do {
            let copy = try backup.pool.read { db in try write(db, progress) }
            try alongside()
            let replaced = try exchange(copy.summary)
            let found = try StoreBackup.verify(place.path)
            guard found == copy.summary else {
                throw DamagedCopy(findings: ["holds something else than the backup"])
            }
            return RestoreOutcome(bytes: copy.bytes, summary: found, replaced: replaced)
        } catch {
            throw BackupFailure(restoring: source, to: place.path, error)
        }
    }

    private func checkSource() throws(BackupFailure) {
        let own = [place.path, place.log, place.index, place.lock, place.marker, draft]
        guard let file = FileState(at: source) else {
            throw BackupFailure(.usage, "\(source): there is no such file; name a backup")
        }
        guard file.isRegular else { throw BackupFailure(.usage, "\(source): is no file; name a backup") }
        if own.contains(source) || FileState(at: place.path)?.identity == file.identity {
            throw BackupFailure(.usage, "\(source): belongs to the store itself; name a backup")
        }
        if let there = FileState(at: place.path), !there.isRegular {
            throw BackupFailure(.usage, "\(place.path): is no file; write the store's file into the settings")
        }
    }

    /// The locks that a service holds, by the store's name and by its file.
    private func lock() throws(BackupFailure) -> [InstanceLock] {
        let locks: [InstanceLock]?
        do throws(MachineError) {
            locks = try takeLocks()
        } catch {
            throw BackupFailure(.target, error.description)
        }
        guard let locks else {
            throw BackupFailure(
                .store,
                "\(place.path): quiethours serve runs on this store; stop it first, such as by "
                    + "'systemctl stop quiethours'"
            )
        }
        return locks
    }

    /// Nil when somebody has one of them.
    private func takeLocks() throws(MachineError) -> [InstanceLock]? {
        guard let lock = try InstanceLock(path: place.lock) else { return nil }
        try FileOwner.follow(folderOf: place.lock)
        guard FileState(at: place.path) != nil, try FileSystem(of: place.path).remoteKind == nil else { return [lock] }
        return try InstanceLock(onExistingFile: place.path).map { [lock, $0] }
    }

    private func write(_ db: Database, _ progress: @escaping (BackupStep) -> Void) throws -> StoreCopy.Result {
        try checkIdentity(try StoreVersions.identity(in: db))
        let pageSize = Int64(try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4096)
        let size = pageSize * Int64(try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0)
        for path in [draft, draft + "-journal"] where FileState(at: path) != nil {
            // Left by a restore that was killed.
            try FileManager.default.removeItem(atPath: path)
        }
        try StoreBackup.checkSpace(for: size, at: place.path)
        return try StoreCopy(to: draft) { step in
            switch step {
            case .checking: progress(.checking)
            case .copied(let pages, let all): progress(.copied(pageSize * Int64(pages), of: pageSize * Int64(all)))
            }
        }
        .write(from: db)
    }

    /// A backup of another store would be refused at the next start, and is a mistake more often than not.
    private func checkIdentity(_ identity: String?) throws {
        guard case .store(let known) = try StoreMarker(at: place)?.content, known != identity else { return }
        throw BackupFailure(
            .usage,
            "\(source): is a backup of another store (\(identity ?? "from before 0.4, without a name")) than the one that was "
                + "here (\(known)). Nothing was changed. Remove \(place.marker) when that is meant"
        )
    }

    /// Gives the copy the store's name, and what had it another one. Returns that.
    private func exchange(_ summary: StoreSummary) throws -> String? {
        // First: while the place is empty, the marker keeps a service from beginning a new store there.
        if try StoreMarker(at: place) == nil, let identity = summary.identity {
            try StoreMarker.write(.store(identity), at: place)
        }
        try FileOwner.follow(folderOf: place.marker)
        try FileOwner.follow(folderOf: draft)
        let aside = try asideName()
        var replaced: String?
        // The file first: without its log it must not be opened by anybody, and without the file nothing is. Under the
        // other name SQLite takes the log for that of the file again, and would otherwise replay it into the new one.
        for (path, name) in [(place.path, ""), (place.log, "-wal"), (place.path + "-journal", "-journal")]
        where FileState(at: path) != nil {
            try DurableFiles.move(path, to: aside + name, replacing: false)
            replaced = aside
        }
        if FileState(at: place.index) != nil { try FileManager.default.removeItem(atPath: place.index) }
        try DurableFiles.move(draft, to: place.path, replacing: false)
        return replaced
    }

    /// The other name of the store that was there; that of an earlier restore when it was killed between the file and
    /// its log.
    private func asideName() throws -> String {
        let prefix = "\(place.path).replaced-"
        if FileState(at: place.path) == nil, FileState(at: place.log) != nil {
            let folder = (place.path as NSString).deletingLastPathComponent
            let earlier = try FileManager.default.contentsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }
                .filter { $0.hasPrefix(prefix) && !$0.hasSuffix("-wal") && !$0.hasSuffix("-journal") }
            if let last = earlier.max(), FileState(at: last + "-wal") == nil { return last }
        }
        var name = prefix + stamp
        var number = 1
        // Of two within one second.
        while ["", "-wal", "-journal"].contains(where: { FileState(at: name + $0) != nil }) {
            number += 1
            name = "\(prefix)\(stamp)-\(number)"
        }
        return name
    }
}

extension BackupFailure {
    fileprivate init(restoring backup: String, to store: String, _ error: any Error) {
        switch error {
        case let error as BackupFailure: self = error
        case let error as DamagedCopy: self.init(.damaged, "\(backup): \(error)")
        case let error as StoreError: self.init(.store, "\(backup): \(error)")
        case let error as MachineError: self.init(.target, error.description)
        case let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode):
            self.init(.damaged, "\(backup): is damaged: \(error.message ?? "\(error)")")
        default: self.init(.target, "\(store): cannot be written: \(error)")
        }
    }
}
