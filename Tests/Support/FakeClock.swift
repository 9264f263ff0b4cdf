import Foundation

/// The wall clock of a program that a test sets while it runs: a library loaded before the C library shifts it. All
/// other clocks, and the timers by them, go on as they are.
package final class FakeClock: Sendable {
    private let directory: TemporaryDirectory
    private let library: String

    /// Compiles the library.
    package init() throws {
        guard let compiler = ChildProcess.find("clang") ?? ChildProcess.find("cc") else {
            throw ChildProcessError("there is no C compiler")
        }
        directory = try TemporaryDirectory()
        library = directory.path("fake_clock.so")
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Servers/fake_clock.c").path
        _ = try ChildProcess.run(
            compiler,
            ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl", "-lpthread"],
            directory: directory.subdirectory("compiler")
        )
        try set(offset: 0)
    }

    /// What the program needs in its environment.
    package var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["LD_PRELOAD"] = library
        environment["FAKE_CLOCK"] = directory.path("offset")
        return environment
    }

    /// Seconds by which the program's clock is ahead of the machine's.
    package func set(offset seconds: Int) throws {
        try directory.write("\(seconds)\n", to: "offset")
    }

    /// The program's clock shows so many seconds since 1970 now, and goes on.
    package func set(secondsSince1970 seconds: Int) throws {
        try set(offset: seconds - Int(Date().timeIntervalSince1970))
    }
}
