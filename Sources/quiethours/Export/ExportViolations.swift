import Acoustics
import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import NoiseRules
import Plans
import Records
import Reports
import Sites
import StorePorts

extension Export {
    struct ViolationsTable: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "violations",
            abstract: "Violations with level, limit, response and alerts, one a row.",
            discussion: paragraphs(
                """
                Those that were open within the span, the first one first. The columns are always the same; what is unknown
                or does not apply is empty. Withdrawn ones are there with their state.

                  quiethours export violations --day 2026-06-07 --local-time -o violations.csv
                """
            )
        )

        @OptionGroup var config: ConfigOption
        @OptionGroup var options: ExportOptions
        @OptionGroup var history: HistoryOption
        @Option(help: "Only open, closed, withdrawn or unanswered ones.") var state: ViolationFilter.State?
        @Flag(help: "Add the column local_time, the opening as spreadsheets take it for a date.") var localTime = false
        @Flag(help: "One JSON object a line, for machines.") var json = false

        func run() throws {
            let opened = try config.openWithOrders()
            let store = opened.store
            let (range, past) = try options.range(opened, history, now: .now)
            let filter = ViolationFilter(
                state: state,
                sites: Set(options.site),
                from: range.start,
                to: range.end
            )
            let calibrations = [SensorID: CalibrationRecord](opened.orders)
            let plans = past?.chapters.map(\.plan) ?? [opened.plan]
            let tables = plans.map { ViolationCSV(plan: $0, calibrations: calibrations, localTime: localTime) }
            let objects = plans.map { ViolationJSON(plan: $0, calibrations: calibrations) }
            try options.write { sink in
                if !json { try sink(Array(tables[0].header.utf8)) }
                for listed in try store.violations(filter, limit: .max).reversed() {
                    let record = try store.violation(listed.id) ?? listed
                    let alerts = try store.alerts(of: record.id)
                    let number = past?.chapter(at: record.openedAt) ?? 0
                    let line =
                        try json
                        ? objects[number].line(record, alerts: alerts) + "\n"
                        : tables[number].line(record, alerts: alerts)
                    try sink(Array(line.utf8))
                }
            }
        }
    }
}
