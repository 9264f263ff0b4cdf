import Acoustics
import Analysis
import ArgumentParser
import Collector
import Evaluation
import EventTime
import ExamCalendar
import Foundation
import Records
import Sites
import StorePorts

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "What is complete, what is missing, and why.",
        discussion: paragraphs(
            """
            For every sensor: time that readings cover and that is valid, gaps, messages that its numbers say are missing,
            late and rejected ones; then what became of the session at the broker, and what the broker dropped. Derived
            from the store each time, so that data which arrives late mends it. Today so far at the site, unless a span is
            given. Ends with 1 when something is missing.

              quiethours ledger --site school --last 2h
              quiethours ledger --site school --from 2026-06-07T08:00 --to 2026-06-07T12:00
            """
        )
    )

    @OptionGroup var config: ConfigOption
    @OptionGroup var span: SpanOptions
    @Option(help: "Only this site; may be given several times.") var site: [SiteID] = []
    @Option(help: "Only this sensor, SENSOR or SITE/SENSOR; may be given several times.") var sensor: [String] = []
    @OptionGroup var listing: ListingOptions

    func run() throws {
        let (plan, store) = try config.openForReading(in: listing.language)
        let wanted = try sensors(of: plan)
        let now = Instant.now
        var isComplete = true
        for (zone, sensors) in try byZone(wanted, plan) {
            let range = try range(zone, now: now)
            let progress = ScanProgress(range: range)
            let ledger = try Ledger(of: sensors, zone: zone, range: range, now: now, records: store) {
                progress.show($0)
            }
            progress.clear()
            let lines =
                listing.json
                ? try LedgerJSON(zone: zone).lines(ledger)
                : LedgerText(ledger, zone: zone, language: listing.language).lines
            for line in lines { try standardOutput(line) }
            isComplete = isComplete && ledger.isComplete
        }
        if !isComplete { throw ExitCode(1) }
    }

    private func sensors(of plan: Plan) throws -> [Sensor] {
        try plan.check(sites: site)
        for name in sensor where !plan.sensors.contains(where: { name == $0.id.sensor }) {
            _ = try plan.sensor(named: name)
        }
        let chosen = plan.sensors.filter { candidate in
            (site.isEmpty || site.contains(candidate.id.site))
                && (sensor.isEmpty || sensor.contains { $0 == candidate.id.sensor || $0 == "\(candidate.id)" })
        }
        guard !chosen.isEmpty else {
            throw CommandFailure.usage("no sensor is both of these sites and one of these sensors")
        }
        return chosen.sorted { $0.id < $1.id }
    }

    /// The zones in the order of the plan's sites.
    private func byZone(_ sensors: [Sensor], _ plan: Plan) throws -> [(TimeZoneRules, [Sensor])] {
        var zones: [(TimeZoneRules, [Sensor])] = []
        for site in plan.sites {
            let own = sensors.filter { $0.id.site == site.id }
            guard !own.isEmpty else { continue }
            if let index = zones.firstIndex(where: { $0.0 == site.timeZone }) {
                zones[index].1 += own
            } else {
                zones.append((site.timeZone, own))
            }
        }
        return zones
    }

    private func range(_ zone: TimeZoneRules, now: Instant) throws -> TimeRange {
        let ends = try span.ends(in: zone, now: now)
        let end = min(ends.to ?? now, now)
        let midnight = zone.instant(of: zone.localDate(at: end - .milliseconds(1)), LocalTime(secondsOfDay: 0))
        let start = ends.from ?? midnight
        guard start < end else {
            throw CommandFailure.usage("the span is not in the past, so that nothing can be missing yet")
        }
        return TimeRange(start: start, end: end)
    }
}
