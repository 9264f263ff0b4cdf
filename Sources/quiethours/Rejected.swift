import ArgumentParser
import Collector
import EventTime
import Foundation
import Readings
import Records
import Reports
import SensorPayloads
import ServiceSettings
import Settings
import Sites
import StorePorts

struct Rejected: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, show and retry what could not be decoded.",
        discussion: paragraphs(
            """
            Every message that the broker delivered and that no reading could be made of is kept with its bytes and the
            reason, for as long and as many as store.rejected in the settings says; what is over that is counted. When the
            plan or the decoder has been mended:

              quiethours rejected retry --all --dry-run
            """
        ),
        subcommands: [List.self, Show.self, Retry.self, Replaced.self]
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List rejected payloads, the newest first, and how many there are of each reason.",
            discussion: paragraphs(
                """
                What came again with the same bytes is listed once with its count. At the end: how full the quarantine is,
                who has most of it, and what was not kept, by sender and reason.
                """
            )
        )
        @OptionGroup var config: ConfigOption
        @OptionGroup var selection: RejectedSelection
        @Option(help: "At most so many; all are counted.") var limit = 100
        @OptionGroup var listing: ListingOptions

        func validate() throws {
            if limit < 0 { throw ValidationError("--limit takes 0 or more") }
        }

        func run() throws {
            let (plan, store) = try config.openForReading(in: listing.language)
            let json = listing.json
            let text = QuarantineText(plan: plan, language: listing.language)
            let object = QuarantineJSON(plan: plan)
            var shown: [QuarantineEntry] = []
            var counts: [RejectionReason: Int] = [:]
            try store.forEachRejected(try selection.filter(plan)) { entry in
                counts[entry.reason, default: 0] += 1
                if shown.count < limit { shown.append(entry) }
                return true
            }
            for entry in shown { try standardOutput(json ? object.line(entry) : text.line(entry)) }
            if !json, !shown.isEmpty { try standardOutput("") }
            // Of a narrowed list the counts would be about something else.
            let usage = selection.isEmpty ? try store.usage(senders: 5, tallies: 20) : QuarantineUsage()
            if json {
                for tally in usage.tallies { try standardOutput(object.line(tally)) }
            }
            try standardOutput(json ? object.summary(counts) : text.summary(counts))
            guard !json, !shown.isEmpty || !usage.tallies.isEmpty else { return }
            for line in text.usage(usage, limits: try config.loadLocal(in: listing.language).quarantine) {
                try standardOutput(line)
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one rejected payload: as text when it is UTF-8, else byte by byte."
        )
        @OptionGroup var config: ConfigOption
        @Argument(help: "Its id, from the list.") var id: Int64
        @Flag(help: "Write the payload's bytes and nothing else, for a file or another program.") var raw = false
        @OptionGroup var listing: ListingOptions

        func validate() throws {
            if raw, listing.json { throw ValidationError("--raw and --json do not go together") }
        }

        func run() throws {
            let (plan, store) = try config.openForReading(in: listing.language)
            guard let kept = try store.rejected(id) else { throw noRejected([id]) }
            guard !raw else { return try standardOutput(bytes: kept.payload) }
            let payload = kept.withoutSecrets
            let lines =
                try listing.json
                ? [QuarantineJSON(plan: plan).line(id, payload)]
                : QuarantineText(plan: plan, language: listing.language).page(id, payload)
            for line in lines { try standardOutput(line) }
        }
    }
}

/// Which rejected payloads a command is about.
struct RejectedSelection: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this reason: \(RejectionReason.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "reason"
        )
    )
    var reason: String?
    @Option(help: "Only topics of this site.") var site: SiteID?
    @Option(help: ArgumentHelp("Only topics that this MQTT filter matches.", valueName: "filter"))
    var topicFilter: String?
    @OptionGroup var span: SpanOptions

    var isEmpty: Bool { reason == nil && site == nil && topicFilter == nil && span.isEmpty }

    func validate() throws { _ = try filter() }

    /// A site need not be of the plan: what came from a strange one is what is looked for here.
    func filter(_ plan: Plan? = nil) throws -> QuarantineFilter {
        let zone = plan?.zone(of: site.map { [$0] } ?? []) ?? .UTC
        let ends = try span.ends(in: zone, now: .now)
        var filter = QuarantineFilter(since: ends.from, until: ends.to)
        if let reason {
            guard let known = RejectionReason(rawValue: reason) else {
                let near = nearest(to: reason, among: RejectionReason.allCases.map(\.rawValue))
                throw ValidationError(
                    "there is no reason \(reason); \(near.map { "did you mean \($0)?" } ?? "--help lists them")"
                )
            }
            filter.reason = known
        }
        if let site {
            guard let topics = TopicFilter(site: site) else {
                throw ValidationError("\"\(site)\" is no site's id")
            }
            filter.topics.append(topics)
        }
        if let topicFilter {
            guard let topics = TopicFilter(topicFilter) else {
                throw ValidationError("\"\(topicFilter)\" is no MQTT topic filter; write noise/1/+/gate/obs or noise/#")
            }
            filter.topics.append(topics)
        }
        return filter
    }
}

func noRejected(_ ids: [Int64]) -> CommandFailure {
    let names = ids.map { "\($0)" }.joined(separator: ", ")
    return CommandFailure(
        "rejected payload \(names) not found (it may have been deleted); 'quiethours rejected list' lists them",
        .badData
    )
}
