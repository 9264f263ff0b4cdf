import Evaluation
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Sites
import Testing

@Suite("Silence of sensors while the collector itself receives nothing")
struct BlindnessTests {
    private func silent(_ verdicts: [Verdict]) -> [Instant] {
        verdicts.compactMap { verdict in
            guard case .sensor(let change) = verdict, change.step == .silent else { return nil }
            return change.at
        }
    }

    @Test("an outage is no silence: what is left of the time counts behind it")
    func outage() throws {
        let bench = try Bench()
        var plan = bench.plan
        plan.sensors = [plan.sensors[0]]
        plan.sensors[0].silentAfter = .seconds(60)
        var evaluator = try bench.evaluator(plan: plan)
        let reception = Reception()
        reception.resumed(at: Bench.nine)
        func second(_ n: Int64) -> Instant { Bench.nine + .seconds(n) }
        func tick(_ n: Int64) throws -> [Instant] {
            silent(try evaluator.tick(now: second(n), watermark: second(n), reception: reception))
        }
        try bench.append([Bench.reading(0, 50)], receivedAt: second(1))
        _ = try evaluator.step(now: second(1))
        reception.heard(at: second(1))
        // The connection is dead from second 21 on, which is noticed at second 150.
        reception.heard(at: second(21))
        #expect(try tick(149) == [])
        reception.interrupted(at: second(150))
        #expect(try tick(3600) == [])
        reception.resumed(at: second(3600))
        reception.heard(at: second(3638))
        #expect(try tick(3643) == [])
        // Twenty seconds before the outage and forty behind it.
        reception.heard(at: second(3642))
        #expect(try tick(3647) == [second(3640)])
    }

    @Test("a service that was never subscribed blames nobody")
    func never() throws {
        let bench = try Bench()
        var plan = bench.plan
        plan.sensors[0].silentAfter = .seconds(60)
        var evaluator = try bench.evaluator(plan: plan)
        let reception = Reception()
        reception.interrupted(at: Bench.nine)
        let now = Bench.nine + .hours(1)
        #expect(silent(try evaluator.tick(now: now, watermark: .distantPast, reception: reception)) == [])
        #expect(silent(try evaluator.tick(now: now, watermark: .distantPast)).count == 1)
    }
}
