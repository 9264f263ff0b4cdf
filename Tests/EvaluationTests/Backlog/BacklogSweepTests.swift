import Foundation
import TestSupport
import Testing

/// Random plans, with the collector away while sessions, listening windows, bans, days and nights begin and end: what
/// waited at the broker is judged as if it had come in time.
@Suite("Edges with a backlog", .disabled(if: MosquittoServer.isMissing, "mosquitto is not installed"))
struct BacklogSweepTests {
    /// All cases take minutes; a tenth of them is run unless QUIETHOURS_SWEEP is "whole".
    private static let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"
    private static let cases: UInt64 = isWhole ? 200 : 20
    /// QUIETHOURS_BACKLOG=46 runs case 46 alone.
    private static let only = ProcessInfo.processInfo.environment["QUIETHOURS_BACKLOG"].flatMap(UInt64.init)
    /// How long a failing case is made smaller, s.
    private static let patience = 60.0

    @Test("the record equals a replay of the journal")
    func record() async throws {
        try await onThread { try Self.sweep() }
    }

    private static func sweep() throws {
        var failing: [UInt64] = []
        var (violations, largest, smallest) = (0, 0, Int.max)
        for seed in only.map({ $0...$0 }) ?? 1...cases {
            let backlog = BacklogCase.random(seed: seed)
            let outcome: BacklogRun.Outcome
            do {
                outcome = try BacklogRun(backlog).outcome()
            } catch {
                throw BacklogRun.TimeOver(description: "case \(seed): \(error)")
            }
            violations += outcome.violations
            largest = max(largest, outcome.waited)
            smallest = min(smallest, outcome.waited)
            if outcome.differences.isEmpty { continue }
            failing.append(seed)
            guard failing.count == 1 else { continue }
            let (least, differences) = shrunk(backlog, outcome.differences)
            Issue.record("case \(seed)\n\(least.text)\n\(differences.joined(separator: "\n"))")
        }
        #expect(failing.isEmpty, "\(failing.count) of \(cases) cases differ: \(failing)")
        guard only == nil else { return }
        // A sweep in which little happens shows little.
        #expect(violations > Int(cases))
        #expect(smallest < 100 && largest > 5000, "\(smallest) to \(largest) messages waited")
    }

    /// The smallest that was found to fail in time, and how.
    private static func shrunk(_ backlog: BacklogCase, _ found: [String]) -> (BacklogCase, [String]) {
        let end = Date(timeIntervalSinceNow: patience)
        var differences = found
        var least = backlog
        least.scenario = backlog.scenario.shrunk { scenario in
            guard Date() < end else { return false }
            var smaller = backlog
            smaller.scenario = scenario
            guard let outcome = try? BacklogRun(smaller).outcome(), !outcome.differences.isEmpty else { return false }
            differences = outcome.differences
            return true
        }
        return (least, differences)
    }
}
