import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Plans
import Records
import Reports
import ServiceSettings
import Sites
import StorePorts

struct ExamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exam",
        abstract: "List the sessions, and extend one while it runs.",
        subcommands: [List.self, Extend.self]
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the sessions with their numbers, and who moved which end and why."
        )
        @OptionGroup var config: ConfigOption
        @Option(help: "Only this exam.") var exam: ExamID?
        @Option(help: "Only this site; may be given several times.") var site: [SiteID] = []
        @OptionGroup var span: SpanOptions
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let (configuration, orders) = try config.loadWithOrders(in: listing.language)
            let plan = configuration.plan
            if let exam { try plan.check(exam: exam) }
            try plan.check(sites: site)
            let ends = try span.ends(in: plan.zone(of: site), now: .now)
            let listed = plan.listedSessions(orders)
            let text = OrderText(plan: plan, language: listing.language)
            for row in listed {
                guard exam.map({ $0 == row.exam }) ?? true, site.isEmpty || !Set(site).isDisjoint(with: row.sites),
                    ends.from.map({ $0 < row.session.range.end }) ?? true,
                    ends.to.map({ row.session.range.start < $0 }) ?? true
                else { continue }
                let lines = listing.json ? [try OrderJSON(plan: plan).line(row)] : text.lines(row)
                for line in lines { try standardOutput(line) }
            }
            for order in orders where order.isStray(among: listed) { standardError(text.stray(order)) }
        }
    }

    struct Extend: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a session end later, at once and without a restart.",
            discussion: paragraphs(
                """
                The session that runs now, or the next one to run today, unless --session names another. A listening window
                that would end after its written session takes that along; later sessions stay where they are. An end in
                the plan is the earliest that can be given, which takes an extension back.

                  quiethours exam extend --exam gaokao --site school --minutes 10 \\
                    --by "Wang Fang" --why "recording replayed after a fault"

                Without --site the session ends later at every site of the exam; the answer says how many, and on a terminal
                a question is asked first.
                """
            )
        )
        @OptionGroup var config: ConfigOption
        @Option(help: "The exam.") var exam: ExamID
        @Option(help: "Only at this site; may be given several times. All sites of the exam when missing.")
        var site: [SiteID] = []
        @Option(help: "The session's number, from 'exam list'.") var session: Int?
        @Option(help: ArgumentHelp("So many minutes more, 1 to 240.", valueName: "n")) var minutes: Int64?
        @Option(
            help: ArgumentHelp("The new end, like 11:40 by the site's clock or 2026-11-30T11:40.", valueName: "time")
        )
        var until: Moment?
        @OptionGroup var order: OrderOptions
        @OptionGroup var caution: CautionOptions
        @OptionGroup var listing: ListingOptions

        func validate() throws {
            _ = try wish()
        }

        private func wish() throws -> ExtensionDraft.Wish {
            switch (minutes, until) {
            case (let minutes?, nil):
                guard (1...240).contains(minutes) else { throw ValidationError("--minutes takes 1 to 240") }
                return .minutes(minutes)
            case (nil, let until?): return .until(until)
            case (nil, nil), (.some, .some): throw ValidationError("write either --minutes or --until")
            }
        }

        func run() throws {
            let (configuration, orders) = try config.loadWithOrders(in: listing.language)
            let plan = configuration.plan
            let now = Instant.now
            let wish = try wish()
            try plan.check(exam: exam)
            try plan.check(sites: site)
            let draft = try ordering { () throws(OrderFault) in
                try ExtensionDraft(
                    plan: plan,
                    orders: orders,
                    exam: exam,
                    sites: site,
                    number: session,
                    wish: wish,
                    now: now
                )
            }
            let text = OrderText(plan: plan, language: listing.language)
            if site.isEmpty, draft.sites.count > 1 {
                let scope = text.scope(of: draft.after.first, sites: draft.sites)
                if !caution.dryRun { try caution.confirm("\(scope). Extend it there?") }
                standardError(scope)
            }
            var moved = draft.after
            if !caution.dryRun {
                let store = try configuration.openStore()
                let given = try store.append(.extend(draft.order), at: now, by: order.by, why: order.why)
                moved = plan.listedSessions(try store.orders()).filter { $0.session.isMoved(by: given) }
            }
            for row in moved {
                let lines = listing.json ? [try OrderJSON(plan: plan).line(row)] : text.lines(row)
                for line in lines { try standardOutput(line) }
            }
            caution.sayIfDry()
            for warning in draft.warnings { standardError(text.line(warning)) }
        }
    }
}
