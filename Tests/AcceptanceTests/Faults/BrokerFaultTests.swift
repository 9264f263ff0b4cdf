import Foundation
import TestSupport
import Testing

@Suite("A broker and a clock that fail", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct BrokerFaultTests {
    @Test("a broker that falls silent on a connection that stands (half-open)")
    func halfOpen() throws {
        let run = try FaultRun(seconds: 25, settings: "keep-alive: 5s")
        while run.fleet.progress < 0.2 { Thread.sleep(forTimeInterval: 0.05) }
        run.broker.freeze()
        Thread.sleep(forTimeInterval: 12)
        let during = try run.log()
        run.broker.thaw()
        try run.verify()
        #expect(run.starts == 1)
        #expect(during.contains("receiving is interrupted"), "the dead connection was not noticed")
    }

    @Test("TLS records that hold many packets each")
    func coalescedRecords() throws {
        let broker = try FaultRun.broker()
        let directory = try TemporaryDirectory()
        let certificates = try TestCertificates(in: directory)
        let relay = try TLSRelay(to: broker.port, certificates: certificates, in: directory)
        let run = try FaultRun(
            sites: 60,
            seconds: 15,
            broker: broker,
            port: relay.port,
            settings: "tls: {ca: \(certificates.authority)}"
        )
        // A backlog comes in full records.
        while run.fleet.progress < 0.2 { Thread.sleep(forTimeInterval: 0.05) }
        run.kill()
        while run.fleet.progress < 0.6 { Thread.sleep(forTimeInterval: 0.05) }
        try run.start()
        try run.verify()
    }

    @Test("the machine's clock is set back an hour and forward again", arguments: [-3600, 3600])
    func clock(step: Int) throws {
        let clock = try FakeClock()
        let run = try FaultRun(seconds: 25, environment: clock.environment)
        while run.fleet.progress < 0.2 { Thread.sleep(forTimeInterval: 0.05) }
        try clock.set(offset: step)
        while run.fleet.progress < 0.6 { Thread.sleep(forTimeInterval: 0.05) }
        let during = try run.log()
        try clock.set(offset: 0)
        try run.verify()
        #expect(run.starts == 1)
        #expect(during.contains("clock has jumped"))
    }
}
