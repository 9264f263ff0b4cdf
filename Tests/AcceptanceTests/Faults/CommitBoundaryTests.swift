import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Killed around a commit", .disabled(if: MosquittoServer.isMissing, "needs mosquitto"))
struct CommitBoundaryTests {
    /// In each life the service migrates or recalls, commits arrivals, verdicts and deliveries; the N-th write to the
    /// disk in its life is now one, now the other of them.
    private static let kills: [DiskFaults.Kill] = (1...14).flatMap { n -> [DiskFaults.Kill] in
        [.beforeSync(n), .afterSync(n), .beforeWrite(3 * n)]
    }

    @Test("before a sync, after it, and in the middle of a transaction's writes")
    func killed() throws {
        let faults = try DiskFaults(files: "quiethours.db")
        let run = try FaultRun(seconds: 45, environment: faults.environment())
        run.kill()
        var deaths = 0
        for kill in CommitBoundaryTests.kills where !run.fleet.isOver {
            run.environment = faults.environment(kill: kill)
            try run.start()
            let deadline = Date(timeIntervalSinceNow: 10)
            while run.service?.isRunning == true, Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
            if run.service?.isRunning == false { deaths += 1 }
            run.kill()
        }
        #expect(deaths > 20, "\(deaths)")
        run.environment = nil
        try run.verify()
    }
}
