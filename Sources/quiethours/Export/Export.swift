import ArgumentParser
import Collector
import EventTime
import Plans
import Records
import Reports
import Sites

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write files for analysts.",
        subcommands: [Hourly.self, ViolationsTable.self, Readings.self]
    )
}

/// What every export takes.
struct ExportOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv, json
    }

    @OptionGroup var span: SpanOptions
    @Option(help: "Only this site; may be given several times.") var site: [SiteID] = []
    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The file to write; standard output when missing.", valueName: "file")
    )
    var output: String?

    func validate() throws {
        if span.isEmpty { throw ValidationError("write a span: --from and --to, --day, --today or --last") }
        if span.to != nil, span.from == nil { throw ValidationError("--to needs a --from") }
    }

    /// Runs `body` with where the bytes go; a file appears under its name when all is written.
    func write(_ body: (@escaping ([UInt8]) throws -> Void) throws -> Void) throws {
        let file = try output.map { try OutputFile(path: $0) }
        try body { bytes in
            if let file { try file.write(bytes) } else { try standardOutput(bytes: bytes) }
        }
        try file?.finish()
    }

    /// The same with the plans that were in use; a site is known that any of them has.
    func range(_ opened: OpenedStore, _ history: HistoryOption, now: Instant) throws -> (TimeRange, PlanHistory?) {
        let range = try span.range(in: opened.plan.zone(of: site), now: now, from: .distantPast)
        // The hour in which it begins may have begun under another plan.
        let wide = TimeRange(start: range.start - .hours(1), end: range.end + .hours(1))
        let past = try history.history(of: wide, opened)
        try (past?.names(besides: opened.plan) ?? opened.plan).check(sites: site)
        return (range, past)
    }

    /// The span by the clock of the first of the sites.
    func range(_ plan: Plan, now: Instant) throws -> TimeRange {
        try plan.check(sites: site)
        return try span.range(in: plan.zone(of: site), now: now, from: .distantPast)
    }
}
