import Foundation

/// The system's Python, which has the server's package.
enum Python {
    static let executable = "/usr/bin/python3"

    static func script(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Servers/\(name)").path
    }

    static func run(_ arguments: [String]) throws -> String {
        let directory = try TemporaryDirectory()
        return try ChildProcess.run(executable, ["-B"] + arguments, directory: directory.url)
    }
}
