import ArgumentParser
import Collector
import Evaluation
import EventTime
import Foundation
import Notifications
import Records
import Reports
import ServiceSettings
import StorePorts

/// `quiethours-bench start`, started by `restart`: what the service does before the first verdict is possible.
struct StartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "start", shouldDisplay: false)

    @Option var store: String
    @Option var sensors: Int

    func run() throws {
        endWithParent()
        let filling = JournalFilling(sensors: sensors, start: RestartCommand.start)
        let store = try StoreFactory.open(store)
        _ = try store.hasReceived()
        let opened = Date()
        let last = try store.lastSequence()
        let now = filling.instant(of: Int(last))
        let routing = AlertRouting(plan: filling.plan, channels: [.log], expiry: .hours(1))
        var evaluator = try Evaluator(
            inputs: EvaluationInputs(
                plan: filling.plan,
                journal: store,
                store: store,
                routing: { routing.alerts(for: $0, createdAt: $1) }
            ),
            now: now
        )
        while try !evaluator.step(now: now).isCaughtUp {}
        let times = StartedTimes(
            opened: opened.timeIntervalSince1970,
            caughtUp: Date().timeIntervalSince1970,
            readings: last
        )
        standardOutput(try JSONLine.encode(times))
    }
}

/// `quiethours-bench dirty`, started by `restart` and killed: appends beyond the end, as the service at work.
struct DirtyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "dirty", shouldDisplay: false)

    /// Seconds of readings that are written before the kill.
    private static let seconds = 60

    @Option var store: String
    @Option var sensors: Int

    func run() throws {
        endWithParent()
        let filling = JournalFilling(sensors: sensors, start: RestartCommand.start)
        let store = try StoreFactory.open(store)
        var filled = Int(try store.lastSequence())
        let end = filled + sensors * DirtyCommand.seconds
        while filled < end { filled += try filling.append(from: filled, upTo: end, to: store) }
        standardOutput("written")
        // Until the kill.
        while true { filled += try filling.append(from: filled, upTo: filled + sensors, to: store) }
    }
}
