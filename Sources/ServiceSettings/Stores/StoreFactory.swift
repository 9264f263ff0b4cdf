package import Records
import SQLiteStore
package import Segments
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
        var outcome = try StoreBackup(of: path, to: target, replacing: replacing).run(progress: progress)
        // After the file: what was moved out of the store since is in both then, and never in neither.
        outcome.segments = try StoreSegments.copy(
            from: StorePlace(path).segments,
            to: StoreSegments.folder(ofBackup: target, of: path),
            isReading: false,
            progress: progress
        )
        return outcome
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
        var segments = CopiedSegments()
        var outcome = try StoreRestore(of: backup, to: path, stamp: stamp).run(progress: progress) {
            segments = try StoreSegments.copy(
                from: StoreSegments.folder(ofBackup: backup, of: path),
                to: StorePlace(path).segments,
                isReading: true,
                progress: progress
            )
        }
        outcome.segments = segments
        return outcome
    }

    /// Compares the sealed segments of a store with their manifests, those in its own folder unless another is named;
    /// nil when there are none.
    package static func verifySegments(
        _ path: String,
        in folder: String? = nil,
        progress: @escaping (SegmentProgress) -> Void
    ) throws(BackupFailure) -> SegmentVerification? {
        try StoreSegments.verify(folder ?? StorePlace(path).segments, progress: progress)
    }

    /// Reads all of a store that may be in use, or of a copy of one, and says what it holds.
    package static func verify(_ path: String) throws(BackupFailure) -> StoreSummary { try StoreBackup.verify(path) }
}
