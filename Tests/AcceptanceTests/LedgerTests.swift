import EventTime
import Foundation
import Mosquitto
import TestSupport
import Testing

@Suite("What was lost is known", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct LedgerTests {
    /// One-second messages of the gate, with the second as number.
    private static func payload(_ second: Int64) -> [UInt8] {
        let end = RFC3339.format(Instant(milliseconds: (second + 1) * 1000), offset: 0)
        return Array(#"{"v":1,"boot":1,"seq":\#(second),"obs":[{"end":"\#(end)","dur":1,"LAeq":50}]}"#.utf8)
    }

    private static func publish(
        _ payloads: [[UInt8]],
        to broker: MosquittoServer,
        topic: String = "noise/1/school/gate/obs",
        retained: Bool = false
    ) async throws {
        try await onThread {
            let publisher = try MosquittoPublisher(options: broker.options(clientID: "sensor"), window: 1)
            for payload in payloads { try publisher.publish(topic: topic, payload: payload, retained: retained) }
            try publisher.flush()
            try publisher.disconnect()
        }
    }

    private struct Ledger {
        var exitCode: Int32
        var lines: [[String: Any]]

        func records(_ record: String) -> [[String: Any]] { lines.filter { $0["record"] as? String == record } }
        var gate: [String: Any] { records("sensor").first ?? [:] }

        func reasons(_ record: String) -> [[String: Any]] {
            records(record).flatMap { $0["reasons"] as? [[String: Any]] ?? [] }
        }
    }

    private func ledger(_ installation: Installation, from: Int64, to: Int64) throws -> Ledger {
        let times = [from, to].map { RFC3339.format(Instant(milliseconds: $0 * 1000), offset: 0) }
        let command = try installation.start(
            "ledger",
            ["--from", times[0], "--to", times[1], "--sensor", "school/gate", "--json"]
        )
        let code = command.exitCode()
        let lines = try command.output().split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        return Ledger(exitCode: code, lines: lines)
    }

    /// A service that is subscribed.
    private func serve(_ installation: Installation, _ broker: MosquittoServer) throws -> ChildProcess {
        let before = broker.log.components(separatedBy: "Sending SUBACK to acceptance").count
        let service = try installation.start("serve")
        _ = try service.wait(for: "subscribe") {
            broker.log.components(separatedBy: "Sending SUBACK to acceptance").count > before ? true : nil
        }
        return service
    }

    /// Asks for the ledger until it is as wanted.
    private func wait(
        _ installation: Installation,
        from: Int64,
        to: Int64,
        until wanted: (Ledger) -> Bool
    ) throws -> Ledger {
        let end = Date(timeIntervalSinceNow: 30)
        while true {
            let ledger = try ledger(installation, from: from, to: to)
            if wanted(ledger) || Date() > end { return ledger }
            Thread.sleep(forTimeInterval: 0.2)
        }
    }

    @Test("what the broker dropped while we were away shows as a gap with its cause, and goes when it is sent again")
    func dropped() async throws {
        var options = MosquittoServer.Options()
        options.maxInFlight = 20
        options.lines = ["sys_interval 1", "max_queued_messages 20"]
        let broker = try MosquittoServer(options)
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        // What is dropped is of now, so that what is recorded of now explains it.
        let begin = Int64(Date().timeIntervalSince1970) - 155
        let first = try serve(installation, broker)
        try await LedgerTests.publish((begin..<begin + 20).map(LedgerTests.payload), to: broker)
        let complete = try wait(installation, from: begin, to: begin + 20) {
            $0.exitCode == 0 && $0.records("broker").first?["told"] as? Bool == true
        }
        #expect(complete.exitCode == 0, "\(complete.lines)")
        #expect(complete.gate["valid_rate"] as? Double == 1)
        #expect(complete.records("broker").first?["told"] as? Bool == true)
        first.stop(signal: SIGTERM)

        try await LedgerTests.publish((begin + 20..<begin + 160).map(LedgerTests.payload), to: broker)
        let second = try serve(installation, broker)
        try await LedgerTests.publish((begin + 160..<begin + 170).map(LedgerTests.payload), to: broker)
        let missing = try wait(installation, from: begin, to: begin + 170) { ledger in
            ledger.reasons("missing").contains { $0["reason"] as? String == "brokerDropped" }
        }
        #expect(missing.reasons("missing").contains { $0["reason"] as? String == "brokerDropped" }, "\(missing.lines)")
        #expect(missing.exitCode == 1)
        let lost = try #require(missing.gate["missing_messages"] as? Int)
        #expect(lost > 0 && lost < 140)
        #expect(missing.records("missing").compactMap { $0["count"] as? Int }.reduce(0, +) == lost)
        let drop = try wait(installation, from: begin, to: begin + 3600) { !$0.records("drop").isEmpty }
        #expect(drop.records("drop").compactMap { $0["count"] as? Int }.reduce(0, +) == lost)
        let kinds = drop.records("session").compactMap { $0["event"] as? String }
        #expect(kinds == ["begun", "stopped", "resumed"])

        // The sensor's memory card: what was dropped is sent once more.
        second.stop(signal: SIGTERM)
        let card = (begin + 20..<begin + 160).map { second in
            "\(RFC3339.format(Instant(milliseconds: second * 1000), offset: 0)),school/gate,1,50"
        }
        let file = try installation.directory.write(
            (["time,sensor,duration,LAeq"] + card).joined(separator: "\n") + "\n",
            to: "card.csv"
        )
        _ = try installation.run(["import", "--config", installation.config, "--readings", file])
        // The last of the readings are of the next seconds.
        let mended = try wait(installation, from: begin, to: begin + 170) { $0.gate["readings"] as? Int == 170 }
        #expect(mended.gate["gaps"] as? Int == 0, "\(mended.lines)")
        #expect(mended.gate["coverage"] as? Double == 1)
        #expect(mended.gate["missing_messages"] as? Int == 0)
        #expect(mended.gate["readings"] as? Int == 170)
    }

    @Test("a broker that lost our session and a sensor that went offline are told")
    func sessionAndStatus() async throws {
        var options = MosquittoServer.Options()
        options.keeping = []
        let broker = try MosquittoServer(options)
        let installation = try Installation(brokerPort: broker.port, plan: Installation.plan())
        let begin = Int64(Date().timeIntervalSince1970)
        let service = try serve(installation, broker)
        try await LedgerTests.publish([LedgerTests.payload(begin - 1)], to: broker)
        _ = try wait(installation, from: begin - 1, to: begin) { $0.exitCode == 0 }
        let status = "noise/1/school/gate/status"
        try await LedgerTests.publish(
            [Array(#"{"state":"online"}"#.utf8), Array(#"{"state":"offline"}"#.utf8), Array("gone".utf8)],
            to: broker,
            topic: status,
            retained: true
        )
        try await Task.sleep(for: .seconds(1))
        broker.kill()
        try broker.start()
        _ = try service.wait(for: "subscribe again") {
            broker.log.components(separatedBy: "Received SUBSCRIBE from acceptance").count > 5 ? true : nil
        }
        try await LedgerTests.publish([LedgerTests.payload(begin + 2)], to: broker)
        let told = try wait(installation, from: begin - 1, to: begin + 3) {
            $0.records("session").count == 3 && $0.gate["readings"] as? Int == 2
        }
        let kinds = told.records("session").compactMap { $0["event"] as? String }
        #expect(kinds == ["begun", "connectionLost", "forgotten"])
        #expect(told.records("session").last?["last_received"] != nil)
        let store = try ledger(installation, from: begin, to: Int64(Date().timeIntervalSince1970) + 100)
        let reasons = store.reasons("gap").compactMap { $0["reason"] as? String }
        #expect(reasons.contains("offline"), "\(store.lines)")
        #expect(reasons.contains("sessionForgotten"), "\(store.lines)")
        #expect(reasons.contains("notReceiving"), "\(store.lines)")
    }
}
