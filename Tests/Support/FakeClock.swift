import Foundation

/// The wall clock of a program that a test sets while it runs (libfaketime, Debian's package faketime). The monotonic
/// clock goes on as it is.
package final class FakeClock: Sendable {
    private let directory: TemporaryDirectory
    private let library: String

    package init() throws {
        directory = try TemporaryDirectory()
        let places = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }
        guard let library = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw ChildProcessError("libfaketime is not installed: apt-get install faketime")
        }
        self.library = library
        try set(offset: 0)
    }

    /// What the program needs in its environment.
    package var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["LD_PRELOAD"] = library
        environment["FAKETIME_TIMESTAMP_FILE"] = directory.path("offset")
        environment["FAKETIME_NO_CACHE"] = "1"
        environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
        environment["DONT_FAKE_MONOTONIC"] = "1"
        return environment
    }

    /// Seconds by which the program's clock is ahead of the machine's.
    package func set(offset seconds: Int) throws {
        try directory.write("\(seconds < 0 ? "" : "+")\(seconds)\n", to: "offset")
    }
}
