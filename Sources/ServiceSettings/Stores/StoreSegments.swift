import Foundation
import Machine
import Segments
import StorePorts

/// The sealed segments beside a store, and those beside its backups.
enum StoreSegments {
    /// One folder for all backups of a store that lie in one folder: a segment never changes, and is kept once.
    static func folder(ofBackup file: String, of store: String) -> String {
        let folder = (DurableFiles.resolved(file) as NSString).deletingLastPathComponent
        return StorePlace("\(folder)/\((StorePlace(store).path as NSString).lastPathComponent)").segments
    }

    static func copy(
        from source: String,
        to target: String,
        isReading: Bool,
        progress: (BackupStep) -> Void
    ) throws(BackupFailure) -> CopiedSegments {
        // A backup in the store's own folder has its segments there.
        guard source != target else { return CopiedSegments() }
        do throws(SegmentError) {
            let copy = SegmentCopy(from: SegmentFolder(source), to: SegmentFolder(target), isReading: isReading)
            let outcome = try copy.run { progress(.segment($0.description, $1, of: $2)) }
            return CopiedSegments(all: outcome.all, copied: outcome.copied, bytes: outcome.bytes)
        } catch {
            throw BackupFailure(error)
        }
    }

    static func verify(
        _ path: String,
        progress: @escaping (SegmentProgress) -> Void
    ) throws(BackupFailure) -> SegmentVerification? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do throws(SegmentError) {
            return try SegmentVerification(of: SegmentFolder(path), progress: progress)
        } catch {
            throw BackupFailure(error)
        }
    }
}

extension BackupFailure {
    fileprivate init(_ error: SegmentError) {
        let kind: Kind =
            switch error.kind {
            case .sealed, .refused: .usage
            case .unreadable: .damaged
            case .unwritable: .target
            }
        self.init(kind, error.description)
    }
}
