import Evaluation
import EventTime
import NoiseRules
import Records
import SQLiteStore
import Testing

/// A store of a release that knew the plan by a fingerprint which cannot be compared.
@Suite("A plan that an earlier release knew by other signs") struct EarlierPlanTests {
    @Test(
        "is the same where its files were in use before the late readings' time, and another where they came after",
        arguments: [(-3600, true), (200, false), (nil, false)] as [(Int64?, Bool)]
    )
    func late(inUseSince: Int64?, isJudged: Bool) throws {
        let bench = try Bench()
        var evaluator = try bench.evaluator()
        try bench.append((0..<100).map { try Bench.reading($0, 50) })
        try bench.append((160..<300).map { try Bench.reading($0, 50) })
        var now = Bench.nine + .seconds(301)
        _ = try evaluator.step(now: now)
        let piece = JudgeMemory(kind: .plan, key: "school")
        let cursor = try bench.store.evaluationPoint().cursor
        let memory: [JudgeMemory: [UInt8]?] = [piece: Array(#"{"fingerprint":"a1b2"}"#.utf8)]
        _ = try bench.store.commit(VerdictBatch(cursor: cursor, memory: memory))

        evaluator = try Evaluator(
            inputs: EvaluationInputs(
                plan: bench.plan,
                journal: bench.store,
                store: bench.store,
                routing: { _, _ in [] },
                orders: bench.store,
                planSince: { inUseSince.map { Bench.nine + .seconds($0) } }
            ),
            now: now
        )
        try bench.append((100..<160).map { try Bench.reading($0, 75) }, receivedAt: now)
        var passedOver = 0
        for _ in 0..<10 {
            now = now + .seconds(60)
            _ = try evaluator.step(now: now)
            _ = try evaluator.tick(now: now, watermark: now)
            var outcome: Evaluator.ReviewOutcome
            repeat {
                outcome = try evaluator.review(now: now, watermark: now)
                passedOver += outcome.passedOver.count
            } while outcome.isGoing
        }
        #expect(try bench.changes().map(\.step) == (isJudged ? [.opened, .closed] : []))
        #expect((passedOver == 0) == isJudged)
        // From now on it is known by the digest of today, and compared.
        let body = try #require(try bench.store.evaluationPoint().memory[piece])
        #expect(String(decoding: body, as: UTF8.self).contains("\"digest\":\"1-"))
    }
}
