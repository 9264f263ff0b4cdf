import Acoustics
import ArgumentParser
import Collector
import EventTime
import EvidenceBundles
import Foundation
import Logging
import NoiseRules
import Plans
import Records
import Reports
import ServiceSettings
import StorePorts

extension Violations {
    struct Acknowledge: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ack",
            abstract: "Say that somebody has taken a violation in hand."
        )
        @OptionGroup var answer: AnswerOptions

        func run() throws { try answer.record(.acknowledged) }
    }

    struct OnSite: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say that somebody is there.")
        @OptionGroup var answer: AnswerOptions

        func run() throws { try answer.record(.onSite) }
    }

    struct Dispose: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that the noise was dealt with: what was found and what was done."
        )
        @OptionGroup var answer: AnswerOptions

        func run() throws { try answer.record(.disposed) }
    }

    struct Close: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that a violation is done with: what was found and what was done.",
            discussion: "The engine goes on listening: if the noise is still there, its own record stays open."
        )
        @OptionGroup var answer: AnswerOptions
        @Flag(
            help: "Close it although it is still loud there; else that asks on a terminal, and is refused without one."
        )
        var yes = false

        func run() throws { try answer.record(.closed, isSure: yes) }
    }

    struct Correct: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Correct an answer: a further entry takes its place, and both are kept.",
            discussion: "'quiethours violations show' numbers the answers. What is not given stays as it was."
        )
        @OptionGroup var config: ConfigOption
        @Argument(help: "The violation's id, or the end of it.") var id: String
        @Argument(help: "The number of the answer.") var number: Int
        @Option(help: "Who corrects it: a person's name.") var by: String
        @Option(help: "When it was, like 08:40 or 2026-11-30T08:40 by the site's clock.") var at: Moment?
        @Option(help: "What was found.") var found: String?
        @Option(help: "What was done.") var done: String?
        @Option(help: "Anything else, such as why it is corrected.") var note: String?
        @OptionGroup var listing: ListingOptions

        mutating func validate() throws {
            by = try entered(by, "--by", as: .name)
            found = try found.map { try entered($0, "--found", as: .paragraphs, mayBeEmpty: true) }
            done = try done.map { try entered($0, "--done", as: .paragraphs, mayBeEmpty: true) }
            note = try note.map { try entered($0, "--note", as: .paragraphs, mayBeEmpty: true) }
        }

        func run() throws {
            let plan = try config.loadLocal(in: listing.language)
            let store = try plan.openStore()
            let handler = AnswerDrafting(plan: plan.plan, store: store, id: try store.violationID(id))
            guard let record = try store.violation(handler.id) else {
                standardError("\(AnswerRefusal.unknownViolation(handler.id))")
                throw ExitCode.badData
            }
            guard record.answers.indices.contains(number - 1) else {
                standardError("\(AnswerRefusal.nothingToCorrect(number))")
                throw ExitCode(1)
            }
            let now = Instant.now
            var answer = record.answers[number - 1]
            (answer.by, answer.corrects, answer.via, answer.alert) = (by, number, .command, nil)
            (answer.at, answer.recordedAt) = (try handler.instant(at, now: now) ?? answer.at, now)
            (answer.report.found, answer.report.done) = (found ?? answer.report.found, done ?? answer.report.done)
            answer.report.note = note ?? answer.report.note
            try handler.keep(answer, listing)
        }
    }
}

/// Who answers what.
struct AnswerOptions: ParsableArguments {
    @OptionGroup var config: ConfigOption
    @Argument(help: "The violation's id, or the end of it.") var id: String
    @Option(help: "Who answers: a person's name.") var by: String
    @Option(help: "What was found.") var found = ""
    @Option(help: "What was done.") var done = ""
    @Option(help: "Anything else.") var note = ""
    @Option(help: "When it was, like 08:40 or 2026-11-30T08:40 by the site's clock; now when missing.") var at: Moment?
    @Flag(help: "It is what it was suspected to be: the person who answers has seen it.") var confirm = false
    @OptionGroup var listing: ListingOptions

    mutating func validate() throws {
        by = try entered(by, "--by", as: .name)
        found = try entered(found, "--found", as: .paragraphs, mayBeEmpty: true)
        done = try entered(done, "--done", as: .paragraphs, mayBeEmpty: true)
        note = try entered(note, "--note", as: .paragraphs, mayBeEmpty: true)
    }

    /// Ends with 1 when the answer is refused. Without `isSure` a case is not closed while it is loud there.
    func record(_ act: Answer.Act, isSure: Bool = false) throws {
        let local = try config.loadLocal(in: listing.language)
        let store = try local.openStore()
        let handler = AnswerDrafting(plan: local.plan, store: store, id: try store.violationID(id))
        let now = Instant.now
        let answer = Answer(
            violation: handler.id,
            act: act,
            by: by,
            at: try handler.instant(at, now: now) ?? now,
            recordedAt: now,
            report: Answer.Report(found: found, done: done, note: note, isConfirming: confirm)
        )
        if act == .closed, !isSure { try handler.askWhileLoud(at: now) }
        try handler.keep(answer, listing)
    }
}

/// Where answers to one violation are recorded.
struct AnswerDrafting {
    let plan: Plan
    let store: any Store
    let id: ViolationID

    /// The clock of the violation's site.
    private var zone: TimeZoneRules {
        get throws { plan.zone(of: try store.violation(id).map { [$0.subject.site] } ?? []) }
    }

    /// What was written for `--at`, by the site's clock and no later than `now`.
    func instant(_ moment: Moment?, now: Instant) throws -> Instant? {
        let zone = try zone
        return try moment.map { moment in
            try ordering { () throws(OrderFault) in try moment.latest(in: zone, until: now, "--at") }
        }
    }

    /// Ends with 1 when it is loud and nobody says that the case is closed anyway.
    func askWhileLoud(at now: Instant) throws {
        let pictures = LevelPictures(plan: plan, journal: store, log: Logger(label: "quiethours"))
        guard let record = try store.violation(id), record.closedAt == nil,
            let change = record.changes.last, let noise = try pictures.presentNoise(of: change, at: now), noise.isAbove
        else { return }
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            standardError("\(AnswerRefusal.stillLoud(noise)) with --yes")
            throw ExitCode(1)
        }
        let level = noise.level?.level.text ?? ""
        standardError(status: "it is still \(level) dB there, limit \(noise.limit.text); close the case anyway? [y/N] ")
        guard ["y", "yes"].contains((readLine() ?? "").trimmingCharacters(in: .whitespaces).lowercased()) else {
            standardError("nothing was recorded")
            throw ExitCode(1)
        }
    }

    /// Ends with 1 when the answer is refused; prints the violation afterwards.
    func keep(_ answer: Answer, _ listing: ListingOptions) throws {
        switch try store.record(answer) {
        case .recorded: break
        case .repeated(let first):
            let before = RFC3339.format(first.at, offset: try zone.offset(at: first.at))
            standardError("\(answer.by) has said \(answer.act.rawValue) already, at \(before); nothing was added")
        case .refused(let refusal):
            standardError("\(refusal)")
            throw ExitCode(1)
        }
        guard let record = try store.violation(answer.violation) else { return }
        try standardOutput(
            listing.json
                ? ViolationJSON(plan: plan).line(record, alerts: try store.alerts(of: id))
                : ViolationText(plan: plan, language: listing.language).line(record)
        )
    }
}
