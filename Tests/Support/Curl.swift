import Foundation

/// Debian's curl, for asking our pages as anybody would.
package enum Curl {
    package struct Answer: Sendable {
        package var status: Int
        /// Names in lower case.
        package var headers: [String: String]
        package var body: String
    }

    package static var isMissing: Bool {
        ChildProcess.find("curl") == nil && ProcessInfo.processInfo.environment["CI"] != "true"
    }

    /// `form` is sent as a browser sends one.
    package static func request(_ method: String, _ url: String, form: [String: String]? = nil) throws -> Answer {
        guard let program = ChildProcess.find("curl") else { throw ChildProcessError("curl is not installed") }
        let directory = try TemporaryDirectory()
        let fields = (form ?? [:]).sorted { $0.key < $1.key }.flatMap { ["--data-urlencode", "\($0.key)=\($0.value)"] }
        let way = (method == "HEAD" ? ["--head"] : ["--request", method]) + fields
        let body = directory.path("body")
        let headers = try ChildProcess.run(
            program,
            ["--silent", "--show-error", "--noproxy", "*", "--max-time", "20", "--dump-header", "-", "--output", body]
                + way + [url],
            directory: directory.url
        )
        return try answer(headers, body: method == "HEAD" ? "" : String(contentsOfFile: body, encoding: .utf8))
    }

    private static func answer(_ text: String, body: String) throws -> Answer {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw ChildProcessError("curl: no status in \(text)")
        }
        let headers = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
        return Answer(status: status, headers: Dictionary(headers) { first, _ in first }, body: body)
    }

    /// Returns when something accepts connections at the loopback port; throws after 20 s.
    package static func waits(for port: Int) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while !accepts(port: port) {
            guard ContinuousClock.now < end else { throw ChildProcessError("nobody listens at port \(port)") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
