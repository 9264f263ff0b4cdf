import Foundation
import Machine

/// Copies sealed segments that another folder does not have yet: each is copied once, for it never changes.
///
/// A segment and its manifest get their names only when they are whole and on the disk, the manifest last. Killed at
/// any step, it is run again. One thread makes and runs it; it blocks.
package struct SegmentCopy {
    package struct Outcome: Hashable, Sendable {
        /// Segments that are in both folders now.
        package var all = 0
        /// Those that were copied.
        package var copied = 0
        /// Of those.
        package var bytes: Int64 = 0
    }

    private let source: SegmentFolder
    private let target: SegmentFolder
    private let isReading: Bool

    /// With `isReading` segments that are there already are read and compared with their manifests, and copied again
    /// when they are damaged; without it their sizes are.
    package init(from source: SegmentFolder, to target: SegmentFolder, isReading: Bool = false) {
        (self.source, self.target, self.isReading) = (source, target, isReading)
    }

    /// - Throws: ``SegmentError``: a segment is damaged, or the target has another one of the same month.
    package func run(progress: (_ month: SegmentMonth, _ number: Int, _ all: Int) -> Void = { _, _, _ in })
        throws(SegmentError) -> Outcome
    {
        var outcome = Outcome()
        let months = try source.sealedMonths()
        guard !months.isEmpty else { return outcome }
        do {
            try FileManager.default.createDirectory(
                atPath: target.path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try FileOwner.follow(folderOf: target.path)
            for (index, month) in months.enumerated() {
                progress(month, index + 1, months.count)
                if let bytes = try copy(month) {
                    outcome.copied += 1
                    outcome.bytes += bytes
                }
                outcome.all += 1
            }
            return outcome
        } catch {
            throw SegmentError(writing: target.path, error)
        }
    }

    /// The bytes that were copied; nil when the month is there.
    private func copy(_ month: SegmentMonth) throws -> Int64? {
        let bytes = try source.manifestBytes(month)
        guard let manifest = SegmentManifest(bytes) else {
            throw SegmentError(
                .unreadable,
                "\(source.manifest(month)): is damaged; 'quiethours store verify' says where"
            )
        }
        if target.isSealed(month) {
            guard try target.manifestBytes(month) == bytes else {
                throw SegmentError(
                    .refused,
                    "\(target.manifest(month)): is that of another segment of \(month); name another folder"
                )
            }
            if try isWhole(target.segment(month), manifest) { return nil }
        }
        try copy(source.segment(month), to: target.segment(month)) { try isWhole($0, manifest, isRead: true) }
        try copy(source.manifest(month), to: target.manifest(month)) { path in
            FileManager.default.contents(atPath: path) == bytes
        }
        return manifest.size
    }

    private func isWhole(_ path: String, _ manifest: SegmentManifest, isRead: Bool = false) throws -> Bool {
        guard let file = FileState(at: path), file.size == manifest.size else { return false }
        guard isRead || isReading else { return true }
        return try FileDigest(path).sha256 == manifest.sha256
    }

    private func copy(_ path: String, to place: String, check: (String) throws -> Bool) throws {
        let draft = place + ".part"
        if FileState(at: draft) != nil { try FileManager.default.removeItem(atPath: draft) }
        try FileManager.default.copyItem(atPath: path, toPath: draft)
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: draft)
        try FileOwner.follow(folderOf: draft)
        try DurableFiles.sync(draft)
        guard try check(draft) else {
            try FileManager.default.removeItem(atPath: draft)
            throw SegmentError(.unreadable, "\(path): is damaged; 'quiethours store verify' says where")
        }
        try DurableFiles.move(draft, to: place, replacing: true)
    }
}
