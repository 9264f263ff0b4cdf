import Foundation

/// A server program that a test has started, with its output in a file.
final class ServerProcess: Sendable {
    let process: Process

    init(_ program: String, _ arguments: [String], output: String) throws {
        process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        if !FileManager.default.fileExists(atPath: output) {
            _ = FileManager.default.createFile(atPath: output, contents: nil)
        }
        let file = try FileHandle(forWritingTo: URL(filePath: output))
        try file.seekToEnd()
        process.standardOutput = file
        process.standardError = file
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        signal(SIGKILL)
    }

    /// Sends a signal and waits for the end.
    func signal(_ number: Int32) {
        guard process.isRunning else { return }
        kill(process.processIdentifier, number)
        process.waitUntilExit()
    }

    var isRunning: Bool { process.isRunning }

    /// The program's path when it is installed.
    static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return (path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"])
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program to its end and fails when it does.
    static func run(_ name: String, _ arguments: [String]) throws {
        guard let program = find(name) else { throw ServerFailure("\(name) is not installed") }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ServerFailure("\(name) \(arguments): \(String(decoding: text, as: UTF8.self))")
        }
    }
}

/// A server for a test could not be made ready.
package struct ServerFailure: Error, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}
