import ArgumentParser
import Collector
import Evaluation
import EventTime
import ExamCalendar
import Foundation
import Ingest
import Logging
import Notifications
import Records
import Running
import SensorPayloads
import ServiceLifecycle
import ServiceSettings
import Sites
import StorePorts

/// `quiethours-bench durable`, started by `ingest`: the service's own way from the broker into the journal, and on to
/// the verdicts.
struct DurableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "durable", shouldDisplay: false)

    @OptionGroup var subscriber: SubscriberOptions
    @Option var store: String
    @Flag(help: "Without evaluation.") var withoutJudging = false

    func run() throws {
        endWithParent()
        let load = subscriber.load
        let plan = Plan.measured(sensors: load.sensors, duration: load.duration, sensor: load.sensor)
        let journal = try StoreFactory.open(store)
        let verdicts = CommittedCursor(journal)
        let decoder = FirstMessageSampler()
        let wake = WakeSignal()
        let watermark = IngestWatermark()
        var log = Logger(label: "durable") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = .warning
        let ingest = try IngestService(
            settings: BrokerSettings(connection: subscriber.connection, password: nil),
            intake: SensorIntake(decoder: decoder, sensors: plan.sensors.map { ($0.id, $0.instrumentLimits) }),
            journal: journal,
            wakeSignal: { wake.signal() },
            watermark: watermark,
            time: TimeSource(now: { .now }),
            logger: log
        )
        let routing = AlertRouting(plan: plan, channels: [.log], expiry: .hours(1))
        let evaluation = EvaluationService(
            inputs: EvaluationInputs(
                plan: plan,
                journal: journal,
                store: verdicts,
                routing: { routing.alerts(for: $0, createdAt: $1) }
            ),
            intake: EvaluationIntake(wake: wake, watermark: watermark),
            notified: {},
            time: TimeSource(now: { .now }),
            log: log
        )
        let running = RunningServices(withoutJudging ? [ingest] : [evaluation, ingest], log: log)
        try wait(for: ingest, in: running) { $0.subscriptions > 0 }
        standardOutput(SubscriberReport.ready)
        let wanted = withoutJudging ? 0 : Int64(load.readings)
        try wait(for: ingest, in: running) { $0.acknowledged >= load.messages && verdicts.value >= wanted }
        let last = ResourceSample()
        let counts = ingest.statistics.counts
        running.stop()
        guard let first = decoder.first, try journal.lastSequence() == load.readings else {
            throw BenchFailure("the journal does not hold the \(load.readings) readings: \(counts)")
        }
        try SubscriberReport(messages: counts.messages, from: first, to: last, commits: counts.commits).send()
    }

    /// Looks seldom enough to cost nothing beside what is measured.
    private func wait(
        for ingest: IngestService,
        in running: RunningServices,
        until reached: (IngestStatistics.Counts) -> Bool
    ) throws {
        let deadline = subscriber.deadline
        while !reached(ingest.statistics.counts) {
            if let failure = running.failure { throw failure }
            try subscriber.checkDeadline(deadline, messages: ingest.statistics.counts.messages)
            usleep(2000)
        }
    }
}

extension EventTime.Instant {
    static var now: EventTime.Instant { .init(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
