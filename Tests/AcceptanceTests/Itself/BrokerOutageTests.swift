import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

/// The collector is blind for a while, counted in one mailbox.
@Suite(
    "The broker is away",
    .disabled(if: MosquittoServer.isMissing || !SMTPServer.isAvailable, "needs mosquitto and python3-aiosmtpd")
)
struct BrokerOutageTests {
    enum Outage: String, CaseIterable {
        /// The broker is killed, and started again.
        case killed
        /// Its connections stand, and nobody answers.
        case frozen
    }

    @Test(
        "one mail that nothing is received, one that it is again, none that a sensor is silent, and what was loud is recorded",
        arguments: Outage.allCases
    )
    func outage(kind: Outage) throws {
        let broker = try MosquittoServer()
        let mail = try SMTPServer()
        let installation = try Installation(
            brokerPort: broker.port,
            broker: "keep-alive: 5s, alert-after: 20s",
            reporters: "{mail: {host: 127.0.0.1, port: \(mail.port), security: none, from: q@bureau.example}}",
            plan: Installation.plan(sites: Installation.site())
        )
        let service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        try LivePublisher(broker).live(50, seconds: 3)

        // A sensor is silent after 11.5 s, and the outage lasts for twice as long.
        if kind == .killed { broker.kill() } else { broker.freeze() }
        let begin = Date()
        _ = try service.wait(atMost: 40, for: "notify operators") {
            try subjects(mail).contains { $0.contains("receives nothing") } ? true : nil
        }
        let watch = try installation.run(["watch", "--seconds", "1", "--every", "1", "--config", installation.config])
        #expect(watch.contains("NOT RECEIVING since") && watch.contains("no data since"), "\(watch)")
        while Date().timeIntervalSince(begin) < 25 { Thread.sleep(forTimeInterval: 0.2) }
        if kind == .killed { try broker.start() } else { broker.thaw() }

        // What the sensor had kept meanwhile: eight seconds of noise, and quiet for as long as the rule's end needs.
        let sensor = try LivePublisher(broker)
        let levels = [Double](repeating: 85, count: 8) + [Double](repeating: 50, count: 18)
        try sensor.send(levels, endingAt: Date())
        _ = try service.wait(atMost: 40, for: "notify operators that it is over") {
            try subjects(mail).contains { $0.contains("receives again") } ? true : nil
        }
        // Silence would be told within this time.
        try sensor.live(50, seconds: 8)
        let received = try subjects(mail)
        #expect(received.filter { $0.contains("receives nothing") }.count == 1, "\(received)")
        #expect(received.filter { $0.contains("receives again") }.count == 1, "\(received)")
        #expect(received.filter { $0.lowercased().contains("sensor") }.isEmpty, "\(received)")
        let steps = try installation.connect().read {
            try String.fetchAll($0, sql: "SELECT step FROM violation_change ORDER BY number")
        }
        #expect(steps == ["opened", "closed"])
        let first = try #require(try mail.messages().first { $0.mail.headers["subject"]?.contains("nothing") == true })
        let text = try #require(first.mail.text("text/plain"))
        #expect(text.contains("Server: 127.0.0.1:\(broker.port)") && text.contains("Last data: "), "\(text)")
        #expect(text.contains("during the Chinese paper"), "\(text)")
    }

    @Test("a restart of the service neither repeats nor forgets what operators were notified of")
    func restart() throws {
        let broker = try MosquittoServer()
        let installation = try Installation(
            brokerPort: broker.port,
            broker: "alert-after: 8s",
            plan: Installation.plan(sites: Installation.site(silentAfter: "1h"))
        )
        var service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") { service.errors().contains("subscribed") ? true : nil }
        broker.kill()
        _ = try service.wait(atMost: 40, for: "notify operators") {
            try installation.subjects().contains { $0.contains("receives nothing") } ? true : nil
        }
        service.stop()
        service = try installation.start("serve")
        Thread.sleep(forTimeInterval: 12)
        #expect(try installation.subjects().count == 1)
        try broker.start()
        _ = try service.wait(atMost: 60, for: "notify operators that it is over") {
            try installation.subjects().contains { $0.contains("receives again") } ? true : nil
        }
        #expect(try installation.subjects().count == 2)
        let list = try installation.run(["alerts", "list", "--config", installation.config])
        #expect(list.contains("collector blind over") && list.contains("collector-blind-127"), "\(list)")
    }

    private func subjects(_ mail: SMTPServer) throws -> [String] {
        try mail.messages().compactMap { $0.mail.headers["subject"] }
    }
}
