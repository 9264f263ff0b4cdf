import ArgumentParser
import Mosquitto

/// `quiethours-bench bare`, started by `ingest`: counts messages as a plain C program would.
struct BareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bare", shouldDisplay: false)

    @OptionGroup var subscriber: SubscriberOptions

    func run() throws {
        endWithParent()
        let load = subscriber.load
        let counter = try MosquittoCounter(options: subscriber.connection, filters: [SubscriberOptions.filter])
        standardOutput(SubscriberReport.ready)
        let deadline = subscriber.deadline
        while counter.count == 0, ContinuousClock.now < deadline { try counter.loop(milliseconds: 100) }
        let first = ResourceSample()
        // Looking at the clock for every message would be a cost that a counting program does not have.
        while counter.count < load.messages {
            let count = counter.count
            try counter.loop(milliseconds: 100)
            guard counter.count == count else { continue }
            try subscriber.checkDeadline(deadline, messages: count)
        }
        try SubscriberReport(messages: counter.count, from: first, to: ResourceSample()).send()
        try counter.disconnect()
    }
}
