import Curl
import EventTime
import Foundation
import Notifications
import Records
import Reports
import Settings
import TestSupport
import Testing

/// What each kind of receiver gets of each scene, in both languages, through a real web server.
struct WebhookMessagesTests {
    private static let secret = "SEC0ffee-robot"

    @Test(
        "bodies are as they are written down",
        arguments: WebhookSettings.Kind.allCases,
        [Scene.bureau, Scene.office]
    )
    func bodies(kind: WebhookSettings.Kind, authority: Authority) throws {
        let server = try HTTPServer([.init(200, Self.thanks(kind))])
        let scenes = try Scene.all()
        for scene in scenes {
            let outcome = try channel(kind, server, signed: false).deliver(
                scene.outgoing(.webhook("room"), to: Recipient(authority)),
                to: Recipient(authority)
            )
            #expect(outcome.outcome == .accepted, "\(outcome)")
        }
        var bodies = try server.requests().map(\.body)
        try #require(bodies.count == scenes.count)
        if kind == .generic, authority != Scene.bureau {
            _ = try PythonReading.shown(bodies)
            bodies = try zip(scenes, bodies).map {
                try $0.withoutObject($1, .webhook("room"), to: Recipient(authority))
            }
        }
        let shown = kind == .cap ? bodies : try PythonReading.shown(bodies)
        try #require(shown.count == scenes.count)
        if kind == .cap {
            #expect(try PythonReading.problems(ofCAP: bodies) == "")
            // It holds both languages anyway.
            guard authority == Scene.bureau else { return }
        }
        let file = "\(kind.rawValue).\(authority.language.rawValue)." + (kind == .cap ? "xml.txt" : "json.txt")
        try WrittenMessages.expect(Array(zip(scenes.map(\.name), shown)), in: file)
    }

