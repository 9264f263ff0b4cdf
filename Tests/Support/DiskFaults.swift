import Foundation

/// A disk that fails when a test says so: a library loaded before the C library in a program's process.
package final class DiskFaults: Sendable {
    /// Where in the life of a commit the program is killed.
    package enum Kill: Hashable, Sendable, CustomStringConvertible {
        /// Before the N-th sync of the store's files, after it, and before the N-th write.
        case beforeSync(Int)
        case afterSync(Int)
        case beforeWrite(Int)

        package var description: String {
            switch self {
            case .beforeSync(let n): "before-sync:\(n)"
            case .afterSync(let n): "after-sync:\(n)"
            case .beforeWrite(let n): "before-write:\(n)"
            }
        }
    }

    private let directory: TemporaryDirectory
    private let library: String
    private let files: String

    /// `files` is a part of the paths that are meant. Compiles the library.
    package init(files: String) throws {
        guard let compiler = ChildProcess.find("clang") ?? ChildProcess.find("cc") else {
            throw ChildProcessError("there is no C compiler")
        }
        directory = try TemporaryDirectory()
        library = directory.path("disk_faults.so")
        self.files = files
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Servers/disk_faults.c").path
        _ = try ChildProcess.run(
            compiler,
            ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"],
            directory: directory.subdirectory("compiler")
        )
    }

    /// What the program needs in its environment.
    package func environment(kill: Kill? = nil) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["LD_PRELOAD"] = library
        environment["FAULT_FILES"] = files
        environment["FAULT_IO"] = directory.path("io")
        environment["FAULT_HANG"] = directory.path("hang")
        environment["FAULT_KILL"] = kill?.description
        return environment
    }

    /// While on, writes and syncs of the files fail with EIO.
    package func failIO(_ on: Bool) throws { try set("io", on) }
    /// While on, syncs of the files wait.
    package func hang(_ on: Bool) throws { try set("hang", on) }

    private func set(_ name: String, _ on: Bool) throws {
        if on {
            try directory.write("", to: name)
        } else {
            try FileManager.default.removeItem(atPath: directory.path(name))
        }
    }
}
