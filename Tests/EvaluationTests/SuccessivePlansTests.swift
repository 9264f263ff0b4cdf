import Acoustics
import Analysis
import Evaluation
import EventTime
import ExamCalendar
import NoiseRules
import Records
import SQLiteStore
import TestSupport
import Testing

/// A service that takes up other plans on its way, and a replay of the same span by the plans that it went by.
@Suite("Plans that follow one another")
struct SuccessivePlansTests {
    @Test("a violation that goes on under another limit is found as it was recorded")
    func goesOn() throws {
        let run = try ReviewRun(Bench())
        try run.live(50, until: 60)
        try run.live(70, until: 90)
        let louder = try plan(run.bench, limit: 66)
        let stretches = try takeUp([louder], at: [90], run) { run in
            try run.live(70, until: 120)
            try run.live(50, until: 150)
        }
        try run.settle()
        let found = try replay(stretches, run, end: 300)
        #expect(found.count == 1)
        #expect(try differences(run, found).isEmpty)
        // By either plan alone it is another one.
        let alone = try replay([PlanStretch(from: .distantPast, plan: louder)], run, end: 300)
        #expect(try differences(run, alone).isEmpty == false)
    }

    @Test("a rule that is taken away closes, and one that comes opens by what its window holds")
    func comesAndGoes() throws {
        let run = try ReviewRun(Bench())
        try run.live(50, until: 30)
        try run.live(70, until: 80)
        var without = run.bench.plan
        without.rules = []
        let back = try plan(run.bench, limit: 62)
        let stretches = try takeUp([without, back], at: [80, 100], run) { run in
            try run.live(70, until: run.now == Bench.nine + .seconds(80) ? 100 : 130)
            if run.now == Bench.nine + .seconds(130) { try run.live(50, until: 170) }
        }
        try run.settle()
        let found = try replay(stretches, run, end: 300)
        #expect(found.count == 2)
        let differences = try differences(run, found)
        #expect(differences.isEmpty, "\(differences)")
    }

    @Test("levels and instants at random", arguments: 1...40 as ClosedRange<UInt64>)
    func random(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let run = try ReviewRun(Bench())
        var stretches = [PlanStretch(from: .distantPast, plan: run.bench.plan)]
        var second = 0
        for number in 0..<4 {
            if number > 0 {
                let next = try plan(run.bench, limit: Double(Int.random(in: 58...70, using: &random)))
                stretches.append(PlanStretch(from: run.now, plan: next))
                try run.restart(plan: next)
            }
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                second += Int.random(in: 2...40, using: &random)
                try run.live(Double(Int.random(in: 50...80, using: &random)), until: second)
            }
        }
        try run.live(40, until: second + 60)
        try run.settle()
        let found = try replay(stretches, run, end: second + 200)
        let differences = try differences(run, found)
        #expect(differences.isEmpty, "\(differences)")
    }

    @Test("readings that were on their way when the plan changed are those of the next plan")
    func onTheirWay() throws {
        let run = try ReviewRun(Bench())
        try run.live(50, until: 80)
        run.now = Bench.nine + .seconds(90)
        let louder = try plan(run.bench, limit: 70)
        let last = try run.bench.store.lastSequence()
        try run.restart(plan: louder)
        // Above the first limit, below the second.
        try run.hear(66, 80..<90)
        try run.live(50, until: 150)
        try run.settle()
        #expect(try run.record().isEmpty)
        func found(_ last: Int64?) throws -> Int {
            let stretches = [
                PlanStretch(from: .distantPast, plan: run.bench.plan),
                PlanStretch(from: Bench.nine + .seconds(90), lastSequenceBefore: last, plan: louder),
            ]
            return try replay(stretches, run, end: 300).count
        }
        #expect(try found(last) == 0)
        // By their time alone they are those of the plan before.
        #expect(try found(nil) == 1)
    }

    @Test(
        "levels and instants at random, with up to four seconds on their way",
        arguments: 1...40 as ClosedRange<UInt64>
    )
    func randomOnTheirWay(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let run = try ReviewRun(Bench())
        var stretches = [PlanStretch(from: .distantPast, plan: run.bench.plan)]
        var (second, heard) = (0, 0)
        for number in 0..<6 {
            if number > 0 {
                let next = try plan(run.bench, limit: Double(Int.random(in: 58...70, using: &random)))
                let last = try run.bench.store.lastSequence()
                stretches.append(PlanStretch(from: run.now, lastSequenceBefore: last, plan: next))
                try run.restart(plan: next)
            }
            // Plans may follow within a second, and no reading come between.
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                second += Int.random(in: 1...20, using: &random)
                run.now = Bench.nine + .seconds(Int64(second))
                let reach = max(heard, second - Int.random(in: 0...4, using: &random))
                try run.hear(Double(Int.random(in: 50...80, using: &random)), heard..<reach)
                heard = reach
                try run.turn()
            }
        }
        run.now = Bench.nine + .seconds(Int64(second + 60))
        try run.hear(40, heard..<(second + 60))
        try run.turn()
        try run.settle()
        let found = try replay(stretches, run, end: second + 200)
        let differences = try differences(run, found)
        #expect(differences.isEmpty, "\(differences)")
    }

    // MARK: the run

    private func plan(_ bench: Bench, limit: Double) throws -> Plan {
        var plan = bench.plan
        plan.rules[0].basis = .level(try #require(Level(decibels: limit)), document: "Notice 2")
        return plan
    }

    /// Each of `plans` is taken up at its second, and then `live` goes on.
    private func takeUp(
        _ plans: [Plan],
        at seconds: [Int],
        _ run: ReviewRun,
        live: (ReviewRun) throws -> Void
    ) throws -> [PlanStretch] {
        var stretches = [PlanStretch(from: .distantPast, plan: run.bench.plan)]
        for (plan, second) in zip(plans, seconds) {
            try #require(run.now == Bench.nine + .seconds(Int64(second)))
            stretches.append(PlanStretch(from: run.now, plan: plan))
            try run.restart(plan: plan)
            try live(run)
        }
        return stretches
    }

    private func replay(_ stretches: [PlanStretch], _ run: ReviewRun, end: Int) throws -> [ViolationOutcome] {
        let range = TimeRange(start: Bench.nine, end: Bench.nine + .seconds(Int64(end)))
        let store = run.bench.store
        var replay = try StoredReplay(successive: [stretches], journal: store, store: store, range: range)
        return ViolationOutcome.outcomes(of: try replay.verdicts(store, now: run.now)[0])
    }

    private func differences(_ run: ReviewRun, _ found: [ViolationOutcome]) throws -> [OutcomeDifference] {
        OutcomeDifference.between(try run.record().compactMap(\.outcome), found)
    }
}
