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
import Synchronization
import Testing

@Suite("Evaluation continues from the durable cursor")
struct EvaluatorTests {
    /// Ten minutes with three loud stretches.
    private func levels() -> [Double] {
        (0..<600).map { second in
            switch second {
            case 60..<100, 250..<262, 400..<520: 70 + Double(second % 13)
            default: 45 + Double(second % 5)
            }
        }
    }

    private func undisturbed() throws -> [ViolationChange] {
        let bench = try Bench()
        for (second, level) in levels().enumerated() { try bench.append([Bench.reading(second, level)]) }
        var evaluator = try bench.evaluator()
        #expect(try evaluator.step(now: Bench.nine + .minutes(10)).judged == 600)
        return try bench.changes()
    }

    @Test("whatever the batches and wherever it is restarted", arguments: [1, 2, 3, 4, 5])
    func restarts(seed: UInt64) throws {
        var random = seed &* 0x9e37_79b9_7f4a_7c15
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        let bench = try Bench()
        let levels = levels()
        var second = 0
        var evaluator = try bench.evaluator()
        while second < levels.count {
            let end = min(levels.count, second + 1 + next(40))
            try bench.append(try (second..<end).map { try Bench.reading($0, levels[$0]) })
            second = end
            let now = Bench.nine + .seconds(Int64(second)) + .milliseconds(200)
            if next(3) > 0 { _ = try evaluator.step(now: now) }
            if next(3) == 0 { evaluator = try bench.evaluator(at: now) }
        }
        _ = try evaluator.step(now: Bench.nine + .minutes(10))
        let expected = try undisturbed()
        #expect(try bench.changes() == expected)
        #expect(expected.filter { $0.step == .opened }.count == 3)
        #expect(expected.filter { $0.step == .closed }.count == 3)
        let alerts = try [ChannelName.mail, .log].flatMap {
            try bench.store.dueAlerts(at: .distantFuture, channel: $0, limit: 1000).map(\.id)
        }
        #expect(alerts.count == expected.count * 2)
        #expect(Set(alerts).count == alerts.count)
    }

    /// A store whose commits fail now and then.
    private final class FailingStore: VerdictStore {
        private let store: any VerdictStore
        private let commits = Mutex(0)

        init(_ store: any VerdictStore) {
            self.store = store
        }

        func evaluationPoint() throws -> EvaluationPoint { try store.evaluationPoint() }

        func commit(_ batch: VerdictBatch) throws -> [ViolationChange] {
            let number = commits.withLock { count in
                count += 1
                return count
            }
            if number % 3 == 0 { throw DiskFull() }
            return try store.commit(batch)
        }

        func violations(atSite site: SiteID, touching range: TimeRange) throws -> [ViolationRecord] {
            try store.violations(atSite: site, touching: range)
        }

        func isTold(_ violation: ViolationID) throws -> Bool { try store.isTold(violation) }

        struct DiskFull: Error {}
    }

    @Test("a commit that failed is judged again, and nothing is told twice or lost")
    func failedCommits() throws {
        let bench = try Bench()
        let failing = FailingStore(bench.store)
        var evaluator: Evaluator?
        var failures = 0
        for (second, level) in levels().enumerated() {
            try bench.append([Bench.reading(second, level)])
            let now = Bench.nine + .seconds(Int64(second + 1))
            do {
                var current = try evaluator ?? bench.evaluator(at: now, store: failing)
                evaluator = nil
                _ = try current.step(now: now)
                evaluator = current
            } catch is FailingStore.DiskFull {
                failures += 1
            }
        }
        var last = try bench.evaluator()
        _ = try last.step(now: Bench.nine + .minutes(10))
        #expect(failures > 100)
        #expect(try bench.changes() == undisturbed())
    }

    @Test("old data imported in between changes nothing, also when a restart follows")
    func importInBetween() throws {
        let bench = try Bench()
        let levels = levels()
        try bench.append(try (0..<70).map { try Bench.reading($0, levels[$0]) })
        var evaluator = try bench.evaluator()
        _ = try evaluator.step(now: Bench.nine + .seconds(70))
        // A year ago, arriving now.
        let old = try (0..<1000).map { second in
            var reading = try Bench.reading(second - 365 * 86_400, 90)
            reading.historical = true
            return reading
        }
        try bench.append(old, receivedAt: Bench.nine + .seconds(70))
        _ = try evaluator.step(now: Bench.nine + .seconds(71))
        evaluator = try bench.evaluator(at: Bench.nine + .seconds(71))
        try bench.append(
            try (70..<600).map { try Bench.reading($0, levels[$0]) },
            receivedAt: Bench.nine + .seconds(95)
        )
        _ = try evaluator.step(now: Bench.nine + .minutes(10))
        #expect(try bench.changes() == undisturbed())
    }

    @Test("the worst finding is kept up to date between two changes")
    func worst() throws {
        let bench = try Bench()
        try bench.append(try (0..<20).map { try Bench.reading($0, 70) })
        var evaluator = try bench.evaluator()
        _ = try evaluator.step(now: Bench.nine + .seconds(20))
        try bench.append(try (20..<40).map { try Bench.reading($0, 73) })
        _ = try evaluator.step(now: Bench.nine + .seconds(40))
        let record = try #require(try bench.store.violations(openOnly: true, limit: 1).first)
        #expect(record.worst.level?.text == "73.0")
        #expect(try bench.changes().count == 1)
    }

