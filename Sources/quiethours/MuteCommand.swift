import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import NoiseRules
import Records
import Reports
import SQLiteStore

struct MuteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mute",
        abstract: "Keep alerts about known noise back for a while.",
        discussion: """
            What is muted is judged and recorded all the same. What is on still at the end of the mute, or when a session
            starts or ends at the site, is told then; the end of what was told before is told at once.
            """,
        subcommands: [Add.self, List.self, End.self]
    )

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Mute sites, sources or kinds, or one violation.",
            discussion: """
                  quiethours mute add --config quiethours.yaml --site school --source construction --until 08:30 \\
                    --who "Wang Fang" --why "concrete as permitted, ends before the exam"
                """
        )
        @OptionGroup var config: ConfigOption
        @Option(help: "The site; may be given several times.") var site: [String] = []
        @Option(help: "Only construction, vendor or unattributed; may be given several times.")
        var source: [NoiseSource] = []
        @Option(help: "Only limitExceeded, prohibitedActivity or advisory; may be given several times.")
        var kind: [ViolationKind] = []
        @Option(help: ArgumentHelp("One violation.", valueName: "id")) var violation: String?
        @Option(help: "From when, HH:MM by the site's clock or RFC 3339; now when missing.") var from: Moment?
        @Option(help: "Until when: the next HH:MM by the site's clock, or RFC 3339.") var until: Moment
        @OptionGroup var order: OrderOptions
        @OptionGroup var listing: ListingOptions

        func validate() throws {
            if site.isEmpty, violation == nil { throw ValidationError("write --site, or --violation") }
        }

        func run() throws {
            let configuration = try config.load()
            let plan = configuration.plan
            let store = try configuration.openStore()
            let now = Instant.now
            if let violation, try store.violation(ViolationID(violation)) == nil {
                standardError("there is no violation \(violation); 'quiethours violations list' shows them")
                throw ExitCode(1)
            }
            let orders = try store.orders()
            let draft = try ordering { () throws(OrderFault) in
                try MuteDraft(
                    plan: plan,
                    orders: orders,
                    sites: site,
                    sources: source,
                    kinds: kind,
                    violation: violation.map(ViolationID.init),
                    from: from,
                    until: until,
                    now: now
                )
            }
            let given = try store.append(.mute(draft.mute), at: now, by: order.who, why: order.why)
            try show(Mutes([given]).entries, plan, listing, now)
            let text = OrderText(plan: plan, language: listing.language)
            for warning in draft.warnings { standardError(text.line(warning)) }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the mutes that hold or are to come.")
        @OptionGroup var config: ConfigOption
        @Flag(help: "Also those that are over.") var all = false
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let (configuration, orders) = try config.loadWithOrders()
            let now = Instant.now
            try show(Mutes(orders).entries.filter { all || now < $0.until }, configuration.plan, listing, now)
        }
    }

    struct End: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a mute early; what is on still is told.")
        @OptionGroup var config: ConfigOption
        @Argument(help: "Its number, from the list.") var id: Int64
        @OptionGroup var order: OrderOptions
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let configuration = try config.load()
            let store = try configuration.openStore()
            let now = Instant.now
            guard let entry = Mutes(try store.orders()).entries.first(where: { $0.order.id == id }) else {
                standardError("there is no mute \(id); 'quiethours mute list --all' shows them")
                throw ExitCode(1)
            }
            guard now < entry.until else {
                standardError("mute \(id) is over already")
                throw ExitCode(1)
            }
            _ = try store.append(.endMute(MuteEnd(mute: id)), at: now, by: order.who, why: order.why)
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
