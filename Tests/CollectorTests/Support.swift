import Foundation
import Settings
import TestSupport
import Testing

/// A folder of the repository, found from this file.
func repositoryPath(_ path: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(path).path
}

extension Result where Failure == InvalidSettings {
    /// One problem a line, with `folder` left off the names of files. Each must be Chinese too.
    func problems(in folder: String) -> [String] {
        guard case .failure(let invalid) = self else { return [] }
        expectChinese(invalid.problems)
        return invalid.problems.map { $0.description.replacingOccurrences(of: folder + "/", with: "") }
    }
}

/// Every problem says in Chinese what it says in English. What the system says stands in it as it is.
func expectChinese(_ problems: [Problem], sourceLocation: SourceLocation = #_sourceLocation) {
    for problem in problems where !problem.wording.zh.contains("无法读取") {
        #expect(faultOfChinese(problem.wording.zh) == nil, sourceLocation: sourceLocation)
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
