import Foundation
import TestSupport
import Testing

@Suite("Two services with one client id", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct SecondClientTests {
    @Test(
        "both say so in their logs and to their operators, once, and do not storm",
        arguments: ["3.1.1", "5"]
    )
    func twice(version: String) throws {
        let broker = try MosquittoServer()
        let installations = try (0..<2).map { _ in
            try Installation(
                brokerPort: broker.port,
                broker: "protocol: \"\(version)\"",
                plan: Installation.plan(sites: Installation.site(silentAfter: "1h"))
            )
        }
        let services = try installations.map { try $0.start("serve") }
        let begin = Date()
        for (installation, service) in zip(installations, services) {
            _ = try service.wait(atMost: 60, for: "name the second client") {
                service.errors().contains("another client with the same client id is likely") ? true : nil
            }
            _ = try service.wait(for: "notify operators") {
                try installation.subjects().contains { $0.contains("Second client") } ? true : nil
            }
        }
        Thread.sleep(forTimeInterval: 10)
        for (installation, service) in zip(installations, services) {
            let log = service.errors()
            #expect(log.ranges(of: "another client with the same client id is likely").count == 1)
            #expect(log.ranges(of: "receiving works again").count <= 4, "\(log)")
            #expect(try installation.subjects().filter { $0.contains("Second client") }.count == 1)
        }
        let connections = broker.log.ranges(of: "already connected, closing old connection").count
        #expect(Double(connections) < 30 * max(1, Date().timeIntervalSince(begin) / 60), "\(connections)")
    }
}
