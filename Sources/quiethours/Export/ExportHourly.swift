import Analysis
import ArgumentParser
import Collector
import Evaluation
import EventTime
import ExamCalendar
import Plans
import Records
import Reports
import StorePorts

extension Export {
    struct Hourly: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hourly summaries of every sensor.",
            discussion: paragraphs(
                """
                One row for each sensor and each local hour of the span that has begun, computed from the readings. A span
                that begins or ends within an hour is rounded outward, which is said. Levels to 0.1 dB; what is unknown is
                empty. An hour without readings has valid_rate 0.

                  quiethours export hourly --day 2026-06-07 -o hourly.csv
                """
            )
        )

        @OptionGroup var config: ConfigOption
        @OptionGroup var options: ExportOptions
        @OptionGroup var history: HistoryOption
        @Option(help: "csv or json (one object: basis, columns, rows).") var format: ExportOptions.Format = .csv
        @Flag(help: "Add the column local_time, which spreadsheets take for a date: 2026-06-07 09:00:00.")
        var localTime = false
        @Flag(help: "One JSON object a line, for machines.") var json = false

        func run() throws {
            let opened = try config.openWithOrders()
            let store = opened.store
            let now = Instant.now
            let (asked, past) = try options.range(opened, history, now: now)
            let sites = options.site.isEmpty ? nil : Set(options.site)
            let names = past?.names(besides: opened.plan) ?? opened.plan
            let hours = HourlySummaries(plan: names, journal: store).wholeHours(of: asked, sites: sites)
            let zone = names.zone(of: options.site)
            if hours != asked {
                let ends = [hours.start, hours.end].map { RFC3339.format($0, offset: zone.offset(at: $0)) }
                standardError("note: rounded outward to whole hours, \(ends[0]) to \(ends[1])")
            }
            // An hour that has not begun has no figures, unless readings of it were imported.
            let known = max(now, try store.readingSpan()?.end ?? now)
            let range = TimeRange(start: hours.start, end: max(hours.start, min(hours.end, known)))
            let progress = ScanProgress(range: range)
            defer { progress.clear() }
            func forEach(_ body: (HourlySummary) throws -> Void) throws {
                let whole = PlanHistory.HourlyPart(range: range, plan: opened.plan, onlyHeard: [])
                for part in past?.hourlyParts(of: range, present: opened.plan) ?? [whole] {
                    let summaries = HourlySummaries(plan: part.plan, journal: store, onlyHeard: part.onlyHeard)
                    try summaries.forEach(in: part.range, sites: sites) { hour in
                        try body(hour)
                        progress.show(hour.hour)
                    }
                }
            }
            try options.write { sink in
                if json || format == .json {
                    var table = try HourlyJSON(shape: json ? .lines : .object, localTime: localTime, sink: sink)
                    try forEach { try table.write($0) }
                    try table.finish()
                } else {
                    var table = try HourlyCSV(localTime: localTime, sink: sink)
                    try forEach { try table.write($0) }
                    try table.finish()
                }
            }
        }
    }
}
