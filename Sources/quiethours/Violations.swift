import Acoustics
import ArgumentParser
import Collector
import EventTime
import NoiseRules
import Records
import Reports
import SQLiteStore

struct Violations: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, show and answer violations.",
        subcommands: [List.self, Show.self, Acknowledge.self, Close.self]
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List violations, the newest first.")
        @OptionGroup var config: ConfigOption
        @Flag(name: .customLong("open"), help: "Only those that are still on.") var openOnly = false
        @Option(help: "At most so many.") var limit = 100
        @Flag(help: "One JSON object a line.") var json = false

        func run() throws {
            let (plan, store) = try config.openForReading()
            let orders = try store.orders()
            let (mutes, calibrations) = (Mutes(orders), [SensorID: CalibrationRecord](orders))
            for record in try store.violations(openOnly: openOnly, limit: limit) {
                let muted = mutes.note(of: record, at: .now)
                standardOutput(
                    try json
                        ? ViolationJSON(plan: plan, calibrations: calibrations).line(record, muted: muted)
                        : ViolationText(plan: plan, calibrations: calibrations).line(record, muted: muted)
                )
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one violation with its changes, alerts, deliveries and answers."
        )
        @OptionGroup var config: ConfigOption
        @Argument(help: "The violation's id.") var id: String
        @Flag(help: "One JSON object.") var json = false

        func run() throws {
            let (plan, store) = try config.openForReading()
            guard let record = try store.violation(ViolationID(id)) else { throw noViolation(id) }
            let alerts = try store.alerts(of: record.id)
            let orders = try store.orders()
            let calibrations = [SensorID: CalibrationRecord](orders)
            let muted = Mutes(orders).note(of: record, at: .now)
            let lines =
                try json
                ? [ViolationJSON(plan: plan, calibrations: calibrations).line(record, alerts: alerts, muted: muted)]
                : ViolationText(plan: plan, calibrations: calibrations).page(record, alerts: alerts)
            for line in lines { standardOutput(line) }
        }
    }

    struct Acknowledge: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ack",
            abstract: "Say that somebody has taken a violation in hand."
        )
        @OptionGroup var answer: AnswerOptions

        func run() throws { try answer.record(.acknowledged) }
    }

    struct Close: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that a violation is done with: what was found and what was done.",
            discussion: "The engine goes on listening: if the noise is still there, its own record stays open."
        )
        @OptionGroup var answer: AnswerOptions

        func run() throws { try answer.record(.closed) }
    }
}

/// Who answers what.
struct AnswerOptions: ParsableArguments {
    @OptionGroup var config: ConfigOption
    @Argument(help: "The violation's id.") var id: String
    @Option(help: "Who answers: a person's name.") var by: String
    @Option(help: "What was found, what was done.") var note = ""
    @Flag(help: "Print the violation as a JSON object afterwards.") var json = false

    func validate() throws {
        if by.allSatisfy(\.isWhitespace) { throw ValidationError("--by takes the name of the person who answers") }
    }

    func record(_ act: Answer.Act) throws {
        let configuration = try config.load()
        let store = try configuration.openStore()
        let id = ViolationID(id)
        guard try store.violation(id) != nil else { throw noViolation(id.text) }
        try store.record(Answer(violation: id, act: act, by: by, at: .now, note: note))
        guard let record = try store.violation(id) else { throw noViolation(id.text) }
        standardOutput(
            try json
                ? ViolationJSON(plan: configuration.plan).line(record)
                : ViolationText(plan: configuration.plan).line(record)
        )
    }
}

private func noViolation(_ id: String) -> ExitCode {
    standardError("there is no violation \(id); 'quiethours violations list' shows them")
    return ExitCode(1)
}

extension ConfigOption {
    /// The plan as orders have amended it and the store, for looking only; ends with 69 when there is no store.
    func openForReading() throws -> (Plan, SQLiteStore) {
        let configuration = try load()
        do {
            let store = try SQLiteStore(readingFrom: configuration.storePath)
            return (configuration.plan.amended(by: try store.orders()), store)
        } catch {
            standardError("\(error)")
            throw ExitCode.unavailable
        }
    }
}

extension Configuration {
    /// The store, made when it is missing; ends with 69 when that cannot be.
    func openStore() throws -> SQLiteStore {
        do {
            return try SQLiteStore(path: storePath)
        } catch {
            standardError("\(error)")
            throw ExitCode.unavailable
        }
    }
}
