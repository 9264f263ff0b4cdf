import Acoustics
import Evaluation
import EventTime
import NoiseRules
import Readings
import Records
import SQLiteStore
import SensorPayloads
import Sites
import StorePorts
import TestSupport

/// A bench whose evaluator is fed, ticked and asked to review as the service does it.
final class ReviewRun {
    let bench: Bench
    private let plan: Plan?
    private var evaluator: Evaluator
    var now = Bench.nine
    private(set) var corrections: [ViolationChange] = []
    private(set) var passedOver = 0

    init(_ bench: Bench, plan: Plan? = nil) throws {
        self.bench = bench
        self.plan = plan
        evaluator = try bench.evaluator(plan: plan)
    }

    func restart(plan other: Plan? = nil) throws { evaluator = try bench.evaluator(at: now, plan: other ?? plan) }

    /// Seconds from `start` on, arriving now over MQTT, or from a file.
    func hear(
        _ decibels: Double,
        _ seconds: Range<Int>,
        of sensor: SensorID = Bench.gate,
        origin: Arrival.Origin = .mqtt,
        file: Int64? = nil,
        historical: Bool = false
    ) throws {
        let readings = try seconds.map { second in
            var reading = try Bench.reading(second, decibels)
            reading.historical = historical
            return reading
        }
        _ = try bench.store.append(
            Arrival(
                receivedAt: now,
                origin: origin,
                file: file,
                messages: [SensorMessage(sensor: sensor, readings: readings)]
            )
        )
        _ = try evaluator.step(now: now)
    }

    func obey() throws { _ = try evaluator.obey(now: now) }

    /// Hears as it happens.
    func live(_ decibels: Double, until second: Int) throws {
        let from = Int((now - Bench.nine).milliseconds / 1000)
        now = Bench.nine + .seconds(Int64(second))
        try hear(decibels, from..<second)
        try turn()
    }

    func turn() throws {
        _ = try evaluator.step(now: now)
        _ = try evaluator.tick(now: now, watermark: now)
        var outcome: Evaluator.ReviewOutcome
        repeat {
            outcome = try evaluator.review(now: now, watermark: now)
            corrections += outcome.corrections
            passedOver += outcome.passedOver.count
        } while outcome.isGoing
    }

    /// Time passes until everything has settled.
    func settle() throws {
        for _ in 0..<10 {
            now = now + .seconds(60)
            try turn()
        }
    }

    func record() throws -> [ViolationRecord] {
        try bench.store.violations(openOnly: false, limit: 100).compactMap { try bench.store.violation($0.id) }
            .sorted { $0.openedAt < $1.openedAt }
    }

    /// Steps that were told by the log, in order.
    func told() throws -> [ViolationChange.Step] {
        try bench.store.dueAlerts(at: .distantFuture, channel: .log, limit: 1000).compactMap { alert in
            guard case .violation(let change) = alert.subject else { return nil }
            return change.step
        }
    }
}
