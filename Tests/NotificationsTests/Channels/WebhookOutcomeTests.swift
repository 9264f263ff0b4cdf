import Curl
import EventTime
import Foundation
import Logging
import Notifications
import Records
import Running
import ServiceLifecycle
import Settings
import TestSupport
import Testing

/// Which replies end an alert, which are worth another try, and what of them is told.
struct WebhookOutcomeTests {
    private static let token = "t0ken-of-the-room"
    private static let secret = "SEC0ffee-robot"

    struct Row: Sendable, CustomTestStringConvertible {
        var kind: WebhookSettings.Kind
        var status = 200
        var body = ""
        var outcome: Delivery.Outcome
        var detail: String

        var testDescription: String { "\(kind.rawValue) \(status) \(body)" }
    }

    static let rows =
        [200, 201, 202, 204].map { Row(kind: .generic, status: $0, outcome: .accepted, detail: "HTTP \($0)") }
        + [408, 425, 429, 500, 502, 503, 504, 599].flatMap { status in
            WebhookSettings.Kind.allCases.map {
                Row(kind: $0, status: status, outcome: .deferred, detail: "HTTP \(status)")
            }
        }
        + [400, 401, 403, 404, 405, 410, 413, 418].flatMap { status in
            WebhookSettings.Kind.allCases.map {
                Row(kind: $0, status: status, outcome: .refused, detail: "HTTP \(status)")
            }
        }
        + [301, 302, 307, 308].map {
            Row(kind: .cap, status: $0, outcome: .refused, detail: "HTTP \($0): redirections are not followed")
        }
        + [
            robot(.wecom, 0, "ok", .accepted), robot(.wecom, 45009, "api freq out of limit", .deferred),
            robot(.wecom, -1, "system busy", .deferred), robot(.wecom, 93000, "invalid webhook url", .refused),
            robot(.wecom, 40058, "markdown.content exceed max length 4096", .refused),
            robot(.dingtalk, 0, "ok", .accepted), robot(.dingtalk, 130_101, "send too fast", .deferred),
            robot(.dingtalk, 410_100, "发送速度太快而限流", .deferred),
            robot(.dingtalk, 310_000, "sign not match", .refused),
            robot(.dingtalk, 300_001, "token is not exist", .refused),
            robot(.feishu, 0, "success", .accepted), robot(.feishu, 11232, "frequency limited psm", .deferred),
            robot(.feishu, 9499, "Bad Request", .refused),
            robot(.feishu, 19021, "sign match fail or timestamp is not within one hour", .refused),
            robot(.feishu, 19024, "Key Words Not Found", .refused),
            Row(
                kind: .feishu,
                body: "{\"Extra\":null,\"StatusCode\":0,\"StatusMessage\":\"success\"}",
                outcome: .accepted,
                detail: "code 0: "
            ),
            // A status in the way of the code: the code decides when it is a limit, the status when it is temporary.
            Row(
                kind: .feishu,
                status: 400,
                body: "{\"code\":11232,\"msg\":\"frequency limited\"}",
                outcome: .deferred,
                detail: "code 11232: frequency limited"
            ),
            Row(
                kind: .feishu,
                status: 400,
                body: "{\"code\":19021,\"msg\":\"sign match fail\"}",
                outcome: .refused,
                detail: "code 19021: sign match fail"
            ),
            Row(
                kind: .dingtalk,
                status: 200,
                body: "<html>Log in to this network</html>",
                outcome: .deferred,
                detail: "what answers is no robot: HTTP 200: <html>Log in to this network</html>"
            ),
            Row(kind: .wecom, outcome: .deferred, detail: "what answers is no robot: HTTP 200"),
        ]

    private static func robot(
        _ kind: WebhookSettings.Kind,
        _ code: Int,
        _ words: String,
        _ outcome: Delivery.Outcome
    ) -> Row {
        let names = kind == .feishu ? ("code", "msg") : ("errcode", "errmsg")
        return Row(
            kind: kind,
            body: "{\"\(names.0)\":\(code),\"\(names.1)\":\"\(words)\"}",
            outcome: outcome,
            detail: "\(names.0) \(code): \(words)"
        )
    }

    @Test("replies are judged as they are documented")
    func replies() throws {
        let server = try HTTPServer(Self.rows.map { .init($0.status, $0.body) })
        let opened = try Scene.named("opened")
        for row in Self.rows {
            let outcome = try channel(row.kind, port: server.port).deliver(
                opened.outgoing(.webhook("room"), to: Recipient(Scene.bureau)),
                to: Recipient(Scene.bureau)
            )
            #expect(outcome.outcome == row.outcome, "\(row.testDescription): \(outcome)")
            #expect(outcome.detail == row.detail, "\(row.testDescription)")
        }
        #expect(try server.requests().count == Self.rows.count)
    }

