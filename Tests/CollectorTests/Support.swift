import Foundation
import Settings

/// A folder of the repository, found from this file.
func repositoryPath(_ path: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(path).path
}

extension Result where Failure == InvalidSettings {
    /// One problem a line, with `folder` left off the names of files.
    func problems(in folder: String) -> [String] {
        guard case .failure(let invalid) = self else { return [] }
        return invalid.problems.map { $0.description.replacingOccurrences(of: folder + "/", with: "") }
    }
}

/// A folder of its own for one test, gone with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("collector-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }
}
