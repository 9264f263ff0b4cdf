package import Records
import SQLiteStore
package import StorePorts

/// Opens the store that a path names. The one place that knows which kinds of stores there are.
package enum StoreFactory {
    /// Opens a store for reading and writing, makes it when it is missing, and brings its schema up to date. What is
    /// rejected is kept within `limits`; `isService` says that the caller holds the lock of the service.
    ///
    /// - Throws: ``StoreError`` that names the store and says what is wrong with it; nothing was changed then.
    package static func open(
        _ path: String,
        isService: Bool = false,
        rejected limits: QuarantineLimits = QuarantineLimits()
    ) throws(StoreError) -> any Store {
        try SQLiteStore(path: path, isService: isService, rejected: limits)
    }

    /// Opens an existing store for looking only.
    package static func openForReading(_ path: String) throws(StoreError) -> any Store {
        try SQLiteStore(readingFrom: path)
    }

    /// Opens an existing store to examine it. Waits for others' locks up to `lockSeconds` at each question.
    package static func diagnostics(_ path: String, lockSeconds: Double = 3) throws(StoreError) -> any StoreDiagnostics
    {
        try SQLiteDiagnostics(path: path, lockSeconds: lockSeconds)
    }

    /// Why this program must leave the store alone, or would not take it for the one that was here; nil when neither is
    /// so.
    package static func refusal(of path: String) -> String? { SQLiteDiagnostics.refusal(of: path) }

    /// Writes a verified copy of a store that may be in use to `target`, in one step.
    ///
    /// - Throws: ``BackupFailure``; what was at the target is still there then.
    package static func backUp(
        _ path: String,
        to target: String,
        replacing: Bool,
        progress: @escaping (BackupStep) -> Void
    ) throws(BackupFailure) -> BackupOutcome {
        try StoreBackup(of: path, to: target, replacing: replacing).run(progress: progress)
    }

    /// Puts a verified copy of a backup into the place of a store that no service runs on. What was there is kept under
    /// another name, with `stamp` in it.
    ///
    /// - Throws: ``BackupFailure``.
    package static func restore(
        _ backup: String,
        to path: String,
        stamp: String,
        progress: @escaping (BackupStep) -> Void
    ) throws(BackupFailure) -> RestoreOutcome {
        try StoreRestore(of: backup, to: path, stamp: stamp).run(progress: progress)
    }

    /// Reads all of a store that may be in use, or of a copy of one, and says what it holds.
    package static func verify(_ path: String) throws(BackupFailure) -> StoreSummary { try StoreBackup.verify(path) }
}
