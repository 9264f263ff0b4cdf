import Acoustics
import EventTime
import ExamCalendar
import NoiseRules
import Readings
import Records
import Sites
import Testing

@testable import Evaluation

@Suite("What came together is judged in the order of ends")
struct BatchOrderTests {
    private func reading(_ second: Int64, _ milliseconds: Int64 = 1000) -> Reading {
        Reading(
            start: Bench.nine + .seconds(second) - .milliseconds(milliseconds),
            duration: .milliseconds(milliseconds),
            LAeq: .minimum
        )
    }

    @Test("by end, then by the sensors' ids, then the shorter; equal ones as they came; and what is left of whom")
    func order() {
        let sensors = [
            SensorID(site: "b", sensor: "x"), SensorID(site: "a", sensor: "y"), SensorID(site: "a", sensor: "x"),
        ]
        #expect(Judge.ranks(of: sensors) == [2, 1, 0])
        var batch = BatchOrder(ranks: Judge.ranks(of: sensors))
        batch.add(reading(5), of: 0)
        batch.add(reading(6), of: 0)
        batch.add(reading(5, 2000), of: 2)
        batch.add(reading(5), of: 2)
        batch.add(reading(4), of: 1)
        var taken: [String] = []
        batch.drain { sensor, reading, isLast in
            let done = sensors.indices.filter(isLast).map(String.init).joined()
            taken.append(
                "\(sensors[sensor]) \((reading.end - Bench.nine).milliseconds / 1000) \(reading.duration.milliseconds) \(done)"
            )
        }
        #expect(taken == ["a/y 4 1000 1", "a/x 5 1000 1", "a/x 5 2000 12", "b/x 5 1000 12", "b/x 6 1000 012"])
    }

    @Test("the newest stay where earlier ones may still come")
    func kept() {
        var batch = BatchOrder(ranks: [0])
        var taken: [Int64] = []
        func drain(_ kept: TimeSpan?) {
            batch.drain(keeping: kept) { _, reading, _ in taken.append((reading.end - Bench.nine).milliseconds / 1000) }
        }
        for second in [100, 30, 200] as [Int64] { batch.add(reading(second), of: 0) }
        drain(.seconds(60))
        #expect(taken == [30, 100])
        batch.add(reading(150), of: 0)
        drain(.seconds(60))
        #expect(taken == [30, 100])
        drain(nil)
        #expect(taken == [30, 100, 150, 200])
        drain(nil)
        #expect(taken.count == 4)
    }

    @Test("two sensors that came one behind the other are heard together")
    func together() throws {
        let bench = try Bench()
        var plan = bench.plan
        plan.sensors[1].placement = .constructionBoundary
        plan.sensors[1].instrumentClass = .class1
        // The second one is loud first.
        try bench.append(
            (0..<400).map { try Bench.reading($0, $0 < 300 ? 50 : 80) },
            receivedAt: Bench.nine + .minutes(10)
        )
        try bench.append(
            (0..<400).map { try Bench.reading($0, $0 < 100 ? 50 : 80) },
            of: Bench.yard,
            receivedAt: Bench.nine + .minutes(10)
        )
        var evaluator = try bench.evaluator(at: Bench.nine + .minutes(10), plan: plan)
        _ = try evaluator.step(now: Bench.nine + .minutes(10))
        let opened = try bench.changes().filter { $0.step == .opened }
        #expect(opened.map { ($0.openedAt - Bench.nine).milliseconds / 1000 } == [101])
        #expect(opened.first?.finding.sensor == "yard")
    }
}
