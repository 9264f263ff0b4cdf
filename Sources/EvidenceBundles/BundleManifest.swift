package import EventTime
package import Foundation
package import Records
import ServiceSettings

/// `manifest.json`: what an evidence bundle holds, from what it was made, and which bundle came before it.
///
/// Its own SHA-256 (`seal`) is taken over the same text with 64 zeros in its place. The text is the only one that these
/// values have: keys in order, two spaces of indent, one line feed at the end; any other spelling counts as changed.
package struct BundleManifest: Hashable, Sendable, Codable {
    /// One file of the bundle: its path in the bundle's folder with `/` between names, and its size in bytes.
    package struct File: Hashable, Sendable, Codable {
        package var path: String
        package var size: Int
        package var sha256: Fingerprint

        private enum CodingKeys: String, CodingKey {
            case path = "path"
            case size = "size"
            case sha256 = "sha256"
        }
    }

    package static let name = "manifest.json"

    /// 1: this form.
    package var parser = 1
    package var violation: String
    /// Of the product that made the bundle.
    package var version: String
    /// RFC 3339, UTC.
    package var madeAt: String
    package var madeBy: String
    /// The SHA-256 of the manifest file of the bundle made from this store before; nil for the first.
    package var previousManifest: Fingerprint?
    /// By path.
    package var files: [File]
    package private(set) var seal = Fingerprint.none

    /// The file's own keys.
    private enum CodingKeys: String, CodingKey {
        case parser = "form"
        case violation = "violation"
        case version = "version"
        case madeAt = "madeAt"
        case madeBy = "madeBy"
        case previousManifest = "previousManifest"
        case files = "files"
        case seal = "seal"
    }

    package init(
        violation: String,
        version: String,
        madeAt: Instant,
        madeBy: String,
        previousManifest: Fingerprint?,
        files: [File]
    ) {
        self.violation = violation
        self.version = version
        self.madeAt = RFC3339.format(madeAt, offset: 0)
        self.madeBy = madeBy
        self.previousManifest = previousManifest
        self.files = files.sorted { $0.path < $1.path }
    }

    /// The file's bytes, sealed.
    package func sealed() throws -> Data {
        var manifest = self
        manifest.seal = .none
        manifest.seal = Fingerprint(of: try manifest.text())
        return try manifest.text()
    }

    /// Nil when the bytes are not a sealed manifest, to the byte.
    package init?(sealed bytes: Data) {
        guard let manifest = try? JSONDecoder().decode(BundleManifest.self, from: bytes), manifest.parser == 1,
            (try? manifest.sealed()) == bytes
        else { return nil }
        self = manifest
    }

    private func text() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}
