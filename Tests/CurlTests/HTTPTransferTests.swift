import Curl
import Foundation
import TestSupport
import Testing

/// One POST to a real server each, with its own faults.
struct HTTPTransferTests {
    private static let key = "73febdcb-1b38-4d1b"

    @Test("body, type and headers arrive as they are, and nothing is asked beforehand")
    func plain() throws {
        let server = try HTTPServer([.init(201, "{\"errcode\":0}")])
        let request = HTTPRequest(
            body: "{\"text\":\"第一中学 78.4 dB(A) \\u0000\"}",
            contentType: "application/json; charset=utf-8",
            headers: [("X-Quiet-Hours-Alert", "20260607-7K3M9Q2A.1.bureau~wang.webhook-room")]
        )
        let reply = try HTTPTransfer.post(request, to: address(server), through: HTTPClientOptions())
        #expect(reply.status == 201)
        #expect(reply.body == "{\"errcode\":0}")
        #expect(reply.retryAfter == nil)
        let received = try #require(try server.requests().first)
        #expect(received.path == "/hook/send?key=\(Self.key)")
        #expect(received.body == request.body)
        #expect(received.headers["content-type"] == "application/json; charset=utf-8")
        #expect(received.headers["x-quiet-hours-alert"] == "20260607-7K3M9Q2A.1.bureau~wang.webhook-room")
        #expect(received.headers["expect"] == nil)
    }

    @Test("a long body goes in one piece")
    func long() throws {
        let server = try HTTPServer()
        let request = HTTPRequest(body: String(repeating: "声", count: 200_000), contentType: "text/plain")
        #expect(try HTTPTransfer.post(request, to: address(server), through: HTTPClientOptions()).status == 200)
        #expect(try server.requests().first?.body == request.body)
    }

    @Test("a redirection is a reply and is not followed")
    func redirection() throws {
        let other = try HTTPServer()
        let server = try HTTPServer([.init(307, headers: ["Location": "http://127.0.0.1:\(other.port)/stolen"])])
        #expect(try post(to: server).status == 307)
        #expect(try other.requests().isEmpty)
    }

    @Test("Retry-After is read as seconds and as a date")
    func retryAfter() throws {
        let server = try HTTPServer([
            .init(429, headers: ["Retry-After": "37"]),
            .init(503, headers: ["Retry-After": HTTPTransferTests.date(in: 90)]),
            .init(503, headers: ["Retry-After": "soon"]),
        ])
        #expect(try post(to: server).retryAfter == .seconds(37))
        let seconds = try #require(try post(to: server).retryAfter)
        #expect((.seconds(80)...Duration.seconds(91)).contains(seconds))
        #expect(try post(to: server).retryAfter == nil)
    }

    @Test("a reply that goes on and on is cut off, and its status counts")
    func flood() throws {
        var answer = HTTPServer.Answer(500, "begin")
        answer.flood = 50
        let began = ContinuousClock.now
        let reply = try post(to: try HTTPServer([answer]))
        #expect(reply.status == 500)
        #expect(reply.body.utf8.count == 16_384 && reply.body.hasPrefix("begin"))
        #expect(began.duration(to: .now) < .seconds(4))
    }

    @Test("silence, a slow reply, a closed connection and a closed port are worth another try")
    func connectionFailures() throws {
        let way = HTTPClientOptions(timeout: .milliseconds(300))
        var slow = HTTPServer.Answer(200, String(repeating: "a", count: 100))
        slow.trickle = 0.05
        for answer in [HTTPServer.Answer.silence(5), slow, .hangUp] {
            let server = try HTTPServer([answer])
            let error = try failure { try post(to: server, way) }
            #expect(error.isWorthRetry, "\(error)")
            #expect(error.message.hasPrefix("http://127.0.0.1:\(server.port): "))
        }
        let closed = try HTTPAddress("http://127.0.0.1:\(freePort())/hook/send?key=\(Self.key)")
        let error = try failure {
            try HTTPTransfer.post(HTTPRequest(body: "", contentType: "text/plain"), to: closed, through: way)
        }
        #expect(error.isWorthRetry)
        #expect(error.code == 7, "CURLE_COULDNT_CONNECT")
    }

    @Test("TLS with the right authority, and another's certificate is refused before anything is sent")
    func encrypted() throws {
        let server = try HTTPServer(isEncrypted: true)
        #expect(try post(to: server, HTTPClientOptions(authorityFile: server.authorityFile)).status == 200)
        let directory = try TemporaryDirectory()
        let other = try TestCertificates(in: directory)
        for file in [other.authority, nil] {
            let error = try failure { try post(to: server, HTTPClientOptions(authorityFile: file)) }
            #expect(error.code == 60, "CURLE_PEER_FAILED_VERIFICATION: \(error)")
            #expect(error.isWorthRetry)
        }
        #expect(try server.requests().count == 1)
    }

