import ArgumentParser
import Foundation

enum Program {
    /// The path of an installed program; a name is looked up in PATH and where Debian keeps servers.
    static func find(_ name: String) -> String? {
        if name.contains("/") { return FileManager.default.isExecutableFile(atPath: name) ? name : nil }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return (path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"])
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The path of a program that is needed; says which Debian package has it, or which option names another.
    static func required(_ name: String, package: String, option: String) throws -> String {
        guard let path = find(name) else {
            throw BenchFailure(
                "there is no program '\(name)': apt-get install \(package), or give \(option)",
                exitCode: .unavailable
            )
        }
        return path
    }
}

extension ExitCode {
    /// EX_UNAVAILABLE of sysexits.h.
    static let unavailable = ExitCode(69)
}

/// Written at once: a line must not wait for the process to end.
func standardOutput(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

func standardError(_ line: String) {
    FileHandle.standardError.write(Data("quiethours-bench: \(line)\n".utf8))
}