    @Test(
        "generic and CAP: id, time and signature stand in headers, and Python's hmac finds the same",
        arguments: [
            WebhookSettings.Kind.generic, .cap,
        ]
    )
    func signedHeaders(kind: WebhookSettings.Kind) throws {
        let server = try HTTPServer()
        let outgoing = try Scene.named("opened").outgoing(.webhook("room"), to: Recipient(Scene.bureau))
        _ = try channel(kind, server, signed: true).deliver(outgoing, to: Recipient(Scene.bureau))
        let request = try #require(try server.requests().first)
        #expect(request.headers["x-quiet-hours-alert"] == "20260607-7K3M9Q2A.1.bureau.webhook-room")
        let timestamp = try #require(request.headers["x-quiet-hours-timestamp"])
        #expect(timestamp == "1780794200")
        let expected = try PythonReading.signature(of: "\(timestamp).\(request.body)", key: Self.secret)
        #expect(request.headers["x-quiet-hours-signature"] == "v1=\(expected)")
        #expect(
            request.headers["content-type"]
                == (kind == .cap ? "application/cap+xml; charset=utf-8" : "application/cloudevents+json; charset=utf-8")
        )
    }

    @Test("hundreds of alerts in one message stay under a megabyte, and none is left out silently")
    func manyAlerts() throws {
        let server = try HTTPServer()
        let one = try Scene.named("opened").outgoing(.webhook("room"), to: Recipient(Scene.bureau))
        var outgoing = OutgoingMessage(one.first, with: Array(repeating: one.first, count: 399), one.message)
        outgoing.message.facts = Array(repeating: try #require(one.message.facts.first), count: 400)
        for kind in [WebhookSettings.Kind.generic, .cap] {
            let outcome = try channel(kind, server, signed: false).deliver(outgoing, to: Recipient(Scene.bureau))
            #expect(outcome.outcome == .accepted)
        }
        let bodies = try server.requests().map(\.body)
        #expect(bodies.allSatisfy { $0.utf8.count < 1_000_000 }, "\(bodies.map(\.utf8.count))")
        let event = try #require(try JSONSerialization.jsonObject(with: Data(bodies[0].utf8)) as? [String: Any])
        #expect(event["type"] as? String == "quiethours.alerts")
        #expect(event["id"] as? String == "20260607-7K3M9Q2A.1.bureau.webhook-room+399")
        let alerts = try #require((event["data"] as? [String: Any])?["alerts"] as? [[String: Any]])
        #expect(alerts.count == 400)
        #expect(alerts.first?["violation"] != nil && alerts.last?["short"] as? Bool == true)
        #expect(alerts.allSatisfy { $0["alert"] as? String == one.first.id.text })
        #expect(bodies[1].contains("<note>350 further alerts are not written out here.</note>"))
        #expect(try PythonReading.problems(ofCAP: [bodies[1]]) == "")
    }

    @Test("the guide for receivers has an example that Python finds right")
    func guide() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/Collector/Collector.docc/Receivers.md")
        let guide = try String(contentsOf: path, encoding: .utf8)
        func cell(_ name: String) throws -> String {
            let line = try #require(guide.split(separator: "\n").first { $0.hasPrefix("| \(name) | `") })
            return String(line.split(separator: "`")[1])
        }
        let text = try "\(cell("timestamp")).\(cell("body"))"
        #expect(try cell("signature") == "v1=" + PythonReading.signature(of: text, key: cell("secret")))
    }

    @Test(
        "a robot's group is led to the page for answers",
        arguments: WebhookSettings.Kind.allCases.filter(\.isRobot)
    )
    func answerLink(kind: WebhookSettings.Kind) throws {
        let link = "https://noise.example/a/AQAA_-secret"
        let server = try HTTPServer([.init(200, Self.thanks(kind)), .init(200, Self.thanks(kind))])
        for scene in ["opened", "closed"] {
            let outgoing = try Scene.named(scene)
                .outgoing(.webhook("room"), to: Recipient(Scene.bureau), answeredAt: link)
            _ = try channel(kind, server, signed: false).deliver(outgoing, to: Recipient(Scene.bureau))
        }
        // JSON may write a slash with a backslash before it.
        let bodies = try server.requests().map { $0.body.replacing("\\/", with: "/") }
        #expect(bodies.map { $0.contains(link) } == [true, false], "\(bodies)")
    }

    @Test("DingTalk: Python finds the signature of the query")
    func dingTalkSignature() throws {
        let server = try HTTPServer([.init(200, Self.thanks(.dingtalk))])
        let outgoing = try Scene.named("opened").outgoing(.webhook("room"), to: Recipient(Scene.bureau))
        _ = try channel(.dingtalk, server, signed: true).deliver(outgoing, to: Recipient(Scene.bureau))
        let path = try #require(try server.requests().first?.path)
        let query = try #require(URLComponents(string: path)?.queryItems)
        #expect(query.map(\.name) == ["access_token", "timestamp", "sign"])
        #expect(query[1].value == "1780794200500")
        let hex = try PythonReading.signature(of: "1780794200500\n\(Self.secret)", key: Self.secret)
        #expect(query[2].value == Self.base64(hexadecimal: hex))
        #expect(
            !path.contains("+") && !path.dropFirst(path.count - 5).contains("="),
            "Base64 is percent-encoded: \(path)"
        )
    }

    @Test("Feishu: Python finds the signature of the body")
    func feishuSignature() throws {
        let server = try HTTPServer([.init(200, Self.thanks(.feishu))])
        let outgoing = try Scene.named("opened").outgoing(.webhook("room"), to: Recipient(Scene.bureau))
        _ = try channel(.feishu, server, signed: true).deliver(outgoing, to: Recipient(Scene.bureau))
        let body = try #require(try server.requests().first?.body)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
        #expect(object["timestamp"] as? String == "1780794200")
        let hex = try PythonReading.signature(of: "", key: "1780794200\n\(Self.secret)")
        #expect(object["sign"] as? String == Self.base64(hexadecimal: hex))
    }

    @Test(
        "a mobile number is mentioned on request, another telephone is not",
        arguments: [
            WebhookSettings.Kind.wecom, .dingtalk,
        ]
    )
    func mention(kind: WebhookSettings.Kind) throws {
        let server = try HTTPServer([.init(200, Self.thanks(kind))])
        for authority in [Scene.bureau, Scene.office] {
            var settings = try settings(kind, server, signed: false)
            settings.mention = true
            let outgoing = try Scene.named("opened").outgoing(.webhook("room"), to: Recipient(authority))
            let outcome = WebhookChannel(settings, earlier: { _ in [] }, now: { Self.now }).deliver(
                outgoing,
                to: Recipient(authority)
            )
            #expect(outcome.outcome == .accepted)
        }
        let shown = try PythonReading.shown(try server.requests().map(\.body))
        try WrittenMessages.expect(
            Array(zip(["mobile", "telephone"], shown)),
            in: "\(kind.rawValue).mention.json.txt"
        )
    }

    @Test(
        "a message over a robot's limit loses whole lines, and keeps its first and its id",
        arguments: [
            WebhookSettings.Kind.wecom, .dingtalk, .feishu,
        ]
    )
    func cut(kind: WebhookSettings.Kind) throws {
        let server = try HTTPServer([.init(200, Self.thanks(kind))])
        var outgoing = try Scene.named("opened").outgoing(.webhook("room"), to: Recipient(Scene.bureau))
        let rows = outgoing.message.content.rows
        while outgoing.message.content.rows.count < 400 { outgoing.message.content.rows += rows }
        let outcome = try channel(kind, server, signed: false).deliver(outgoing, to: Recipient(Scene.bureau))
        #expect(outcome.outcome == .accepted)
        let body = try #require(try server.requests().first?.body)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
        let text: String
        switch kind {
        case .wecom: text = try #require((object["markdown"] as? [String: Any])?["content"] as? String)
        case .dingtalk: text = try #require((object["markdown"] as? [String: Any])?["text"] as? String)
        default:
            let post = ((object["content"] as? [String: Any])?["post"] as? [String: Any])?["zh_cn"] as? [String: Any]
            let lines = try #require(post?["content"] as? [[[String: String]]])
            text = lines.map { $0.compactMap { $0["text"] }.joined() }.joined(separator: "\n")
        }
        let most = kind == .wecom ? 4096 : 18_000
        #expect((most - 400...most).contains(text.utf8.count), "\(text.utf8.count) bytes")
        #expect(text.contains("20260607-7K3M9Q2A.1.bureau.webhook-room"))
        #expect(!text.contains("\u{FFFD}"))
        #expect(text.contains("…"))
    }

    private static let now = Instant(milliseconds: 1_780_794_200_500)

    private func channel(_ kind: WebhookSettings.Kind, _ server: HTTPServer, signed: Bool) throws -> WebhookChannel {
        WebhookChannel(
            try settings(kind, server, signed: signed),
            earlier: { alert in
                let id = alert.id.text
                guard id.hasPrefix("20260607-7K3M9Q2A."), !id.hasPrefix("20260607-7K3M9Q2A.1.") else { return [] }
                return [
                    EarlierMessage(id: AlertID("20260607-7K3M9Q2A.1.bureau.webhook-room"), createdAt: Scene.opening)
                ]
            },
            now: { Self.now }
        )
    }

    private func settings(_ kind: WebhookSettings.Kind, _ server: HTTPServer, signed: Bool) throws -> WebhookSettings {
        WebhookSettings(
            name: "room",
            kind: kind,
            address: try HTTPAddress("http://127.0.0.1:\(server.port)/robot/send?access_token=t0ken-of-the-room"),
            secret: signed ? Secret(Self.secret) : nil,
            sender: "quiet@hours.example"
        )
    }

    static func thanks(_ kind: WebhookSettings.Kind) -> String {
        switch kind {
        case .generic, .cap: ""
        case .wecom, .dingtalk: "{\"errcode\":0,\"errmsg\":\"ok\"}"
        case .feishu: "{\"StatusCode\":0,\"StatusMessage\":\"success\",\"code\":0,\"data\":{},\"msg\":\"success\"}"
        }
    }

    private static func base64(hexadecimal text: String) -> String {
        let digits = Array(text)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
        return Data(bytes).base64EncodedString()
    }
}
