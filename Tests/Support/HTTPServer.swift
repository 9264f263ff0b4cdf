import Foundation

/// A real web server (Python's own) on a free loopback port, for one test.
package final class HTTPServer: Sendable {
    /// How one request is answered.
    package struct Answer: Sendable, Encodable {
        package var status = 200
        package var headers: [String: String] = [:]
        package var body = ""
        /// Seconds before the reply.
        package var delay = 0.0
        /// Seconds between the bytes of the body; nil sends it at once.
        package var trickle: Double?
        /// Megabytes that follow the body.
        package var flood = 0
        /// The connection ends without a reply.
        package var close = false

        package init(_ status: Int = 200, _ body: String = "", headers: [String: String] = [:]) {
            self.status = status
            self.body = body
            self.headers = headers
        }

        package static func silence(_ seconds: Double) -> Answer {
            var answer = Answer()
            answer.delay = seconds
            return answer
        }

        package static var hangUp: Answer {
            var answer = Answer()
            answer.close = true
            return answer
        }
    }

    package struct Request: Sendable, Decodable {
        /// With the query.
        package let path: String
        /// Names in small letters.
        package let headers: [String: String]
        package let body: String
    }

    package let port: UInt16
    /// PEM file of the authority that signed the server's certificate; nil without TLS.
    package let authorityFile: String?
    private let process: ChildProcess
    private let directory: TemporaryDirectory
    private let kept: URL

    /// The last answer serves all further requests; `names` are those of the certificate, as openssl writes them.
    package init(
        _ answers: [Answer] = [Answer()],
        isEncrypted: Bool = false,
        names: String = "DNS:localhost,IP:127.0.0.1"
    ) throws {
        directory = try TemporaryDirectory()
        kept = try directory.subdirectory("kept")
        var arguments = ["-B", Python.script("http_server.py"), "--directory", kept.path]
        if isEncrypted {
            let certificates = try TestCertificates(in: directory, names: names)
            authorityFile = certificates.authority
            arguments += ["--certificate", certificates.serverCertificate, "--key", certificates.serverKey]
        } else {
            authorityFile = nil
        }
        for answer in answers {
            arguments += ["--answer", String(decoding: try JSONEncoder().encode(answer), as: UTF8.self)]
        }
        let process = try ChildProcess(Python.executable, arguments, directory: directory.url)
        self.process = process
        port = try process.wait(for: "listen") {
            let words = process.output().split(whereSeparator: \.isWhitespace)
            return words.first == "LISTENING" && process.output().hasSuffix("\n")
                ? words.last.flatMap { UInt16($0) } : nil
        }
    }

    package func stop() {
        process.stop()
    }

    /// The requests that came so far, in order.
    package func requests() throws -> [Request] {
        let files = try FileManager.default.contentsOfDirectory(atPath: kept.path).filter { $0.hasSuffix(".json") }
        return try files.sorted().map { name in
            try JSONDecoder().decode(Request.self, from: Data(contentsOf: kept.appendingPathComponent(name)))
        }
    }
}
