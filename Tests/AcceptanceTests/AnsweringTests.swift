import Foundation
import Mosquitto
import TestSupport
import Testing

/// The running service with a real broker, a real mail server and curl in place of a telephone.
@Suite("Answering an alert")
struct AnsweringTests {
    private static let missing = MosquittoServer.isMissing || !SMTPServer.isAvailable || Curl.isMissing

    @Test(
        "by the link of its mail, once; onwards by the page that it leads to; and by MQTT",
        .disabled(if: missing, "needs mosquitto, python3-aiosmtpd and curl")
    )
    func answering() async throws {
        let broker = try MosquittoServer()
        let server = try SMTPServer()
        let port = try freePort()
        let secrets = try TemporaryDirectory()
        let key = "\(UUID().uuidString)\(UUID().uuidString)"
        try secrets.write(key, to: "key")
        let installation = try Installation(
            brokerPort: broker.port,
            broker: "answers: true",
            reporters: Self.reporters(server),
            further: """
                listen:
                  answers: {address: 127.0.0.1:\(port), url: http://localhost:\(port), key: {file: \(secrets.path("key"))}}
                """,
            plan: Installation.plan()
        )
        let service = try installation.start("serve", ["--json"])
        defer { service.stop() }
        _ = try service.wait(for: "listen for readings and for answers") {
            let log = service.errors()
            return log.contains("\"subscribed\"") && log.contains("\"listening for answers\"") ? true : nil
        }
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        for payload in payloads([Double](repeating: 78.4, count: 10), endingAt: Date()) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        let mail = try service.wait(for: "send a mail") { try server.messages().first }.mail

        // The same link as a line of the text and as a button.
        let text = try #require(mail.text("text/plain"))
        let link = String(try #require(text.firstMatch(of: /Respond: (http:\/\/localhost:\d+\/a\/\S+)/)?.1))
        #expect(mail.text("text/html")?.contains("<a href=\"\(link)\"") == true)
        let id = String(try #require(mail.headers["subject"]?.firstMatch(of: /\[([0-9A-Z-]+)\]/)?.1))
        func show() throws -> String {
            try installation.run(["violations", "show", id, "--json", "--config", installation.config])
        }

        let doctor = try installation.start("doctor")
        _ = doctor.exitCode()
        #expect(doctor.output().contains("leads to the page for answers"), "\(doctor.output())")

        let opened = try Curl.request("GET", link)
        #expect(opened.status == 200 && opened.headers["content-type"] == "text/html; charset=utf-8")
        #expect(opened.headers["cache-control"] == "no-store" && opened.headers["referrer-policy"] == "no-referrer")
        for part in [
            "Suspected construction noise", "No 1 School", "78.4", "data:image/png;base64,", "I&#39;ll handle it",
        ] {
            #expect(opened.body.contains(part), "the page lacks \(part)")
        }
        #expect(try show().contains("\"answering\":\"unanswered\""))

        let sent = try Curl.request("POST", link, form: ["act": "acknowledged", "by": "王芳", "confirmed": "yes"])
        #expect(sent.status == 303)
        let again = try Curl.request("POST", link, form: ["act": "closed", "by": "Mallory"])
        #expect(again.status == 410 && !again.body.contains(id) && !again.body.contains("School"))
        let altered = try Curl.request("GET", link.dropLast() + (link.hasSuffix("A") ? "B" : "A"))
        #expect(altered.status == 404 && !altered.body.contains(id) && !altered.body.contains("School"))
        let large = try Curl.request(
            "POST",
            link,
            form: ["act": "closed", "by": String(repeating: "x", count: 100_000)]
        )
        #expect(large.status == 413)

        let location = try #require(sent.headers["location"])
        let next = try #require(URL(string: location, relativeTo: URL(string: link)))
        #expect(try Curl.request("GET", next.absoluteString).body.contains("acknowledged: 王芳"))
        let there = ["act": "onSite", "by": "王芳", "found": "a breaker & <b>"]
        #expect(try Curl.request("POST", next.absoluteString, form: there).status == 303)
        let shown = try show()
        for part in ["\"answering\":\"onSite\"", "\"via\":\"link\"", "a breaker & <b>", "\"confirmed\":{", id + ".1."] {
            #expect(shown.contains(part), "lacks \(part): \(shown)")
        }
        #expect(!shown.contains("Mallory"))

        // The other way, by a client that knows nothing of us.
        let answer = #"{"v":1,"violation":"\#(id)","act":"disposed","by":"李娜","done":"责令停工"}"#
        let mosquitto = try #require(ChildProcess.find("mosquitto_pub"))
        for payload in ["nonsense", answer, answer] {
            _ = try ChildProcess.run(
                mosquitto,
                ["-p", "\(broker.port)", "-q", "1", "-t", "noise/1/school/answers", "-m", payload],
                directory: installation.directory.subdirectory("pub-\(UUID().uuidString)")
            )
        }
        let disposed = try service.wait(for: "take the answer") {
            let shown = try show()
            return shown.contains("\"answering\":\"disposed\"") ? shown : nil
        }
        #expect(disposed.contains("\"via\":\"mqtt\"") && disposed.contains("责令停工"))
        #expect(disposed.components(separatedBy: "\"via\":\"mqtt\"").count == 2)

        // What goes out from now on says who has confirmed it.
        for payload in payloads([Double](repeating: 50.0, count: 25), endingAt: Date() + 25) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        let closing = try service.wait(for: "send the second mail") {
            let mails = try server.messages()
            return mails.count > 1 ? mails.last?.mail : nil
        }
        #expect(closing.headers["subject"]?.contains("Confirmed construction noise") == true)
        #expect(closing.text("text/plain")?.contains("Confirmed by: 王芳") == true)
        #expect(closing.text("text/plain")?.lowercased().contains("suspected") == false)
        #expect(closing.text("text/plain")?.contains("/a/") == false)

        // What programs are told leads nowhere.
        let lines = try String(contentsOfFile: installation.directory.path("alerts.jsonl"), encoding: .utf8)
        #expect(lines.contains(id) && !lines.contains("/a/"))
        let log = service.errors() + service.output()
        #expect(log.contains("a message is no answer") && log.contains("none of ours"))
        for secret in [key, String(link.suffix(60)), String(next.absoluteString.suffix(60))] {
            #expect(!log.contains(secret), "a secret stands in the log")
            #expect(!disposed.contains(secret), "a secret is shown")
        }
    }

    private static func reporters(_ server: SMTPServer) -> String {
        """
        {log: true, jsonl: {file: alerts.jsonl}, mail: {host: localhost, port: \(server.port), security: none, \
        from: quiethours@school.example}}
        """
    }
}
