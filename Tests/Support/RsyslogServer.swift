import Foundation

/// A real rsyslogd that listens at a TCP port and at a path, for one test; it writes what it has read as JSON.
package final class RsyslogServer: Sendable {
    package struct Message: Sendable, Decodable {
        package let severity: String
        package let facility: String
        package let host: String
        package let app: String
        package let message: String
        package let structured: String
        package let text: String
    }

    package let port: Int
    package let path: String
    private let process: ChildProcess
    private let directory: TemporaryDirectory

    package init() throws {
        directory = try TemporaryDirectory()
        port = try freePort()
        path = directory.path("log")
        let fields = [
            ("severity", "syslogseverity"), ("facility", "syslogfacility"), ("host", "hostname"), ("app", "app-name"),
            ("message", "msgid"), ("structured", "structured-data"), ("text", "msg"),
        ]
        let list = fields.map { "property(outname=\"\($0.0)\" name=\"\($0.1)\" format=\"jsonf\")" }
        try directory.write(
            """
            global(workDirectory="\(directory.url.path)" maxMessageSize="8k")
            module(load="imptcp")
            input(type="imptcp" port="\(port)" address="127.0.0.1" ruleset="kept")
            module(load="imuxsock" SysSock.Use="off")
            input(type="imuxsock" Socket="\(path)" UseSpecialParser="off" ruleset="kept")
            template(name="object" type="list") {
                constant(value="{") \(list.joined(separator: " constant(value=\",\") ")) constant(value="}\\n")
            }
            ruleset(name="kept") { action(type="omfile" file="\(directory.path("kept"))" template="object") }
            """,
            to: "rsyslog.conf"
        )
        guard let program = ChildProcess.find("rsyslogd") else { throw ChildProcessError("rsyslogd is not installed") }
        let process = try ChildProcess(
            program,
            ["-n", "-f", directory.path("rsyslog.conf"), "-i", directory.path("pid")],
            directory: directory.subdirectory("output")
        )
        self.process = process
        let (port, path) = (port, path)
        _ = try process.wait(for: "listen") {
            accepts(port: port) && FileManager.default.fileExists(atPath: path) ? true : nil
        }
    }

    /// So many messages, in the order in which they came.
    package func messages(_ count: Int) throws -> [Message] {
        try process.wait(for: "\(count) messages") {
            let text = (try? String(contentsOfFile: directory.path("kept"), encoding: .utf8)) ?? ""
            let lines = text.split(separator: "\n")
            guard lines.count >= count, text.hasSuffix("\n") else { return nil }
            return try lines.map { try JSONDecoder().decode(Message.self, from: Data($0.utf8)) }
        }
    }
}
