import Foundation
import Health
import Listening
import Logging
import TestSupport
import Testing

@Suite("Health pages over HTTP", .disabled(if: Curl.isMissing, "needs curl"))
struct HealthListenerTests {
    private struct Row: Sendable, CustomTestStringConvertible {
        var method: String
        var path: String
        var status: Int
        var body: String
        var contentType = "text/plain; charset=utf-8"
        var testDescription: String { "\(method) \(path)" }
    }

    private static let rows = [
        Row(method: "GET", path: "/healthz", status: 200, body: "ok\n"),
        Row(method: "HEAD", path: "/healthz", status: 200, body: ""),
        Row(method: "GET", path: "/readyz", status: 503, body: "no broker\nno store\n"),
        Row(method: "HEAD", path: "/readyz", status: 503, body: ""),
        Row(
            method: "GET",
            path: "/metrics",
            status: 200,
            body: "# HELP up Whether.\n# TYPE up gauge\nup 1\n",
            contentType: "text/plain; version=0.0.4; charset=utf-8"
        ),
        Row(
            method: "GET",
            path: "/metrics?name=x",
            status: 200,
            body: "# HELP up Whether.\n# TYPE up gauge\nup 1\n",
            contentType: "text/plain; version=0.0.4; charset=utf-8"
        ),
        Row(method: "POST", path: "/metrics", status: 405, body: "only GET and HEAD\n"),
        Row(method: "DELETE", path: "/healthz", status: 405, body: "only GET and HEAD\n"),
        Row(method: "GET", path: "/", status: 404, body: "there is /healthz, /readyz and /metrics\n"),
        Row(method: "POST", path: "/nowhere", status: 404, body: "there is /healthz, /readyz and /metrics\n"),
    ]

    @Test("every answer is as it should be")
    func answers() async throws {
        let port = try freePort()
        let listener = try Self.listener(port)
        let task = Task { try await listener.run() }
        defer { task.cancel() }
        try await Curl.waits(for: port)
        for row in Self.rows {
            let answer = try Curl.request(row.method, "http://127.0.0.1:\(port)\(row.path)")
            #expect(answer.status == row.status, "\(row.testDescription)")
            #expect(answer.body == row.body, "\(row.testDescription)")
            #expect(answer.headers["content-type"] == row.contentType, "\(row.testDescription)")
            if row.status == 405 { #expect(answer.headers["allow"] == "GET, HEAD") }
        }
        let head = try Curl.request("HEAD", "http://127.0.0.1:\(port)/readyz")
        #expect(head.headers["content-length"] == "19")
    }

    @Test("a port that is taken is tried again until it is free")
    func taken() async throws {
        let port = try freePort()
        let first = try Self.listener(port)
        let second = try Self.listener(port)
        let holder = Task { try await first.run() }
        try await Curl.waits(for: port)
        let waiting = Task { try await second.run() }
        defer { waiting.cancel() }
        try await Task.sleep(for: .milliseconds(300))
        holder.cancel()
        _ = try? await holder.value
        try await Curl.waits(for: port)
        #expect(try Curl.request("GET", "http://127.0.0.1:\(port)/healthz").status == 200)
    }

    private static func listener(_ port: Int) throws -> HTTPListener {
        let pages = HealthPages(
            liveness: { [] },
            readiness: { ["no broker", "no store"] },
            metrics: { [MetricFamily("up", .gauge, "Whether.").with(1)] }
        )
        let address = try #require(ListenAddress("127.0.0.1:\(port)"))
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return HTTPListener("the pages", at: address, log: log) { await pages.page(method: $0.method, path: $0.path) }
    }
}
