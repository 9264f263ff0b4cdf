import Acoustics
import Analysis
import Evaluation
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import TestSupport
import Testing

@Suite("A restart in the middle of a backlog")
struct RestartInBacklogTests {
    /// The gate's readings of some seconds of the morning, quiet but from 48 to 51 s; they come two hours later.
    private static func arrival(_ seconds: Range<Int64>) -> Arrival {
        let readings = seconds.compactMap { second in
            Level(decibels: (48..<51).contains(second) ? 75 : 45).map {
                Reading(start: Bench.nine + .seconds(second), duration: .seconds(1), LAeq: $0)
            }
        }
        return Arrival(
            receivedAt: Bench.nine + .hours(2),
            origin: .mqtt,
            messages: [SensorMessage(sensor: Bench.gate, readings: readings)]
        )
    }

    @Test("its windows are as full as before", arguments: [30, 49, 50, 51, 60])
    func windows(restart: Int64) throws {
        let bench = try Bench()
        let store = bench.store
        var now = Bench.nine + .hours(2)
        func evaluator() throws -> Evaluator {
            try Evaluator(
                inputs: EvaluationInputs(plan: bench.plan, journal: store, store: store, routing: { _, _ in [] }),
                now: now
            )
        }
        var current = try evaluator()
        _ = try store.append(Self.arrival(0..<restart))
        _ = try current.step(now: now)
        current = try evaluator()
        _ = try store.append(Self.arrival(restart..<120))
        _ = try current.step(now: now)
        for _ in 0..<20 {
            now = now + .minutes(1)
            _ = try current.tick(now: now, watermark: now)
            while try current.review(now: now, watermark: now).isGoing {}
        }
        let range = TimeRange(start: Bench.nine, end: Bench.nine + .hours(1))
        var replay = try StoredReplay(plans: [bench.plan], journal: store, store: store, range: range)
        let expected = ViolationOutcome.outcomes(of: try replay.verdicts(store, now: now).first ?? [])
        let record = try store.violations(atSite: "school", touching: range).compactMap(\.outcome)
        #expect(expected.count == 1)
        #expect(record.count == 1)
        #expect(OutcomeDifference.between(record, expected).isEmpty, "\(record) \(expected)")
    }
}
