import Chains
import Foundation
import Records
package import ServiceSettings

/// What looking through an evidence bundle found.
package struct BundleVerification {
    /// One thing that is not as the manifest has it.
    package struct Finding: Hashable, Sendable, Encodable {
        package enum State: String, Sendable, Encodable {
            case changed, missing, additional
        }

        package var path: String
        /// Counted from 1; only in `record.jsonl`.
        package var line: Int?
        package var state: State

        package init(path: String, line: Int? = nil, state: State) {
            (self.path, self.line, self.state) = (path, line, state)
        }
    }

    /// Nil when the manifest itself is missing or changed; nothing can be said of the other files then.
    package let manifest: BundleManifest?
    /// By path and line; empty when the bundle is whole.
    package let findings: [Finding]

    package static let record = "record.jsonl"

    /// Reads every file of the bundle once; writes nothing.
    package init(of folder: BundleFolder) throws(EvidenceError) {
        let listing = try folder.listing()
        guard let bytes = FileManager.default.contents(atPath: folder.place(of: BundleManifest.name)) else {
            (manifest, findings) = (nil, [Finding(path: BundleManifest.name, state: .missing)])
            return
        }
        guard let manifest = BundleManifest(sealed: bytes) else {
            (self.manifest, findings) = (nil, [Finding(path: BundleManifest.name, state: .changed)])
            return
        }
        var found: [Finding] = []
        for file in manifest.files {
            // What is not in the listing is not opened, so a path that leads out of the folder is only missing.
            guard let type = listing[file.path] else {
                found.append(Finding(path: file.path, state: .missing))
                continue
            }
            guard type == .typeRegular else {
                found.append(Finding(path: file.path, state: .changed))
                continue
            }
            let fingerprint = try Fingerprint(ofFile: folder.place(of: file.path))
            if fingerprint != file.sha256 { found.append(Finding(path: file.path, state: .changed)) }
            guard file.path == BundleVerification.record else { continue }
            let lines = RecordChain.faults(
                in: FileManager.default.contents(atPath: folder.place(of: file.path)) ?? Data()
            )
            found += lines.map { Finding(path: file.path, line: $0, state: .changed) }
        }
        let known = Set(manifest.files.map(\.path))
        found += listing.keys.filter { !known.contains($0) }.map { Finding(path: $0, state: .additional) }
        self.manifest = manifest
        findings = found.sorted { ($0.path, $0.line ?? 0) < ($1.path, $1.line ?? 0) }
    }
}
