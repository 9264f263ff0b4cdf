import Foundation
import GRDB
import Machine
import Records
import StorePorts

/// Copies a store, page by page, from one snapshot of it: others may go on writing, and it ends after one pass.
///
/// The copy has SQLite's rollback journal instead of a log, so that it is one file. One thread makes and uses it.
struct StoreCopy {
    /// How far it has come.
    enum Step: Hashable, Sendable {
        /// Pages.
        case copied(Int, of: Int)
        case checking
    }

    /// What was written.
    struct Result: Hashable, Sendable {
        var bytes: Int64
        var summary: StoreSummary
    }

    /// Where it is written; must not exist, or be empty.
    let path: String
    /// Asked after each step; what it throws ends the copy.
    let progress: (Step) throws -> Void

    /// Pages of 4 kB: after each step what was written is sent to the disk, so that the commits of others never wait
    /// for more than this.
    private static let pagesPerStep: CInt = 8192
    /// Of the integrity check's findings.
    private static let mostFindings = 5

    init(to path: String, progress: @escaping (Step) throws -> Void = { _ in }) {
        self.path = path
        self.progress = progress
    }

    /// Writes, checks and syncs the copy; `source` must be in a transaction, which gives the snapshot.
    ///
    /// - Throws: ``DamagedCopy`` when the copy is not whole; what there is of it is removed on every error.
    func write(from source: Database) throws -> Result {
        precondition(source.isInsideTransaction, "a copy without a snapshot would begin again at every commit")
        do {
            _ = try DurableFiles.makeEmpty(path)
            // The transaction takes its snapshot with its first question.
            _ = try Int.fetchOne(source, sql: "SELECT COUNT(*) FROM sqlite_master")
            let expected = try StoreCopy.summary(source)
            var configuration = Configuration()
            configuration.label = "quiethours-copy"
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = OFF") }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { copy in
                try source.backup(to: copy, pagesPerStep: StoreCopy.pagesPerStep) { step in
                    try DurableFiles.sync(path)
                    try progress(.copied(step.completedPageCount, of: step.totalPageCount))
                }
                try copy.execute(sql: "PRAGMA journal_mode = DELETE")
            }
            try progress(.checking)
            let summary = try queue.read(StoreCopy.verify)
            // The snapshot is held still: what others have committed since is in neither.
            guard summary == expected else {
                throw DamagedCopy(findings: ["the copy holds \(summary.readings) readings of \(expected.readings)"])
            }
            try queue.close()
            try DurableFiles.sync(path)
            return Result(bytes: FileState(at: path)?.size ?? 0, summary: summary)
        } catch {
            for file in [path, path + "-journal", path + "-wal", path + "-shm"] {
                try? FileManager.default.removeItem(atPath: file)
            }
            throw error
        }
    }

    /// Reads all of it.
    static func verify(_ db: Database) throws -> StoreSummary {
        let lines: [String]
        do {
            lines = try String.fetchAll(db, sql: "PRAGMA integrity_check(\(mostFindings))")
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            throw DamagedCopy(findings: [error.message ?? "\(error)"])
        }
        guard lines == ["ok"] else { throw DamagedCopy(findings: lines) }
        return try summary(db)
    }

    /// What it says it holds.
    private static func summary(_ db: Database) throws -> StoreSummary {
        try StoreVersions.refuseNewer(db, program: Version.current)
        guard try db.tableExists("reading"), try db.tableExists("alert") else {
            throw StoreError(message: "is no store of quiethours")
        }
        return try StoreSummary(of: db)
    }
}

/// What `PRAGMA integrity_check` says of a copy that is not whole.
package struct DamagedCopy: Error, Hashable, Sendable, CustomStringConvertible {
    package let findings: [String]

    package var description: String { "is damaged: \(findings.joined(separator: "; "))" }
}
