import Foundation
import TestSupport
import Testing

@Suite("Killed at any instant", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct KillSweepTests {
    /// The whole sweep takes minutes; a part of it is run unless QUIETHOURS_SWEEP is "whole".
    private static let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"

    @Test("the service at random instants, and the broker under it")
    func killed() throws {
        let (sites, seconds, kills, brokerKills) = KillSweepTests.isWhole ? (80, 250, 100, 20) : (40, 25, 10, 2)
        let run = try FaultRun(sites: sites, seconds: seconds)
        var random = SplitMix64(seed: 7)
        var ofBroker = 0
        for kill in 1...kills {
            // Spread over the run, at a random instant of each part.
            let from = Double(kill - 1) / Double(kills)
            while run.fleet.progress < from { Thread.sleep(forTimeInterval: 0.05) }
            Thread.sleep(forTimeInterval: Double.random(in: 0..<2, using: &random))
            if kill * brokerKills / kills > ofBroker {
                run.broker.kill()
                ofBroker += 1
            }
            run.kill()
            try run.start()
            if run.broker.isKilled {
                Thread.sleep(forTimeInterval: Double.random(in: 0..<0.5, using: &random))
                try run.broker.start()
            }
        }
        #expect(ofBroker == brokerKills)
        #expect(run.starts == kills + 1)
        try run.verify()
    }

    @Test("the broker alone, while the service stays")
    func brokerKilled() throws {
        let run = try FaultRun(seconds: 20)
        for kill in 1...4 {
            while run.fleet.progress < Double(kill) * 0.2 { Thread.sleep(forTimeInterval: 0.05) }
            run.broker.kill()
            Thread.sleep(forTimeInterval: 0.3)
            try run.broker.start()
        }
        try run.verify()
        #expect(run.starts == 1)
    }
}
