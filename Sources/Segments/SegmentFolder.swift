package import Foundation
import Machine

/// The folder of a store's segments, and the names of what is in it.
///
/// A month is open while it has a `.part`, which is written to; it is sealed once its `.manifest` has that name, which
/// is the last step of sealing: its `.segment` is never written again.
package struct SegmentFolder: Hashable, Sendable {
    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    package func segment(_ month: SegmentMonth) -> String { "\(path)/\(month).segment" }
    package func part(_ month: SegmentMonth) -> String { "\(path)/\(month).segment.part" }
    package func manifest(_ month: SegmentMonth) -> String { "\(path)/\(month).manifest" }
    func manifestDraft(_ month: SegmentMonth) -> String { "\(path)/\(month).manifest.part" }

    package func isSealed(_ month: SegmentMonth) -> Bool { FileState(at: manifest(month)) != nil }

    /// The months that have a manifest, in order; empty when there is no folder.
    package func sealedMonths() throws(SegmentError) -> [SegmentMonth] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).compactMap { name in
                name.hasSuffix(".manifest") ? SegmentMonth(String(name.dropLast(9))) : nil
            }
            .sorted()
        } catch {
            throw SegmentError(.unreadable, "\(path): cannot be listed: \(error)")
        }
    }

    /// The bytes of a month's manifest.
    package func manifestBytes(_ month: SegmentMonth) throws(SegmentError) -> Data {
        guard let bytes = FileManager.default.contents(atPath: manifest(month)) else {
            throw SegmentError(.unreadable, "\(manifest(month)): is missing, or cannot be read")
        }
        return bytes
    }

    /// The manifests in the order in which their months were sealed.
    ///
    /// - Throws: ``SegmentError`` when one is damaged: what goes on from it could not be told from a forgery.
    package func manifests() throws(SegmentError) -> [SegmentManifest] {
        var found: [SegmentManifest] = []
        for month in try sealedMonths() {
            guard let manifest = SegmentManifest(try manifestBytes(month)) else {
                throw SegmentError(
                    .unreadable,
                    "\(self.manifest(month)): is damaged; 'quiethours store verify' says where"
                )
            }
            found.append(manifest)
        }
        return found.sorted { $0.number < $1.number }
    }
}
