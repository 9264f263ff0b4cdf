import Acoustics
import Analysis
import ArgumentParser
import Collector
import Evaluation
import EventTime
import ExamCalendar
import Foundation
import Machine
import NoiseRules
import Plans
import Records
import Reports
import ServiceSettings
import Sites
import StorePorts

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Judge a file of readings, or a span of the store, in event time; sends nothing.",
        discussion: paragraphs(
            """
            The same engine as the service's, over a CSV with the header
            time,sensor,duration,LAeq[,LAFmax,LCeq,LAIeq,...,wind,rain,thunder,mark], as 'export readings' writes it: time is
            the start in RFC 3339, sensor is site/sensor, duration in seconds; or over what the store has of a span. Prints the changes of violations, or,
            compared with another plan or with the record, those that appear, vanish or change.

              quiethours replay --readings readings.csv
              quiethours replay --plan draft.yaml --against plan.yaml --readings readings.csv
              quiethours replay --plan draft.yaml --day 2026-06-07
              quiethours replay --against-record --last 2h
            """
        )
    )

    @Option(help: ArgumentHelp("The CSV of readings.", valueName: "file")) var readings: String?
    @OptionGroup var config: ConfigOption
    @OptionGroup var span: SpanOptions
    @Option(help: ArgumentHelp("The plan to judge by; that of the settings when missing.", valueName: "file"))
    var plan: String?
    @Option(
        help: ArgumentHelp(
            "A plan to compare with; for the store and with --plan that of the settings when missing.",
            valueName: "file"
        )
    )
    var against: String?
    @Flag(
        help: """
            Compare with what the service recorded, judging by the plans that it went by, unless --plan names one. Of a
            violation that is still open only the opening is compared.
            """
    )
    var againstRecord = false
    @OptionGroup var listing: ListingOptions

    func validate() throws {
        if readings == nil, span.isEmpty {
            throw ValidationError("write --readings with a CSV, or a span of the store: --last 2h, --day, --from")
        }
        if readings == nil, span.to != nil, span.from == nil { throw ValidationError("--to needs a --from") }
        if readings != nil, !span.isEmpty { throw ValidationError("a span is one of the store; leave out --readings") }
        if readings != nil, againstRecord { throw ValidationError("--against-record is about the store") }
        if against != nil, againstRecord { throw ValidationError("write either --against or --against-record") }
    }

    func run() throws {
        let own = try plan.map(load)
        let other = try against.map(load)
        guard let readings else { return try replayStore(own, other) }
        try replay(file: readings, own ?? config.loadLocal(in: listing.language).plan, other)
    }

    private func replay(file: String, _ plan: Plan, _ other: Plan?) throws {
        let after = try ReadingsFile(path: file, plan: plan).reporting(in: listing.language) {
            try Replay.verdicts(plan: plan, file: $0)
        }
        guard let other else { return try show(after, plan) }
        guard WritableFile.kind(of: file) == .regular else {
            throw InputFailure("\(file): is read twice for --against; write it to a file first")
        }
        let before = try ReadingsFile(path: file, plan: other).reporting(in: listing.language) {
            try Replay.verdicts(plan: other, file: $0)
        }
        try compare(.outcomes(of: before), .outcomes(of: after), plan)
    }

    private func replayStore(_ own: Plan?, _ other: Plan?) throws {
        let opened = try config.openWithOrders(in: listing.language)
        let (configured, store) = (opened.plan, opened.store)
        let now = Instant.now
        let asked = try span.range(in: configured.zone(), now: now, from: now)
        let range = TimeRange(start: asked.start, end: max(asked.start, min(asked.end, now)))
        if againstRecord { return try compareWithRecord(own, opened, range, now: now) }
        let plan = own ?? configured
        let before = other ?? (own == nil ? nil : configured)
        let plans = [plan] + (before.map { [$0] } ?? [])
        let replay = try StoredReplay(plans: plans, journal: store, store: store, range: range)
        let verdicts = try verdicts(of: replay, store, range, now: now)
        guard let after = verdicts.first else { return }
        if verdicts.count > 1 {
            try compare(.outcomes(of: verdicts[1]), .outcomes(of: after), plan)
        } else {
            try show(after, plan)
        }
    }

    /// Shows how far it is.
    private func verdicts(
        of replay: StoredReplay,
        _ store: any Store,
        _ range: TimeRange,
        now: Instant
    ) throws -> [[Verdict]] {
        var replay = replay
        let progress = ScanProgress(range: range)
        defer { progress.clear() }
        return try replay.verdicts(store, now: now) { progress.show($0) }
    }

    /// What the record has is judged up to a minute ago at least: what happened since may be on its way.
    private func compareWithRecord(_ own: Plan?, _ opened: OpenedStore, _ range: TimeRange, now: Instant) throws {
        let past = own == nil ? try opened.history(of: range) : nil
        let stretches = past?.stretches ?? [PlanStretch(from: .distantPast, plan: own ?? opened.plan)]
        let store = opened.store
        let replay = try StoredReplay(successive: [stretches], journal: store, store: store, range: range)
        let verdicts = try verdicts(of: replay, store, range, now: now)
        let names = past?.names(besides: opened.plan) ?? opened.plan
        let sites = Set(names.sites.map(\.id) + (own?.sites.map(\.id) ?? []))
        let record = try sites.sorted().flatMap { try store.violations(atSite: $0, touching: range) }
        let before = record.compactMap(\.outcome).filter { range.contains($0.openedAt) }
        try compare(
            before.sorted { $0.openedAt < $1.openedAt },
            .outcomes(of: verdicts.first ?? []),
            names,
            until: now - .minutes(1)
        )
    }

    private func compare(
        _ before: [ViolationOutcome],
        _ after: [ViolationOutcome],
        _ plan: Plan,
        until end: Instant? = nil
    ) throws {
        let differences = OutcomeDifference.between(before, after, until: end)
        let changed = differences.count { if case .vanishes = $0 { false } else { true } }
        let (text, objects) = (ComparisonText(plan: plan, language: listing.language), ComparisonJSON(plan: plan))
        for difference in differences {
            if listing.json {
                try standardOutput(objects.line(difference))
            } else {
                for line in text.lines(difference) { try standardOutput(line) }
            }
        }
        let same = after.count - changed
        try standardOutput(
            listing.json ? objects.summary(same: same, differences) : text.summary(same: same, differences)
        )
    }

    private func show(_ verdicts: [Verdict], _ plan: Plan) throws {
        let (text, objects) = (ViolationText(plan: plan, language: listing.language), ViolationJSON(plan: plan))
        for verdict in verdicts {
            switch (verdict, listing.json) {
            case (.violation(let change), true): try standardOutput(objects.line(change))
            case (.violation(let change), false): for line in text.lines(change) { try standardOutput(line) }
            case (.notAssessable(let note), true): try standardOutput(objects.line(note))
            case (.notAssessable(let note), false): try standardOutput(text.line(note))
            case (.sensor(let change), true): try standardOutput(objects.line(change))
            case (.sensor(let change), false): try standardOutput(text.line(change))
            }
        }
    }

    private func load(_ path: String) throws -> Plan {
        switch PlanDocument.load(path: path) {
        case .success(let loaded): return loaded
        case .failure(let invalid): throw invalid.reported()
        }
    }
}

extension [ViolationOutcome] {
    fileprivate static func outcomes(of verdicts: [Verdict]) -> [ViolationOutcome] {
        ViolationOutcome.outcomes(of: verdicts)
    }
}
