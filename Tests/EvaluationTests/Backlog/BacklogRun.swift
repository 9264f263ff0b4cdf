import Acoustics
import Analysis
import Evaluation
import EventTime
import ExamCalendar
import Foundation
import Ingest
import Logging
import Mosquitto
import NoiseRules
import Records
import Running
import SQLiteStore
import SensorPayloads
import ServiceLifecycle
import Sites
import Synchronization
import TestSupport

/// A case with a real broker, a real store and the service's own stages: live, away, back, and then the record against
/// a replay of the journal.
final class BacklogRun {
    private let plan: Plan
    private let backlog: BacklogCase
    private let directory: TemporaryDirectory
    private let broker: MosquittoServer
    private let store: SQLiteStore
    private let clock: RunningClock
    private let log = RecordedLog()

    /// What came of it.
    struct Outcome {
        /// One line each; empty when the record equals the replay.
        var differences: [String]
        var violations: Int
        /// Messages that waited.
        var waited: Int
    }

    struct TimeOver: Error, CustomStringConvertible {
        var description: String
    }

    init(_ backlog: BacklogCase) throws {
        self.backlog = backlog
        plan = backlog.scenario.plan
        directory = try TemporaryDirectory()
        var options = MosquittoServer.Options()
        options.maxInFlight = backlog.inFlight
        options.logsPackets = false
        // It is not killed here; saving after each change would take most of the time.
        options.keeping = ["persistence true", "autosave_interval 600"]
        broker = try MosquittoServer(options)
        store = try SQLiteStore(path: directory.path("quiethours.db"))
        clock = RunningClock(at: backlog.scenario.start, speed: backlog.speed)
    }

    /// Blocks.
    func outcome() throws -> Outcome {
        let live = backlog.messages(after: .distantPast, until: backlog.away)
        let waiting = backlog.messages(after: backlog.away, until: backlog.back)
        let later = backlog.messages(after: backlog.back, until: .distantFuture)
        clock.pass(until: backlog.away)
        let first = try Collector(self)
        try first.wait("take what came live") {
            $0.acknowledged >= live.count
        } meanwhile: {
            try publish(live)
        }
        try first.stop()
        try publish(waiting)
        clock.pass(until: backlog.back)
        let second = try Collector(self)
        try second.wait("take what waited") {
            $0.acknowledged >= waiting.count
        } meanwhile: {
        }
        if !later.isEmpty {
            clock.pass(until: backlog.scenario.end)
            try second.wait("take the rest") {
                $0.acknowledged >= waiting.count + later.count
            } meanwhile: {
                try publish(later)
            }
        }
        // Everything ends: rules without readings, and what is judged again.
        for _ in 0..<12 {
            clock.pass(until: clock.now + .minutes(15))
            Thread.sleep(forTimeInterval: 0.02)
        }
        var found = try differences()
        let end = Date(timeIntervalSinceNow: 20)
        while !found.isEmpty, Date() < end {
            clock.pass(until: clock.now + .seconds(20))
            Thread.sleep(forTimeInterval: 0.05)
            found = try differences()
        }
        let violations = try store.violations(openOnly: false, limit: 100_000).count
        try second.stop()
        let errors = log.lines(.error).map(\.description)
        // And it stays so.
        return Outcome(
            differences: try found.isEmpty ? differences() + errors : found + errors,
            violations: violations,
            waited: waiting.count
        )
    }

    private func publish(_ messages: [BacklogCase.Message]) throws {
        let publisher = try MosquittoPublisher(options: broker.options(clientID: "sensors"), window: 1000)
        for message in messages { try publisher.publish(topic: message.topic, payload: message.payload) }
        try publisher.flush(milliseconds: 60_000)
        try publisher.disconnect()
    }

