import Foundation
import Glibc

/// Another program, as a rule this one once more with another subcommand: it says lines on standard output, and what
/// goes wrong on our standard error. It ends with us, for its standard input ends (`endWithParent`).
final class Child {
    private let name: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var received: [UInt8] = []

    /// `program` in place of this one; `log` takes its standard error in place of ours.
    init(_ name: String, _ arguments: [String], program: String? = nil, log: FileHandle? = nil) throws {
        self.name = name
        guard let program = program.map({ URL(filePath: $0) }) ?? Bundle.main.executableURL else {
            throw BenchFailure("this program's own file is unknown")
        }
        process.executableURL = program
        if let log { process.standardError = log }
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw BenchFailure("\(name) cannot be started: \(error.localizedDescription)")
        }
    }

    /// The next line of its standard output; `check` is called every 0.1 s meanwhile.
    func line(within seconds: Int, _ stop: StopSignal, check: () throws -> Void = {}) throws -> String {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeSubrange(...end) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            try stop.check()
            try check()
            guard ContinuousClock.now < deadline else { throw BenchFailure("\(name) said nothing for \(seconds) s") }
            var entry = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 100) > 0 else { continue }
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw BenchFailure("\(name) has ended too early") }
            received += data
        }
    }

    var isRunning: Bool { process.isRunning }

    /// VmRSS of proc(5); nil when it is gone.
    var residentBytes: Int? {
        let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// Throws when it has ended with an error.
    func checkUnfailed() throws {
        guard !process.isRunning, process.terminationStatus != 0 else { return }
        throw BenchFailure("\(name) ended with status \(process.terminationStatus)")
    }

    func waitForSuccess(within seconds: Int, _ stop: StopSignal) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while process.isRunning {
            try stop.check()
            guard ContinuousClock.now < deadline else { throw BenchFailure("\(name) has not ended after \(seconds) s") }
            Thread.sleep(forTimeInterval: 0.01)
        }
        try checkUnfailed()
    }

    func end() {
        process.end()
    }

    /// SIGKILL; returns when it is gone.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// For a child: ends this process when the one that started it is gone.
func endWithParent() {
    let thread = Thread {
        var byte: UInt8 = 0
        while read(STDIN_FILENO, &byte, 1) > 0 {}
        _exit(EXIT_FAILURE)
    }
    thread.start()
}

extension Process {
    /// SIGTERM, after 5 s SIGKILL; returns when it is gone.
    func end() {
        guard isRunning else { return }
        terminate()
        let deadline = ContinuousClock.now + .seconds(5)
        while isRunning, ContinuousClock.now < deadline { Thread.sleep(forTimeInterval: 0.01) }
        if isRunning { kill(processIdentifier, SIGKILL) }
        waitUntilExit()
    }
}
