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
        subcommands: [
            List.self, Show.self, Acknowledge.self, OnSite.self, Dispose.self, Close.self, Correct.self, Folder.self,
        ]
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
                try standardOutput(
                    json
                        ? ViolationJSON(plan: plan, calibrations: calibrations).line(record, muted: muted)
                        : ViolationText(plan: plan, calibrations: calibrations).line(record, muted: muted)
                )
            }
        }
    }

    struct Folder: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "evidence",
            abstract: "Write the evidence folder of a violation; the same as 'evidence make'."
        )
        @OptionGroup var make: EvidenceCommand.Make

        func run() throws { try make.run() }
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
            for line in lines { try standardOutput(line) }
        }
    }
}

private func noViolation(_ id: String) -> ExitCode {
    standardError("\(AnswerRefusal.unknownViolation(ViolationID(id)))")
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
            return try SQLiteStore(path: storePath, rejected: quarantine)
        } catch {
            standardError("\(error)")
            throw ExitCode.unavailable
        }
    }
}
