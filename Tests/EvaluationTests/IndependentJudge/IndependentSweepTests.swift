import Acoustics
import ExamCalendar
import Foundation
import Records
import TestSupport
import Testing

/// The product's judge and the independent judge of the tests on random cases: jitter, drift, delays, gaps, marks,
/// overlaps, mixed lengths, several sensors and rules, edges, long steps and restarts.
@Suite("The product and the independent judge")
struct IndependentSweepTests {
    /// All cases of each seed take long; a tenth of them is run unless QUIETHOURS_SWEEP is "whole".
    private static let isWhole = ProcessInfo.processInfo.environment["QUIETHOURS_SWEEP"] == "whole"
    private static let cases: UInt64 = isWhole ? 1000 : 100
    /// Of those that go through a store, which cost seconds each.
    private static let stored: UInt64 = isWhole ? 1000 : 10
    /// The same of cases with rises.
    private static let rises: UInt64 = isWhole ? 1000 : 40
    private static let storedRises: UInt64 = isWhole ? 1000 : 4
    /// Of the cases that differ, so many are made small and printed.
    private static let shown = 1
    private static let seeds: ClosedRange<UInt64> = isWhole ? 1...4 : 1...1

    @Test("replay", arguments: seeds)
    func replay(seed: UInt64) throws { try sweep(.replay, seed, Self.cases) { Scenario.random(seed: $0) } }

    @Test("the record after corrections", arguments: seeds)
    func record(seed: UInt64) throws { try sweep(.record, seed, Self.stored) { Scenario.random(seed: $0) } }

    @Test("live, in order and without delay", arguments: seeds)
    func live(seed: UInt64) throws { try sweep(.live, seed, Self.stored) { Scenario.random(seed: $0, isPrompt: true) } }

    @Test("rises: replay", arguments: seeds)
    func replayRises(seed: UInt64) throws { try sweep(.replay, seed, Self.rises) { Scenario.rises(seed: $0) } }

    @Test("rises: the record after corrections", arguments: seeds)
    func recordRises(seed: UInt64) throws { try sweep(.record, seed, Self.storedRises) { Scenario.rises(seed: $0) } }

    @Test("rises: live, in order and without delay", arguments: seeds)
    func liveRises(seed: UInt64) throws {
        try sweep(.live, seed, Self.storedRises) { Scenario.rises(seed: $0, isPrompt: true) }
    }

    /// Cases that differed once: a restart in a backlog, and a minute that reaches over the beginning of a review.
    @Test("the record of cases that differed", arguments: [1_000_399, 2_000_031] as [UInt64])
    func found(seed: UInt64) throws {
        let outcome = try Comparison.record.outcome(Scenario.random(seed: seed))
        #expect(outcome.violations > 0)
        #expect(outcome.differences.isEmpty, "\(outcome.differences)")
    }

    /// The service started again days after a sensor's last hour, which nothing had ended, and did not know it as
    /// usual.
    @Test("the record of cases with rises that differed", arguments: [1_000_169, 3_000_663] as [UInt64])
    func foundRises(seed: UInt64) throws {
        let outcome = try Comparison.record.outcome(Scenario.rises(seed: seed))
        #expect(outcome.violations > 0)
        #expect(outcome.differences.isEmpty, "\(outcome.differences)")
    }

    private func sweep(_ comparison: Comparison, _ seed: UInt64, _ cases: UInt64, _ make: (UInt64) -> Scenario) throws {
        var failing: [UInt64] = []
        var violations: UInt64 = 0
        for number in 0..<cases {
            let caseSeed = seed * 1_000_000 + number
            let scenario = make(caseSeed)
            let outcome = try comparison.outcome(scenario)
            violations += UInt64(outcome.violations)
            if outcome.differences.isEmpty { continue }
            failing.append(caseSeed)
            guard failing.count <= Self.shown else { continue }
            let least = scenario.shrunk { (try? comparison.outcome($0).differences.isEmpty) == false }
            let text = least.text(inOrder: comparison == .replay)
            let lines = try [text] + comparison.outcome(least).differences
            Issue.record("\(comparison.rawValue), case \(caseSeed)\n\(lines.joined(separator: "\n"))")
        }
        #expect(failing.isEmpty, "\(failing.count) of \(cases) cases differ: \(failing.prefix(20))")
        // A sweep in which little happens shows little.
        #expect(violations > cases / 2)
    }
}