    @Test("who asks to be left alone is, but for no longer than the longest wait")
    func retryAfter() throws {
        let server = try HTTPServer([.init(429, headers: ["Retry-After": "120"])])
        let opened = try Scene.named("opened")
        let outgoing = opened.outgoing(.webhook("room"), to: Recipient(Scene.bureau))
        let outcome = try channel(.generic, port: server.port).deliver(outgoing, to: Recipient(Scene.bureau))
        #expect(outcome.retryAfter == .seconds(120))
        let policy = RetryPolicy(first: .seconds(2), longest: .minutes(5))
        func wait(_ asked: TimeSpan?) -> TimeSpan {
            let fate = policy.fate(
                of: outgoing.first,
                after: .deferred,
                at: Scene.opening,
                jitter: 0.5,
                retryAfter: asked
            )
            return fate.nextAttemptAt - Scene.opening
        }
        #expect(wait(nil) == .seconds(2))
        #expect(wait(.seconds(1)) == .seconds(2))
        #expect(wait(outcome.retryAfter) == .seconds(120))
        #expect(wait(.hours(3)) == .minutes(5))
    }

    @Test(
        "a server that hangs, hangs up or is away holds an attempt no longer than its time",
        arguments: [
            WebhookSettings.Kind.generic, .feishu,
        ]
    )
    func silence(kind: WebhookSettings.Kind) throws {
        let server = try HTTPServer([.silence(20), .hangUp])
        let opened = try Scene.named("opened")
        let ports = [server.port, server.port, UInt16(try freePort())]
        for port in ports {
            let began = ContinuousClock.now
            let outcome = try channel(kind, port: port).deliver(
                opened.outgoing(.webhook("room"), to: Recipient(Scene.bureau)),
                to: Recipient(Scene.bureau)
            )
            #expect(outcome.outcome == .deferred)
            #expect(outcome.detail.hasPrefix("http://127.0.0.1:\(port): "), "\(outcome.detail)")
            #expect(began.duration(to: .now) < .seconds(3))
        }
    }

    @Test("the outbox's lane tries until it is taken, with the same id, and no line or receipt holds a secret")
    func lane() async throws {
        let echo = "/robot/send?access_token=\(Self.token) \(Self.secret)"
        let server = try HTTPServer([
            .init(500, "cannot do \(echo)"), .init(429, echo), .hangUp,
            .init(307, headers: ["Location": "/\(Self.token)"]),
        ])
        let good = try HTTPServer([.init(503), .init(200, "{\"errcode\":0,\"errmsg\":\"ok \(Self.secret)\"}")])
        let log = RecordedLog()
        let began = ContinuousClock.now
        let opened = try Scene.named("opened")
        let outbox = MemoryOutbox([
            opened.alert(.webhook("room"), to: Recipient(Scene.bureau)),
            opened.alert(.webhook("ding"), to: Recipient(Scene.bureau)),
        ])
        let wake = WakeSignal()
        let service = DeliveryService(
            outbox: outbox,
            content: MessageContent(plan: Scene.plan),
            channels: [
                try channel(.generic, port: server.port), try channel(.dingtalk, port: good.port, name: "ding"),
            ],
            policy: DeliveryPolicy(retry: RetryPolicy(first: .milliseconds(20), longest: .milliseconds(50))),
            wake: wake,
            time: TimeSource(now: {
                let gone = began.duration(to: .now).components
                return Scene.opening
                    + .milliseconds(gone.seconds * 1000 + gone.attoseconds / 1_000_000_000_000_000)
            }),
            logger: log.logger
        )
        let running = Task { try await service.run() }
        wake.signal()
        let deadline = ContinuousClock.now + .seconds(15)
        while outbox.states.contains(.pending), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        running.cancel()
        try? await running.value

        #expect(outbox.states == [.delivered, .failed])
        let ids = try server.requests().map { $0.headers["x-quiet-hours-alert"] ?? "" }
        #expect(ids == Array(repeating: "20260607-7K3M9Q2A.1.bureau.webhook-room", count: 4))
        let told = log.lines + outbox.deliveries.map(\.detail) + ["\(service)", String(reflecting: service)]
        #expect(told.count > 6)
        for line in told {
            #expect(
                !line.contains(Self.token) && !line.contains(Self.secret) && !line.contains("robot/send"),
                "\(line)"
            )
        }
    }

    @Test("no rendering of the settings shows address or secret")
    func renderings() throws {
        let settings = try settings(.dingtalk, port: 1)
        var dumped = ""
        dump(settings, to: &dumped)
        for text in ["\(settings)", String(reflecting: settings), dumped, "\([settings])"] {
            #expect(!text.contains(Self.token) && !text.contains(Self.secret), "\(text)")
        }
    }

    private func channel(_ kind: WebhookSettings.Kind, port: UInt16, name: String = "room") throws -> WebhookChannel {
        WebhookChannel(try settings(kind, port: port, name: name), earlier: { _ in [] }, now: { Scene.opening })
    }

    private func settings(
        _ kind: WebhookSettings.Kind,
        port: UInt16,
        name: String = "room"
    ) throws -> WebhookSettings {
        WebhookSettings(
            name: name,
            kind: kind,
            address: try HTTPAddress("http://127.0.0.1:\(port)/robot/send?access_token=\(Self.token)"),
            secret: Secret(Self.secret),
            timeout: .seconds(1)
        )
    }
}
