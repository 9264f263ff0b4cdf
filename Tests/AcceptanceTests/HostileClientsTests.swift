import Foundation
import Mosquitto
import Synchronization
import TestSupport
import Testing

/// The running service with a real broker and a real mail server, while clients of its listeners do their worst.
@Suite("Hostile clients of the listeners")
struct HostileClientsTests {
    private static let missing = MosquittoServer.isMissing || !SMTPServer.isAvailable || Curl.isMissing

    @Test(
        "while they go on, the mail arrives, its link is answered, and the health pages are served",
        .disabled(if: missing, "needs mosquitto, python3-aiosmtpd and curl")
    )
    func alerts() async throws {
        try #require(raiseDescriptorLimit() >= 3000)
        let broker = try MosquittoServer()
        let server = try SMTPServer()
        let (health, answers) = (try freePort(), try freePort())
        let secrets = try TemporaryDirectory()
        try secrets.write("\(UUID().uuidString)\(UUID().uuidString)", to: "key")
        let installation = try Installation(
            brokerPort: broker.port,
            reporters: """
                {log: true, mail: {host: localhost, port: \(server.port), security: none, \
                from: quiethours@school.example}}
                """,
            further: """
                listen:
                  health: {address: 127.0.0.1:\(health)}
                  answers: {address: 127.0.0.1:\(answers), url: http://localhost:\(answers), key: {file: \(secrets.path("key"))}}
                """,
            plan: Installation.plan()
        )
        let service = try installation.start("serve", ["--json"])
        defer { service.stop() }
        _ = try service.wait(for: "be ready") {
            (try? Curl.request("GET", "http://127.0.0.1:\(health)/readyz").status) == 200 ? true : nil
        }
        // Its library bears no descriptor beyond 1,023.
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        let attackers = [health, answers].flatMap { port in Attack.allCases.map { Attacker($0, port: port) } }
        let idle = try [health, answers].flatMap { port in
            try (0..<1200).map { _ in
                let connection = try RawConnection(port: port)
                connection.send("GET /healthz HTTP/1.1\r\nHost: loc")
                return connection
            }
        }
        for attacker in attackers {
            _ = try service.wait(atMost: 60, for: "be attacked") { attacker.rounds > 0 ? true : nil }
        }

        for payload in payloads([Double](repeating: 78.4, count: 10), endingAt: Date()) {
            try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload)
        }
        try publisher.flush()
        let mail = try service.wait(atMost: 60, for: "send a mail") { try server.messages().first }.mail
        let text = try #require(mail.text("text/plain"))
        let link = String(try #require(text.firstMatch(of: /Respond: (http:\/\/localhost:\d+\/a\/\S+)/)?.1))
        #expect(try Curl.request("GET", link).body.contains("No 1 School"))
        let sent = try Curl.request("POST", link, form: ["act": "acknowledged", "by": "王芳"])
        #expect(sent.status == 303)
        for path in ["/healthz", "/metrics"] {
            #expect(try Curl.request("GET", "http://127.0.0.1:\(health)\(path)").status == 200)
        }
        let foreign = try RawConnection(port: health)
        foreign.send("GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        #expect(foreign.reply()?.status == 421)
        let metrics = try Curl.request("GET", "http://127.0.0.1:\(health)/metrics").body
        for counted in [#"listener="health",reason="foreign-host"} 1"#, #"listener="answers",reason="too-large"} "#] {
            let name = "quiethours_http_turned_away_total{\(counted)"
            let line = metrics.split(separator: "\n").first { $0.hasPrefix(name) }
            #expect(line.map { !$0.hasSuffix(" 0") } == true, "\(counted)")
        }
        let open = try service.descriptorCount()
        #expect(open < 600, "the service has \(open) descriptors")

        // They are still there when it ends.
        service.send(signal: SIGTERM)
        #expect(service.exitCode() == 0)
        withExtendedLifetime((attackers, idle)) {}
        #expect(service.errors().contains("clients were turned away"))
    }

    private enum Attack: CaseIterable {
        case headerWithoutEnd, bodyWithoutEnd, byteBySecond, requestsWithoutReading, manyFields, reconnecting
    }

    /// Attacks again and again from a thread of its own, on a new connection whenever it is cut off.
    private final class Attacker: Sendable {
        private let run: Run

        init(_ attack: Attack, port: Int) {
            let run = Run()
            self.run = run
            Thread {
                while !run.isOver {
                    if let connection = try? RawConnection(port: port) { run.attack(attack, connection) }
                    run.rounds.withLock { $0 += 1 }
                    usleep(20_000)
                }
            }
            .start()
        }

        deinit { run.over.withLock { $0 = true } }

        var rounds: Int { run.rounds.withLock { $0 } }
    }

    private final class Run: Sendable {
        let over = Mutex(false)
        let rounds = Mutex(0)

        var isOver: Bool { over.withLock { $0 } }

        func attack(_ attack: Attack, _ connection: RawConnection) {
            let megabyte = [UInt8](repeating: 0x61, count: 1 << 20)
            switch attack {
            case .headerWithoutEnd:
                connection.send("GET /a/x HTTP/1.1\r\nX: ")
                while !isOver, connection.send(megabyte, patience: 1) == megabyte.count {}
            case .bodyWithoutEnd:
                connection.send("POST /a/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
                while !isOver, connection.send("100000\r\n") > 0,
                    connection.send(megabyte, patience: 1) == megabyte.count
                {
                    connection.send("\r\n")
                }
            case .byteBySecond:
                // The first round counts at once: it goes on for as long as it is let.
                rounds.withLock { $0 += 1 }
                connection.send("GET /a/x HTTP/1.1\r\nHost: localhost\r\nX: ")
                while !isOver, connection.send("a") == 1 { sleep(1) }
            case .requestsWithoutReading:
                let request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
                connection.send(String(repeating: request, count: 1000), patience: 1)
            case .manyFields:
                let fields = String(repeating: "X: y\r\n", count: 10_000)
                connection.send("GET /a/x HTTP/1.1\r\nHost: localhost\r\n" + fields)
            case .reconnecting:
                connection.send("GET /a/guess HTTP/1.1\r\nHost: localhost\r\n\r\n")
            }
        }
    }
}
