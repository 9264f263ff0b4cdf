import Acoustics
import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports
import SQLiteStore

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
        @Option(help: "Only open, closed, withdrawn or unanswered ones.") var state: ViolationFilter.State?
        @Flag(help: "Add the column local_time, the opening as spreadsheets take it for a date.") var localTime = false
        @Flag(help: "One JSON object a line, for machines.") var json = false

        func run() throws {
            let (plan, store) = try config.openForReading()
            let range = try options.range(plan, now: .now)
            let filter = ViolationFilter(
                state: state,
                sites: Set(options.site),
                from: range.start,
                to: range.end
            )
            let calibrations = [SensorID: CalibrationRecord](try store.orders())
            let table = ViolationCSV(plan: plan, calibrations: calibrations, localTime: localTime)
            let objects = ViolationJSON(plan: plan, calibrations: calibrations)
            try options.write { sink in
                if !json { try sink(Array(table.header.utf8)) }
                for listed in try store.violations(filter, limit: .max).reversed() {
                    let record = try store.violation(listed.id) ?? listed
                    let alerts = try store.alerts(of: record.id)
                    let line =
                        try json ? objects.line(record, alerts: alerts) + "\n" : table.line(record, alerts: alerts)
                    try sink(Array(line.utf8))
                }
            }
        }
    }
}