    /// As `replay --against-record` finds them.
    private func differences() throws -> [String] {
        let scenario = backlog.scenario
        let range = TimeRange(start: scenario.start - .hours(1), end: scenario.end + .hours(1))
        var replay = try StoredReplay(plans: [plan], journal: store, store: store, range: range)
        let verdicts = try replay.verdicts(store, now: clock.now).first ?? []
        let record = try plan.sites.flatMap { try store.violations(atSite: $0.id, touching: range) }
        let differences = OutcomeDifference.between(
            record.compactMap(\.outcome).sorted { $0.openedAt < $1.openedAt },
            ViolationOutcome.outcomes(of: verdicts)
        )
        return differences.map { text($0) }
    }

    private func text(_ difference: OutcomeDifference) -> String {
        func span(_ outcome: ViolationOutcome) -> String {
            let seconds = [outcome.openedAt, outcome.closedAt ?? .distantFuture].map {
                "\(($0 - backlog.scenario.start).seconds)"
            }
            return
                "\(outcome.subject.site) \(outcome.subject.source) \(outcome.subject.kind) \(seconds.joined(separator: "-")) "
                + "\(outcome.worst.rule) \(outcome.worst.sensor) \(outcome.worst.exceedanceTenths ?? 0)"
        }
        return switch difference {
        case .appears(let outcome, _): "missing in the record: \(span(outcome))"
        case .vanishes(let outcome, _): "only in the record: \(span(outcome))"
        case .changes(let before, let after): "record \(span(before)), replay \(span(after))"
        }
    }

    /// Ingest and evaluation as the service runs them, until `stop`.
    private final class Collector {
        private let group: ServiceGroup
        private let ended = DispatchSemaphore(value: 0)
        private let error = SharedError()
        private let statistics = IngestStatistics()
        private let bell = WakeSignal()

        private final class SharedError: Sendable {
            let value = Mutex<(any Error)?>(nil)
        }

        init(_ run: BacklogRun) throws {
            let (clock, store, bell) = (run.clock, run.store, bell)
            let watermark = IngestWatermark()
            let reception = Reception()
            let evaluation = EvaluationService(
                inputs: EvaluationInputs(plan: run.plan, journal: store, store: store, routing: { _, _ in [] }),
                intake: EvaluationIntake(wake: bell, watermark: watermark, reception: reception),
                notified: {},
                time: TimeSource(now: { clock.now }),
                log: run.log.logger
            )
            var options = run.broker.options(clientID: "collector")
            options.protocolVersion = run.backlog.version
            options.limits.receiveMaximum = UInt16(run.backlog.inFlight)
            let ingest = try IngestService(
                settings: BrokerSettings(connection: options, password: nil, batchLimit: run.backlog.batch),
                intake: SensorIntake(run.plan),
                journal: store,
                sessionLog: store,
                expectsSession: try store.hasReceived(),
                wakeSignal: { bell.signal() },
                watermark: watermark,
                reception: reception,
                recall: { try $0.recall(from: store) },
                time: TimeSource(now: { clock.now }, monotonic: { clock.monotonic }, random: { 0 }),
                statistics: statistics,
                logger: run.log.logger
            )
            let services: [any Service] = [evaluation, ingest]
            var quiet = Logger(label: "group")
            quiet.logLevel = .critical
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
                    logger: quiet
                )
            )
            self.group = group
            let (ended, error) = (ended, error)
            Task {
                do {
                    try await group.run()
                } catch let failure {
                    error.value.withLock { $0 = failure }
                }
                ended.signal()
            }
            try wait("subscribe") {
                $0.subscriptions > 0
            } meanwhile: {
            }
        }

        func wait(
            _ what: String,
            until done: (IngestStatistics.Counts) -> Bool,
            meanwhile body: () throws -> Void
        ) throws {
            try body()
            let end = Date(timeIntervalSinceNow: 120)
            while !done(statistics.counts) {
                if let error = error.value.withLock({ $0 }) { throw error }
                guard Date() < end else { throw TimeOver(description: "could not \(what): \(statistics.counts)") }
                Thread.sleep(forTimeInterval: 0.01)
            }
        }

        func stop() throws {
            Task { [group] in await group.triggerGracefulShutdown() }
            guard ended.wait(timeout: .now() + 60) == .success else { throw TimeOver(description: "could not stop") }
            if let error = error.value.withLock({ $0 }) { throw error }
        }
    }
}
