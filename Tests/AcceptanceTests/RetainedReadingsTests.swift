import EventTime
import Foundation
import GRDB
import Mosquitto
import TestSupport
import Testing

/// A sensor that publishes with the retain flag has its last message delivered again at each subscription.
@Suite("Retained readings")
struct RetainedReadingsTests {
    @Test(
        "half a minute of an hour ago is kept once over three restarts, and no mail calls it new",
        .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed")
    )
    func restarts() throws {
        let broker = try MosquittoServer()
        // Readings of an hour ago belong to the rule too, whatever the hour.
        let plan = Installation.plan(
            rules: Installation.construction.replacingOccurrences(of: "when: written", with: "when: always")
        )
        let installation = try Installation(brokerPort: broker.port, plan: plan)
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "gate"))
        try publisher.publish(topic: "noise/1/school/gate/obs", payload: payload(agoMinutes: 60), retained: true)
        try publisher.flush()
        var violations: Set<String> = []
        for start in 1...4 {
            let service = try installation.start("serve", ["--json"])
            _ = try service.wait(for: "receive the message for the \(start)th time") {
                broker.log.split(separator: "\n").count { $0.contains("Received PUBACK from acceptance") } >= start
                    ? true : nil
            }
            _ = try service.wait(for: "judge it") {
                try installation.connect().read {
                    try Bool.fetchOne($0, sql: "SELECT COUNT(*) = 30 FROM reading") == true ? true : nil
                }
            }
            violations.formUnion(
                try installation.connect().read { try String.fetchAll($0, sql: "SELECT id FROM violation") }
            )
            service.stop(signal: start % 2 == 0 ? SIGKILL : SIGTERM)
        }
        #expect(violations.count <= 1, "\(violations)")
        #expect(try mails(installation) == [])
    }

    private func payload(agoMinutes: Int64) -> [UInt8] {
        let now = Int64(Date().timeIntervalSince1970)
        let observations = (Int64(0)..<30).map { second in
            let end = RFC3339.format(Instant(milliseconds: (now - agoMinutes * 60 + second) * 1000), offset: 0)
            return "{\"end\":\"\(end)\",\"dur\":1,\"LAeq\":85}"
        }
        return Array("{\"v\":1,\"obs\":[\(observations.joined(separator: ","))]}".utf8)
    }

    private func mails(_ installation: Installation) throws -> [String] {
        guard FileManager.default.fileExists(atPath: installation.outbox) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: installation.outbox)
    }
}
