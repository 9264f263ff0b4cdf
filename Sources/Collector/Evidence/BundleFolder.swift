package import Foundation

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
        guard !FileManager.default.fileExists(atPath: path) else {
            throw EvidenceError("\(path): is there already; a bundle is written into a folder of its own")
        }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        var manifest = manifest
        manifest.files = files.map { .init(path: $0.key, size: $0.value.count, sha256: Fingerprint(of: $0.value)) }
            .sorted { $0.path < $1.path }
        for (name, bytes) in files {
            let url = URL(fileURLWithPath: place(of: name))
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try bytes.write(to: url)
        }
        let sealed = try manifest.sealed()
        try sealed.write(to: URL(fileURLWithPath: place(of: BundleManifest.name)))
        return Fingerprint(of: sealed)
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
