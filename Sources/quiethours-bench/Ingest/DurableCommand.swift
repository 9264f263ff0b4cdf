import ArgumentParser
import EventTime
import Foundation
import Ingest
import Logging
import Records
import SQLiteStore
import SensorPayloads
import Synchronization

/// `quiethours-bench durable`, started by `ingest`: the service's own way from the broker into the journal.
struct DurableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "durable", shouldDisplay: false)

    @OptionGroup var subscriber: SubscriberOptions
    @Option var store: String

    func run() throws {
        endWithParent()
        let load = subscriber.load
        let journal = try SQLiteStore(path: store)
        let before = try journal.lastSequence()
        let decoder = FirstMessageSampler()
        let doorbell = Doorbell()
        let service = try IngestService(
            settings: BrokerSettings(connection: subscriber.connection, password: nil),
            filters: [load.filter],
            decoder: decoder,
            sensors: Set((0..<load.sensors).map(load.sensor)),
            journal: journal,
            doorbell: { doorbell.ring() },
            now: { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
            logger: Logger(label: "durable") { StreamLogHandler.standardError(label: $0) }
        )
        let running = RunningService(service)
        try wait(running, { doorbell.wait(atMost: .milliseconds(10)) }, until: { $0.subscriptions > 0 })
        standardOutput(SubscriberReport.ready)
        try wait(running, { doorbell.wait(atMost: .milliseconds(100)) }) {
            load.messages - $0.messages <= max(1, $0.largestBatch)
        }
        // Close to the end every moment counts.
        try wait(running, { usleep(200) }, until: { $0.acknowledged >= load.messages })
        let last = ResourceSample()
        let counts = service.statistics.counts
        running.stop()
        guard let first = decoder.first, try journal.lastSequence() - before == load.readings else {
            throw BenchFailure("the journal does not hold the \(load.readings) readings: \(counts)")
        }
        try SubscriberReport(messages: counts.messages, from: first, to: last, commits: counts.commits).send()
    }

    private func wait(
        _ running: RunningService,
        _ pause: () -> Void,
        until reached: (IngestStatistics.Counts) -> Bool
    ) throws {
        let deadline = subscriber.deadline
        while !reached(running.service.statistics.counts) {
            if let failure = running.failure { throw failure }
            try subscriber.checkDeadline(deadline, messages: running.service.statistics.counts.messages)
            pause()
        }
    }
}
