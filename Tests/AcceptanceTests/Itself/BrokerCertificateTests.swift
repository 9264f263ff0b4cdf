import Foundation
import Mosquitto
import TestSupport
import Testing

@Suite("The broker's certificate", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct BrokerCertificateTests {
    private func installation(days: Int, _ directory: TemporaryDirectory) throws -> (MosquittoServer, Installation) {
        let certificates = try TestCertificates(in: directory, days: days)
        var options = MosquittoServer.Options()
        options.certificates = certificates
        let broker = try MosquittoServer(options)
        let installation = try Installation(
            brokerPort: broker.port,
            broker: "tls: {ca: \(certificates.authority)}",
            plan: Installation.plan(sites: Installation.site(silentAfter: "1h"))
        )
        return (broker, installation)
    }

    /// The doctor's lines on the broker.
    private func doctor(_ installation: Installation) throws -> String {
        let doctor = try installation.start("doctor", ["--json"])
        _ = doctor.exitCode()
        return doctor.output().split(separator: "\n").filter { $0.contains("\"check\":\"broker\"") }
            .joined(separator: "\n")
    }

    @Test("it ends in three days: the doctor warns with the date, and the service notifies its operators once")
    func endsSoon() throws {
        let directory = try TemporaryDirectory()
        let (broker, installation) = try installation(days: 3, directory)
        let end = Date(timeIntervalSinceNow: 3 * 86_400)
        // The doctor shows the certificate's end in UTC, a mail in the zone of the plan.
        let (day, localDay) = (end.ISO8601Format().prefix(10), Installation.localDay(end))
        let found = try doctor(installation)
        #expect(found.contains("ends on \(day)") && found.contains("in 2 days"), "\(found)")
        #expect(found.contains("\"verdict\":\"warning\"") && !found.contains("problem"), "\(found)")
        let service = try installation.start("serve")
        _ = try service.wait(for: "notify operators") { try installation.subjects().isEmpty ? nil : true }
        #expect(try installation.subjects().filter { $0.contains("certificate ends soon") }.count == 1)
        #expect(try installation.subjects().first?.contains("valid until \(localDay)") == true)
        service.stop(signal: SIGTERM)
        let again = try installation.start("serve")
        _ = try again.wait(for: "subscribe") { again.errors().contains("subscribed") ? true : nil }
        Thread.sleep(forTimeInterval: 5)
        #expect(try installation.subjects().count == 1)
        withExtendedLifetime(broker) {}
    }

    @Test("it has ended: the error and the doctor say that, and when, and nothing else")
    func expired() throws {
        let directory = try TemporaryDirectory()
        let (broker, installation) = try installation(days: 0, directory)
        Thread.sleep(forTimeInterval: 2)
        let day = Date().ISO8601Format().prefix(10)
        let service = try installation.start("serve")
        _ = try service.wait(for: "fail") { service.errors().contains("interrupted") ? true : nil }
        #expect(service.errors().contains("its certificate expired on \(day)"), "\(service.errors())")
        #expect(!service.errors().contains("is not for this host"))
        let found = try doctor(installation)
        #expect(found.contains("its certificate expired on \(day)") && found.contains("Renew"), "\(found)")
        withExtendedLifetime(broker) {}
    }

    @Test("one that lasts is shown with its end")
    func lasts() throws {
        let directory = try TemporaryDirectory()
        let (broker, installation) = try installation(days: 397, directory)
        let found = try doctor(installation)
        let day = Date(timeIntervalSinceNow: 397 * 86_400).ISO8601Format().prefix(10)
        #expect(found.contains("certificate until \(day)") && found.contains("\"verdict\":\"ok\""), "\(found)")
        withExtendedLifetime(broker) {}
    }
}
