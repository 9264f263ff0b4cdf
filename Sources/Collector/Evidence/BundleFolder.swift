package import Foundation
package import Records

/// The folder of an evidence bundle on disk.
package struct BundleFolder {
    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// Writes the files and, last, the manifest over them; gives the manifest's SHA-256.
    ///
    /// The folder is made, and must not be there before: a bundle is never written over another.
    package func write(_ files: [String: Data], under manifest: BundleManifest) throws -> Fingerprint {
        let draft = try draft(files)
        do {
            return try draft.seal(under: manifest)
        } catch {
            draft.discard()
            throw error
        }
    }

    /// Writes the files beside the folder's place, where they stay until they are sealed or discarded.
    package func draft(_ files: [String: Data]) throws(EvidenceError) -> BundleDraft {
        try BundleDraft(of: self, files)
    }

    var isThere: Bool { (try? FileManager.default.attributesOfItem(atPath: path)) != nil }

    /// Takes back what was just written.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    func place(of name: String) -> String { "\(path)/\(name)" }

    /// Everything in the folder but folders and the manifest, by path; a symbolic link counts as itself.
    func listing() throws(EvidenceError) -> [String: FileAttributeType] {
        do {
            var found: [String: FileAttributeType] = [:]
            for name in try FileManager.default.subpathsOfDirectory(atPath: path) where name != BundleManifest.name {
                let attributes = try FileManager.default.attributesOfItem(atPath: place(of: name))
                let type = attributes[.type] as? FileAttributeType ?? .typeUnknown
                if type != .typeDirectory { found[name] = type }
            }
            return found
        } catch {
            throw EvidenceError("\(path): cannot be listed; is it the folder of a bundle that you may read?")
        }
    }
}
