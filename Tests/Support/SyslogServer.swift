import Foundation

/// A syslog server that reads by the RFCs, for one test.
package final class SyslogServer: Sendable {
    package struct Message: Sendable, Decodable {
        package let problem: String?
        package let facility: Int?
        package let severity: Int?
        package let time: String?
        package let host: String?
        package let app: String?
        package let message: String?
        package let id: String?
        package let parameters: [String: String]?
        /// Whether the text begins with the byte order mark.
        package let mark: Bool?
        package let text: String?
        package let bytes: Int?
    }

    /// 0 where it listens at a path.
    package let port: Int
    package let path: String
    private let process: ChildProcess
    private let directory: TemporaryDirectory

    /// `how` is "udp", "tcp" or "path".
    package init(_ how: String, resets: Bool = false, keeps: Bool = false) throws {
        directory = try TemporaryDirectory()
        path = directory.path("log")
        let arguments = ["-B", Python.script("syslog_server.py"), "--protocol", how, "--path", path]
        let process = try ChildProcess(
            Python.executable,
            arguments + (resets ? ["--reset"] : []) + (keeps ? ["--keep"] : []),
            directory: directory.url
        )
        self.process = process
        port = try process.wait(for: "listen") {
            let words = process.output().split(whereSeparator: \.isWhitespace)
            return words.first == "LISTENING" && process.output().hasSuffix("\n")
                ? words.dropFirst().first.flatMap { Int($0) } : nil
        }
    }

    package func stop() { process.stop() }

    /// So many messages, in the order in which they came.
    package func messages(_ count: Int) throws -> [Message] {
        try process.wait(for: "\(count) messages") {
            let output = process.output()
            let lines = output.split(separator: "\n").dropFirst()
            guard lines.count >= count, output.hasSuffix("\n") else { return nil }
            return try lines.map { try JSONDecoder().decode(Message.self, from: Data($0.utf8)) }
        }
    }
}