    @Test("a certificate for another name is refused")
    func otherName() throws {
        let server = try HTTPServer(isEncrypted: true, names: "DNS:elsewhere.example")
        let error = try failure { try post(to: server, HTTPClientOptions(authorityFile: server.authorityFile)) }
        #expect(error.code == 60, "CURLE_PEER_FAILED_VERIFICATION: \(error)")
        #expect(try server.requests().isEmpty)
    }

    @Test("a proxy is used when it is given, and never by the environment")
    func proxy() throws {
        let server = try HTTPServer()
        let proxy = try HTTPServer([.init(202)])
        let way = HTTPClientOptions(proxy: try HTTPAddress("http://127.0.0.1:\(proxy.port)"))
        #expect(try post(to: server, way).status == 202)
        #expect(try server.requests().isEmpty)
        #expect(try proxy.requests().first?.path.hasPrefix("http://127.0.0.1:\(server.port)/hook/send") == true)
        setenv("http_proxy", "http://127.0.0.1:\(proxy.port)", 1)
        defer { unsetenv("http_proxy") }
        #expect(try post(to: server).status == 200)
    }

    @Test("a reply that repeats the key and the secret does not bring them into a receipt")
    func echo() throws {
        let server = try HTTPServer([.init(400, "no hook /hook/send?key=\(Self.key) (\(Self.key), s3cret)")])
        let reply = try HTTPTransfer.post(
            HTTPRequest(body: "", contentType: "text/plain"),
            to: address(server),
            through: HTTPClientOptions(),
            secrets: ["s3cret"]
        )
        #expect(reply.shown(reply.body) == "no hook <secret> (<secret>, <secret>)")
    }

    @Test(
        "plain words of an address stay in what a server says, and keys do not",
        arguments: [
            (
                "/cgi-bin/webhook/send?key=693axxx6-7aoc", "invalid webhook url, key 693axxx6-7aoc",
                "invalid webhook url, key <secret>"
            ),
            ("/open-apis/bot/v2/hook/f19a-77", "hook f19a-77 not found", "hook <secret> not found"),
            ("/hook/SlackLikeWord", "no SlackLikeWord", "no <secret>"),
            (
                "/robot/send?access_token=onlyletters", "access_token onlyletters is not exist",
                "access_token <secret> is not exist"
            ),
            ("/?token", "token is wrong", "<secret> is wrong"), ("/", "a/b", "a/b"),
        ]
    )
    func redaction(rest: String, said: String, shown: String) throws {
        let server = try HTTPServer([.init(404, said)])
        let reply = try HTTPTransfer.post(
            HTTPRequest(body: "", contentType: "text/plain"),
            to: try HTTPAddress("http://127.0.0.1:\(server.port)\(rest)"),
            through: HTTPClientOptions()
        )
        #expect(reply.shown(reply.body) == shown)
    }

    @Test("a header with a line break is not sent")
    func headerInjection() throws {
        let server = try HTTPServer()
        for header in [("X-A", "a\r\nX-B: b"), ("X A", "a"), ("", "a")] {
            let error = try failure {
                try HTTPTransfer.post(
                    HTTPRequest(body: "", contentType: "text/plain", headers: [header]),
                    to: address(server),
                    through: HTTPClientOptions()
                )
            }
            #expect(!error.isWorthRetry)
        }
        #expect(try server.requests().isEmpty)
    }

    @Test("a rehearsal connects and asks nothing")
    func preflight() throws {
        let server = try HTTPServer(isEncrypted: true)
        let way = HTTPClientOptions(authorityFile: server.authorityFile)
        try HTTPPreflight.connect(to: address(server), through: way)
        let error = try failure { try HTTPPreflight.connect(to: address(server), through: HTTPClientOptions()) }
        #expect(error.code == 60)
        #expect(!error.message.contains(Self.key))
        #expect(try server.requests().isEmpty)
    }

    private func address(_ server: HTTPServer) throws -> HTTPAddress {
        let scheme = server.authorityFile == nil ? "http" : "https"
        return try HTTPAddress("\(scheme)://127.0.0.1:\(server.port)/hook/send?key=\(Self.key)")
    }

    private func post(to server: HTTPServer, _ way: HTTPClientOptions = HTTPClientOptions()) throws -> HTTPReply {
        try HTTPTransfer.post(
            HTTPRequest(body: "{}", contentType: "application/json"),
            to: address(server),
            through: way
        )
    }

    /// Of a call that must fail; the key stands in none.
    private func failure(_ call: () throws -> some Any) throws -> CurlError {
        do {
            let answer = try call()
            Issue.record("no error but \(answer)")
            throw CancellationError()
        } catch let error as CurlError {
            #expect(!"\(error)".contains(Self.key) && !String(reflecting: error).contains(Self.key))
            return error
        }
    }

    private static func date(in seconds: Double) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: Date(timeIntervalSinceNow: seconds))
    }
}
