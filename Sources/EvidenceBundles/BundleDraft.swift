import Foundation
package import Records
import ServiceSettings

/// A bundle whose files are on the disk and whose manifest is not yet.
package struct BundleDraft {
    private let folder: BundleFolder
    /// Beside the place of the bundle, so that it can be moved there in one step.
    private let path: String
    /// The folder's path without a slash at its end.
    private let place: String
    private let files: [BundleManifest.File]

    init(of folder: BundleFolder, _ files: [String: Data]) throws(EvidenceError) {
        self.folder = folder
        var place = folder.path
        while place.count > 1, place.hasSuffix("/") { place.removeLast() }
        self.place = place
        path = "\(place).\(UUID().uuidString.prefix(8)).part"
        self.files = files.map { .init(path: $0.key, size: $0.value.count, sha256: Fingerprint(of: $0.value)) }
        guard !folder.isThere else { throw BundleDraft.occupied(folder) }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for (name, bytes) in files { try write(bytes, to: name) }
        } catch {
            discard()
            throw BundleDraft.unwritable(folder, error)
        }
    }

    /// Puts the manifest over the files and moves the whole to its place; gives the manifest's SHA-256.
    package func seal(under manifest: BundleManifest) throws -> Fingerprint {
        var manifest = manifest
        manifest.files = files.sorted { $0.path < $1.path }
        let sealed = try manifest.sealed()
        guard !folder.isThere else { throw BundleDraft.occupied(folder) }
        do {
            try write(sealed, to: BundleManifest.name)
            try FileManager.default.moveItem(atPath: path, toPath: place)
        } catch {
            throw BundleDraft.unwritable(folder, error)
        }
        return Fingerprint(of: sealed)
    }

    /// Removes what is not sealed.
    package func discard() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// On the disk when it returns.
    private func write(_ bytes: Data, to name: String) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: url)
        let handle = try FileHandle(forWritingTo: url)
        defer { try? handle.close() }
        try handle.synchronize()
    }

    private static func occupied(_ folder: BundleFolder) -> EvidenceError {
        EvidenceError("\(folder.path): is there already; a bundle is written into a folder of its own")
    }

    private static func unwritable(_ folder: BundleFolder, _ error: any Error) -> EvidenceError {
        EvidenceError(
            "\(folder.path): cannot be written; name a folder where you may write and there is room (\(error.localizedDescription))"
        )
    }
}
