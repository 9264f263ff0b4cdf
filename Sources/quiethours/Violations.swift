import Acoustics
import ArgumentParser
import Collector
import EventTime
import NoiseRules
import Records
import Reports
import Sites
import StorePorts

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
        @Flag(name: .customLong("open"), help: "Only those that are ongoing; the same as --state open.")
        var openOnly = false
        @Option(help: "Only open, closed, withdrawn or unanswered ones.") var state: ViolationFilter.State?
        @Option(help: "Only this site; may be given several times.") var site: [SiteID] = []
        @OptionGroup var span: SpanOptions
        @Option(help: "At most so many.") var limit = 100
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let (plan, store) = try config.openForReading(in: listing.language)
            try plan.check(sites: site)
            if openOnly, let state, state != .open { throw ValidationError("write either --open or --state") }
            let ends = try span.ends(in: plan.zone(of: site), now: .now)
            let filter = ViolationFilter(
                state: openOnly ? .open : state,
                sites: Set(site),
                from: ends.from,
                to: ends.to
            )
            let orders = try store.orders()
            let (mutes, calibrations) = (Mutes(orders), [SensorID: CalibrationRecord](orders))
            let text = ViolationText(plan: plan, calibrations: calibrations, language: listing.language)
            let objects = ViolationJSON(plan: plan, calibrations: calibrations)
            for listed in try store.violations(filter, limit: limit) {
                let muted = mutes.note(of: listed, at: .now)
                guard listing.json else {
                    try standardOutput(text.line(listed, muted: muted))
                    continue
                }
                // The list has no changes; an object says all that 'violations show' does.
                let record = try store.violation(listed.id) ?? listed
                try standardOutput(objects.line(record, alerts: try store.alerts(of: record.id), muted: muted))
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
        @Argument(help: "The violation's id, or the end of it.") var id: String
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let (plan, store) = try config.openForReading(in: listing.language)
            let id = try store.violationID(id)
            guard let record = try store.violation(id) else {
                throw CommandFailure.notFound("violation", id.text, listedBy: "violations list")
            }
            let alerts = try store.alerts(of: record.id)
            let orders = try store.orders()
            let calibrations = [SensorID: CalibrationRecord](orders)
            let muted = Mutes(orders).note(of: record, at: .now)
            let lines =
                try listing.json
                ? [ViolationJSON(plan: plan, calibrations: calibrations).line(record, alerts: alerts, muted: muted)]
                : ViolationText(plan: plan, calibrations: calibrations, language: listing.language)
                    .page(record, alerts: alerts)
            for line in lines { try standardOutput(line) }
        }
    }
}

extension ViolationFilter.State: ExpressibleByArgument {}
