import ArgumentParser
import Collector
import Evaluation
import EventTime
import ExamCalendar
import Foundation
import Records
import Reports
import SQLiteStore

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write files for analysts.",
        subcommands: [Hourly.self]
    )

    struct Hourly: ParsableCommand {
        enum Format: String, ExpressibleByArgument, CaseIterable {
            case csv, json
        }

        static let configuration = CommandConfiguration(
            abstract: "Hourly summaries of every sensor.",
            discussion: """
                One row for each sensor and each local hour that starts in [from, to), computed from the readings.
                Levels to 0.1 dB; what is unknown is empty. An hour without readings has valid_rate 0.

                  quiethours export hourly --config quiethours.yaml \\
                    --from 2026-06-07T00:00:00+08:00 --to 2026-06-08T00:00:00+08:00 -o hourly.csv
                """
        )

        @OptionGroup var config: ConfigOption
        @Option(help: "First instant, RFC 3339 (2026-06-07T00:00:00+08:00).") var from: Instant
        @Option(help: "End, not included, RFC 3339 (2026-06-08T00:00:00+08:00).") var to: Instant
        @Option(help: "Only this site; may be given several times.") var site: [String] = []
        @Option(help: "csv or json (one object: basis, columns, rows).") var format: Format = .csv
        @Flag(help: "Add the column local_time, which spreadsheets take for a date: 2026-06-07 09:00:00.")
        var localTime = false
        @Flag(help: "One JSON object a line, for machines.") var json = false
        @Option(name: .short, help: "The file to write; standard output when missing.") var output: String?

        func validate() throws {
            if to <= from { throw ValidationError("--to must be later than --from") }
        }

        func run() throws {
            let (plan, store) = try config.openForReading()
            let unknown = site.filter { name in !plan.sites.contains { $0.id == name } }
            guard unknown.isEmpty else {
                throw ValidationError("the plan has no site \(unknown.joined(separator: ", "))")
            }
            let file = try output.map { try OutputFile(path: $0) }
            let sites = site.isEmpty ? nil : Set(site)
            try write(HourlySummaries(plan: plan, journal: store), try store.readingSpan(), sites) { bytes in
                if let file { try file.write(bytes) } else { try standardOutput(bytes: bytes) }
            }
            try file?.finish()
        }

        /// Goes twice over the hours, so that no more than one is in memory: the columns follow from all of them.
        private func write(
            _ summaries: HourlySummaries,
            _ known: TimeRange?,
            _ sites: Set<String>?,
            to sink: @escaping ([UInt8]) throws -> Void
        ) throws {
            let range = TimeRange(start: from, end: to)
            let progress = ScanProgress(range: range, passes: 2)
            defer { progress.clear() }
            var seen = HourlyExtremes.Seen()
            if let known, known.overlaps(range) {
                // Hours without readings have no extremes.
                let start = max(range.start, known.start - .hours(1))
                let read = TimeRange(start: start, end: max(start, min(range.end, known.end)))
                try summaries.forEach(in: read, sites: sites) { hour in
                    seen.note(hour)
                    progress.show(hour.hour)
                }
            }
            if json || format == .json {
                var table = try HourlyJSON(
                    extremes: seen.extremes,
                    shape: json ? .lines : .object,
                    localTime: localTime,
                    sink: sink
                )
                try summaries.forEach(in: range, sites: sites) { hour in
                    try table.write(hour)
                    progress.show(hour.hour, pass: 1)
                }
                try table.finish()
            } else {
                var table = try HourlyCSV(extremes: seen.extremes, localTime: localTime, sink: sink)
                try summaries.forEach(in: range, sites: sites) { hour in
                    try table.write(hour)
                    progress.show(hour.hour, pass: 1)
                }
                try table.finish()
            }
        }
    }
}
