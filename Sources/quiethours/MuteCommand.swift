import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import NoiseRules
import Plans
import Records
import Reports
import ServiceSettings
import Sites
import StorePorts

struct MuteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mute",
        abstract: "Keep alerts about known noise back for a while.",
        discussion: paragraphs(
            """
            What is muted is judged and recorded all the same. Noise that is ongoing at the end of the mute, or when a
            session starts or ends at the site, is reported then; the end of what was reported before is reported at once.
            """
        ),
        subcommands: [Add.self, List.self, End.self]
    )

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Mute sites, sources or kinds, or one violation.",
            discussion: paragraphs(
                """
                  quiethours mute add --site school --source construction --until 08:30 \\
                    --by "Wang Fang" --why "concrete as permitted, ends before the exam"

                A time of day is the next one and at most 12 h ahead; write the day of one that is further. The answer says
                which sessions the mute covers; on a terminal a question is asked when it covers one.
                """
            )
        )
        @OptionGroup var config: ConfigOption
        @Option(help: "The site; may be given several times.") var site: [SiteID] = []
        @Option(help: "Only construction, vendor or unattributed; may be given several times.")
        var source: [NoiseSource] = []
        @Option(help: "Only limitExceeded, prohibitedActivity or advisory; may be given several times.")
        var kind: [ViolationKind] = []
        @Option(help: ArgumentHelp("One violation; the end of its id is enough.", valueName: "id")) var violation:
            String?
        @Option(help: ArgumentHelp("From when, like 08:10 or 2026-11-30T08:10; now when missing.", valueName: "time"))
        var from: Moment?
        @Option(
            help: ArgumentHelp("Until when, like 08:30 or 2026-11-30T08:30 by the site's clock.", valueName: "time")
        )
        var until: Moment
        @OptionGroup var order: OrderOptions
        @OptionGroup var caution: CautionOptions
        @OptionGroup var listing: ListingOptions

        func validate() throws {
            if site.isEmpty, violation == nil { throw ValidationError("write --site, or --violation") }
        }

        func run() throws {
            let (configuration, orders) = try config.loadWithOrders(in: listing.language)
            let plan = configuration.plan
            let now = Instant.now
            try plan.check(sites: site)
            let about = try violation.map { try config.openForReading(in: listing.language).1.violationID($0) }
            let subject = try about.flatMap { try config.openForReading(in: listing.language).1.violation($0)?.subject }
            let draft = try ordering { () throws(OrderFault) in
                try MuteDraft(
                    plan: plan,
                    orders: orders,
                    scope: MuteDraft.Scope(
                        sites: site,
                        sources: source,
                        kinds: kind,
                        violation: about,
                        place: subject?.site
                    ),
                    from: from,
                    until: until,
                    now: now
                )
            }
            let text = OrderText(plan: plan, language: listing.language)
            let covered = draft.covered.map(text.covered)
            if !covered.isEmpty, !caution.dryRun {
                try caution.confirm((covered + ["Mute all the same?"]).joined(separator: "\n"))
            }
            let given =
                try caution.dryRun
                ? Order(
                    id: (orders.last?.id ?? 0) + 1,
                    at: now,
                    by: order.by,
                    why: order.why,
                    matter: .mute(draft.mute)
                ) : configuration.openStore().append(.mute(draft.mute), at: now, by: order.by, why: order.why)
            for entry in Mutes([given]).entries {
                if listing.json {
                    try standardOutput(OrderJSON(plan: plan).line(entry, at: now, covering: draft.covered))
                } else {
                    for line in [text.line(entry, at: now)] + covered { try standardOutput(line) }
                }
            }
            caution.sayIfDry()
            for warning in draft.warnings { standardError(text.line(warning)) }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the mutes that hold or are to come.")
        @OptionGroup var config: ConfigOption
        @Flag(help: "Also those that are over.") var all = false
        @Option(help: "Only those that are about this site; may be given several times.") var site: [SiteID] = []
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let (configuration, orders) = try config.loadWithOrders(in: listing.language)
            let now = Instant.now
            try configuration.plan.check(sites: site)
            let entries = Mutes(orders).entries.filter { entry in
                (all || now < entry.until)
                    && (site.isEmpty || entry.mute.sites.map { !$0.isDisjoint(with: site) } ?? true)
            }
            try show(entries, configuration.plan, listing, now)
        }
    }

    struct End: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a mute early; ongoing noise is reported.")
        @OptionGroup var config: ConfigOption
        @Argument(help: "Its number, from the list.") var id: Int64
        @OptionGroup var order: OrderOptions
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let configuration = try config.loadLocal(in: listing.language)
            let store = try configuration.openStore()
            let now = Instant.now
            guard let entry = Mutes(try store.orders()).entries.first(where: { $0.order.id == id }) else {
                throw CommandFailure.notFound("mute", "\(id)", listedBy: "mute list --all")
            }
            guard now < entry.until else {
                throw CommandFailure.refused("mute \(id) is over already")
            }
            _ = try store.append(.endMute(MuteEnd(mute: id)), at: now, by: order.by, why: order.why)
            try show(Mutes(try store.orders()).entries.filter { $0.order.id == id }, configuration.plan, listing, now)
        }
    }
}

private func show(_ entries: [Mutes.Entry], _ plan: Plan, _ listing: ListingOptions, _ now: Instant) throws {
    let text = OrderText(plan: plan, language: listing.language)
    for entry in entries {
        try standardOutput(listing.json ? OrderJSON(plan: plan).line(entry, at: now) : text.line(entry, at: now))
    }
}
