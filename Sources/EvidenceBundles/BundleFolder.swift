package import Foundation
package import ServiceSettings

/// The folder of an evidence bundle on disk.
package struct BundleFolder {
    package let path: String

    package init(_ path: String) {
        self.path = path
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
