import Acoustics
import Analysis
import Evaluation
import EventTime
import ExamCalendar
import Foundation
import NoiseRules
import Readings
import Records
import Running
import SQLiteStore
import SensorPayloads
import ServiceLifecycle
import Sites
import StorePorts
import Synchronization
import TestSupport
import Testing

/// What ingest stores and announces after evaluation has read the journal, and before it lets time pass.
@Suite("A journal that grows behind the reader")
struct GrowingJournalTests {
    /// A store that runs something of the test's once, right after it was read to its end.
    private final class GrowingJournal: Journal {
        private let store: SQLiteStore
        private let growth = Mutex<(@Sendable () throws -> Void)?>(nil)

        init(_ store: SQLiteStore) {
            self.store = store
        }

        func growsAfterNextRead(_ body: @escaping @Sendable () throws -> Void) {
            growth.withLock { $0 = body }
        }

        func forEachEntry(
            after sequence: Int64,
            limit: Int,
            _ body: (borrowing JournalEntry) -> Void
        ) throws -> Int64? {
            let last = try store.forEachEntry(after: sequence, limit: limit, body)
            let growth = growth.withLock { growth in
                defer { growth = nil }
                return growth
            }
            try growth?()
            return last
        }

        func append(_ arrival: Arrival) throws -> AppendOutcome { try store.append(arrival) }
        func keys(of sensors: [SensorID]) throws -> [SensorID: SensorKey] { try store.keys(of: sensors) }
        func knownKeys() throws -> [SensorID: SensorKey] { try store.knownKeys() }
        func firstSequence(startingFrom instant: Instant) throws -> Int64? {
            try store.firstSequence(startingFrom: instant)
        }
        func firstSequence(receivedFrom instant: Instant) throws -> Int64 {
            try store.firstSequence(receivedFrom: instant)
        }
        func rejected(limit: Int) throws -> [RejectedPayload] { try store.rejected(limit: limit) }
        func lastSequence() throws -> Int64 { try store.lastSequence() }

        func forEachReading(
            startingIn range: TimeRange,
            sensors: Set<SensorKey>?,
            _ body: (borrowing JournalEntry) -> Void
        ) throws {
            try store.forEachReading(startingIn: range, sensors: sensors, body)
        }

        func forEachReading(
            startingIn range: TimeRange,
            reachingBehind instant: Instant,
            sensors: Set<SensorKey>,
            _ body: (borrowing JournalEntry) -> Void
        ) throws {
            try store.forEachReading(startingIn: range, reachingBehind: instant, sensors: sensors, body)
        }
    }

    private static func arrival(_ seconds: Range<Int64>, loud: Range<Int64>) -> Arrival {
        let readings = seconds.compactMap { second in
            Level(decibels: loud.contains(second) ? 85 : 45).map {
                Reading(start: Bench.nine + .seconds(second), duration: .seconds(1), LAeq: $0)
            }
        }
        return Arrival(
            receivedAt: Bench.nine + .seconds(seconds.upperBound),
            origin: .mqtt,
            messages: [SensorMessage(sensor: Bench.gate, readings: readings)]
        )
    }

    @Test("is judged once: nothing is judged again before it was judged live")
    func reviewOfWhatWasNotJudged() async throws {
        let bench = try Bench()
        let store = bench.store
        let journal = GrowingJournal(store)
        let clock = RunningClock(at: Bench.nine + .seconds(66), speed: 1)
        let (watermark, wake) = (IngestWatermark(), WakeSignal())
        let service = EvaluationService(
            inputs: EvaluationInputs(plan: bench.plan, journal: journal, store: store, routing: { _, _ in [] }),
            intake: EvaluationIntake(wake: wake, watermark: watermark),
            notified: {},
            time: TimeSource(now: { clock.now }),
            log: RecordedLog().logger
        )
        // The first noise ends, and is to be judged again, because two sensors speak for the site.
        _ = try store.append(Self.arrival(0..<60, loud: 0..<20))
        watermark.move(to: Bench.nine + .seconds(60))
        let group = ServiceGroup(services: [service], logger: RecordedLog().logger)
        let running = Task { try await group.run() }
        func wait(_ done: () throws -> Bool) async throws {
            let end = ContinuousClock.now + .seconds(30)
            while try !done(), ContinuousClock.now < end {
                wake.signal()
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        try await wait { try store.violations(openOnly: false, limit: 9).contains { $0.closedAt != nil } }
        // Now a second noise comes in right behind the reader.
        journal.growsAfterNextRead {
            _ = try store.append(Self.arrival(60..<165, loud: 70..<85))
            watermark.move(to: Bench.nine + .seconds(165))
            clock.pass(until: Bench.nine + .seconds(170))
        }
        try await wait { service.statistics.counts.judged == 165 }
        clock.pass(until: Bench.nine + .seconds(600))
        try await wait { try store.violations(openOnly: false, limit: 9).count { $0.closedAt != nil } == 2 }
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(service.statistics.counts.conflicts == 0)
        let range = TimeRange(start: Bench.nine, end: Bench.nine + .seconds(200))
        var replay = try StoredReplay(plans: [bench.plan], journal: store, store: store, range: range)
        let verdicts = try replay.verdicts(store, now: clock.now).first ?? []
        let record = try store.violations(atSite: "school", touching: range).compactMap(\.outcome)
        #expect(record.count == 2)
        #expect(OutcomeDifference.between(record, ViolationOutcome.outcomes(of: verdicts)).isEmpty)
        // Opened and closed live, each once.
        for violation in try store.violations(openOnly: false, limit: 9) {
            let changes = try #require(try store.violation(violation.id)).changes
            #expect(changes.allSatisfy { $0.correction == nil }, "\(changes)")
        }
    }
}
