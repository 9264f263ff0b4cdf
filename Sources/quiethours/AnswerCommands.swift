import ArgumentParser
import Collector
import EventTime
import NoiseRules
import Records
import Reports
import SQLiteStore

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

        func run() throws { try answer.record(.closed) }
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

    /// Ends with 1 when the answer is refused.
    func record(_ act: Answer.Act) throws {
        let configuration = try config.loadLocal()
        let plan = configuration.plan
        let store = try configuration.openStore()
        let (now, id) = (Instant.now, try store.violationID(id))
        let site = try store.violation(id)?.subject.site
        let zone = plan.zone(of: site.map { [$0] } ?? [])
        let at = try at.map { at in
            try ordering { () throws(OrderFault) in try at.latest(in: zone, until: now, "--at") }
        }
        let answer = Answer(
            violation: id,
            act: act,
            by: by,
            at: at ?? now,
            recordedAt: now,
            found: found,
            done: done,
            note: note,
            isConfirming: confirm
        )
        switch try store.record(answer) {
        case .recorded: break
        case .repeated(let first):
            let before = RFC3339.format(first.at, offset: zone.offset(at: first.at))
            standardError("\(by) has said \(act.rawValue) already, at \(before); nothing was added")
        case .refused(let refusal):
            standardError("\(refusal)")
            throw ExitCode(1)
        }
        guard let record = try store.violation(id) else { return }
        try standardOutput(
            listing.json
                ? ViolationJSON(plan: plan).line(record, alerts: try store.alerts(of: id))
                : ViolationText(plan: plan, language: listing.language).line(record)
        )
    }
}
