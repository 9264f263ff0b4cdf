package import Foundation

/// A program started by a test, with its output in files; it is killed when this object goes.
///
/// Its standard input is a pipe that the test holds open: a server that ends at end of input does not outlive a test
/// run that crashes.
package final class ChildProcess: @unchecked Sendable {
    // Foundation's Process and Pipe are only touched by `init`, and by `stop` under `lock`.
    private let process = Process()
    private let input = Pipe()
    private let lock = NSLock()
    package let standardOutput: URL
    package let standardError: URL

    /// `directory` takes `stdout` and `stderr`.
    package init(_ executable: String, _ arguments: [String], directory: URL, environment: [String: String]? = nil)
        throws
    {
        standardOutput = directory.appendingPathComponent("stdout")
        standardError = directory.appendingPathComponent("stderr")
        for file in [standardOutput, standardError] { try Data().write(to: file) }
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        if let environment { process.environment = environment }
        process.standardInput = input
        process.standardOutput = try FileHandle(forWritingTo: standardOutput)
        process.standardError = try FileHandle(forWritingTo: standardError)
        try process.run()
    }

    deinit {
        stop()
    }

    /// Of the running program, in `/proc`.
    package var identifier: Int32 { lock.withLock { process.processIdentifier } }

    package var isRunning: Bool { lock.withLock { process.isRunning } }

    package func send(signal: Int32) {
        lock.withLock {
            if process.isRunning { kill(process.processIdentifier, signal) }
        }
    }

    /// Kills the program, or asks it to end by another signal, and waits until it is gone.
    package func stop(signal: Int32 = SIGKILL) {
        lock.withLock {
            guard process.isRunning else { return }
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
        }
    }

    /// Waits for the program's own end; its exit code.
    package func exitCode() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    package func output() -> String { ChildProcess.text(of: standardOutput) }
    package func errors() -> String { ChildProcess.text(of: standardError) }

    private static func text(of file: URL) -> String {
        String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    }

    /// Asks `answer` until it gives a value, at most for `seconds`; an early end of the program fails at once.
    package func wait<T>(atMost seconds: Double = 20, for what: String, _ answer: () throws -> T?) throws -> T {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while true {
            if let value = try answer() { return value }
            guard isRunning, Date() < deadline else {
                throw ChildProcessError(
                    "\(process.executableURL?.path ?? "?") did not come to \(what): \(errors().suffix(2000))"
                )
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// How many descriptors the program has open.
    package func descriptorCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count
    }

    /// The TCP ports that the program listens at: its sockets among those of proc(5) `net/tcp` in state 0A.
    package func listeningPorts() throws -> [Int] {
        let folder = "/proc/\(process.processIdentifier)"
        let sockets = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/fd").compactMap { number in
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/fd/\(number)")
        }
        return try ["tcp", "tcp6"].flatMap { table in
            try String(contentsOfFile: "\(folder)/net/\(table)", encoding: .utf8).split(separator: "\n").dropFirst()
                .compactMap { line -> Int? in
                    let fields = line.split(separator: " ")
                    guard fields.count > 9, fields[3] == "0A", sockets.contains("socket:[\(fields[9])]") else {
                        return nil
                    }
                    return fields[1].split(separator: ":").last.flatMap { Int($0, radix: 16) }
                }
        }
    }

    /// The program's path when it is installed; servers lie in sbin, which is not on everybody's path.
    package static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return (path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"])
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program to its end and returns what it wrote to standard output.
    package static func run(_ executable: String, _ arguments: [String], directory: URL) throws -> String {
        let child = try ChildProcess(executable, arguments, directory: directory)
        child.process.waitUntilExit()
        guard child.process.terminationStatus == 0 else {
            throw ChildProcessError("\(executable) \(arguments.joined(separator: " ")): \(child.errors())")
        }
        return child.output()
    }
}

/// Why a program did not do what a test needs.
package struct ChildProcessError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