    @Test("the edge of a session is passed by the timer, but not while readings from before it may be on their way")
    func edgeByTimer() throws {
        let bench = try Bench()
        var evaluator = try bench.evaluator()
        try bench.append(try (8940..<9000).map { try Bench.reading($0, 80) })
        _ = try evaluator.step(now: Bench.nine + .seconds(9001))
        #expect(try bench.changes().map(\.step) == [.opened])
        let heard = Bench.nine + .hours(4)
        #expect(try evaluator.tick(now: Bench.nine + .seconds(9004), watermark: heard).isEmpty)
        #expect(try evaluator.tick(now: Bench.nine + .seconds(9060), watermark: Bench.nine).isEmpty)
        #expect(try evaluator.tick(now: Bench.nine + .seconds(9060), watermark: .distantPast).isEmpty)
        _ = try evaluator.tick(now: Bench.nine + .seconds(9006), watermark: heard)
        let closed = try #require(try bench.changes().last)
        #expect(closed.reason == .ruleEnded)
        #expect(closed.at == Bench.nine + .minutes(150))
    }
}

@Suite("What happened while nobody could hear it (Kapacitor forgets or floods on restart)")
struct BacklogTests {
    private static let hour = TimeSpan.hours(1)

    private func alerts(_ bench: Bench) throws -> [Alert] {
        try bench.store.dueAlerts(at: .distantFuture, channel: .log, limit: 1000)
    }

    /// An hour of readings that all come in at its end; loud in the given seconds.
    private func backlog(_ loud: [Range<Int>]) throws -> Bench {
        let bench = try Bench()
        let readings = try (0..<3600).map { second in
            try Bench.reading(second, loud.contains { $0.contains(second) } ? 75 : 50)
        }
        try bench.append(readings, receivedAt: Bench.nine + BacklogTests.hour)
        return bench
    }

    @Test("every violation is in the record, and only the one that is still on is told, once")
    func stillOn() throws {
        let bench = try backlog([100..<200, 1000..<1100, 2000..<2100, 2400..<3600])
        var evaluator = try bench.evaluator(at: Bench.nine + BacklogTests.hour)
        let now = Bench.nine + BacklogTests.hour
        _ = try evaluator.step(now: now)
        #expect(try bench.changes().map(\.step) == [.opened, .closed, .opened, .closed, .opened, .closed, .opened])
        #expect(try alerts(bench).isEmpty)
        // A restart in between changes nothing.
        evaluator = try bench.evaluator(at: now)
        _ = try evaluator.step(now: now)
        let told = try evaluator.tick(now: now, watermark: now)
        #expect(told.count == 1)
        #expect(try alerts(bench).count == 1)
        evaluator = try bench.evaluator(at: now)
        #expect(try evaluator.tick(now: now + .seconds(1), watermark: now).isEmpty)
        let open = try #require(try bench.store.violations(openOnly: true, limit: 10).first)
        #expect(try alerts(bench).map(\.id.text) == ["\(open.id).1.bureau.log"])

        // Its end is told as well.
        try bench.append(try (3600..<3630).map { try Bench.reading($0, 50) })
        _ = try evaluator.step(now: now + .seconds(30))
        #expect(try alerts(bench).count == 2)
    }

    @Test("what is over is recorded and not told")
    func over() throws {
        let bench = try backlog([100..<200, 2000..<2100])
        let now = Bench.nine + BacklogTests.hour
        var evaluator = try bench.evaluator(at: now)
        _ = try evaluator.step(now: now)
        _ = try evaluator.tick(now: now, watermark: now)
        #expect(try bench.changes().count == 4)
        #expect(try alerts(bench).isEmpty)
    }

    @Test("the end of what was told before the outage is told, however late it becomes known")
    func endAfterOutage() throws {
        let bench = try Bench()
        var evaluator = try bench.evaluator()
        try bench.append(try (0..<60).map { try Bench.reading($0, 75) })
        _ = try evaluator.step(now: Bench.nine + .seconds(60))
        #expect(try alerts(bench).count == 1)
        try bench.append(try (60..<3600).map { try Bench.reading($0, 50) }, receivedAt: Bench.nine + BacklogTests.hour)
        _ = try evaluator.step(now: Bench.nine + BacklogTests.hour)
        #expect(try alerts(bench).count == 2)
    }

    @Test("what a command brings is not judged")
    func imported() throws {
        let bench = try Bench()
        _ = try bench.store.append(
            Arrival(
                receivedAt: Bench.nine + .hours(1),
                origin: .file,
                messages: [
                    SensorMessage(sensor: Bench.gate, readings: try (0..<60).map { try Bench.reading($0, 80) })
                ]
            )
        )
        var evaluator = try bench.evaluator()
        #expect(try evaluator.step(now: Bench.nine + .hours(1)).judged == 60)
        #expect(try bench.changes().isEmpty)
    }
}
