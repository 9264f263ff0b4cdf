import Foundation

/// The kept stores of releases, one folder for each (see their README).
package enum ReleaseFolder {
    package static let all = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "SQLiteStoreTests/Releases").path

    package static var names: [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: all)) ?? []
        return entries.filter { FileManager.default.fileExists(atPath: "\(all)/\($0)/store.tar.gz") }.sorted()
    }

    /// A copy of a release's plan and settings with its store and its bundles.
    package static func unpacked(_ name: String) throws -> TemporaryDirectory {
        let directory = try empty(name)
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = ["tar", "-xzf", "\(all)/\(name)/store.tar.gz", "-C", directory.url.path]
        try tar.run()
        tar.waitUntilExit()
        guard tar.terminationStatus == 0 else { throw ChildProcessError("tar cannot unpack the store of \(name)") }
        return directory
    }

    /// The same without anything that was recorded.
    package static func empty(_ name: String) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        for file in ["plan.yaml", "quiethours.yaml", "robot"] {
            try FileManager.default.copyItem(atPath: "\(all)/\(name)/\(file)", toPath: directory.path(file))
        }
        return directory
    }
}
