import Foundation

/// A folder for one run; its maker removes it.
struct TemporaryFolder {
    private let url: URL

    /// Inside `parent`, or where the system keeps temporary files.
    init(in parent: String?) throws {
        let parent = parent.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        url = parent.appending(path: "quiethours-bench-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        } catch {
            throw BenchFailure("no folder can be made in \(parent.path): \(error.localizedDescription)")
        }
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    /// The path of a new folder in it.
    @discardableResult
    func makeFolder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: false)
        return path(name)
    }

    /// A new file for writing.
    func file(_ name: String) throws -> FileHandle {
        try Data().write(to: url.appending(path: name))
        return try FileHandle(forWritingTo: url.appending(path: name))
    }

    /// What stands in a file; empty when it cannot be read.
    func text(_ name: String) -> String {
        String(decoding: (try? Data(contentsOf: url.appending(path: name))) ?? Data(), as: UTF8.self)
    }

    func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}
