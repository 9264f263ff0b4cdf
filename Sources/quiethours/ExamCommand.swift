import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Records
import Reports
import SQLiteStore

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
        @Option(help: "Only this exam.") var exam: String?
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let (configuration, orders) = try config.loadWithOrders()
            let plan = configuration.plan
            if let exam, !plan.exams.contains(where: { $0.id == exam }) {
                throw ValidationError("the plan has no exam \(exam)")
            }
            let listed = plan.listedSessions(orders)
            let text = OrderText(plan: plan, language: listing.language)
            for row in listed where exam.map({ $0 == row.exam }) ?? true {
                let lines = listing.json ? [try OrderJSON(plan: plan).line(row)] : text.lines(row)
                for line in lines { try standardOutput(line) }
            }
            for order in orders where order.isStray(among: listed) { standardError(text.stray(order)) }
        }
    }

    struct Extend: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a session end later, at once and without a restart.",
            discussion: """
                The session that runs now, or the next one to run today, unless --session names another. A listening window
                that would end after its written session takes that along; later sessions stay where they are. An end in
                the plan is the earliest that can be given, which takes an extension back.

                  quiethours exam extend --config quiethours.yaml --exam gaokao --site school --by 10 \\
                    --who "Wang Fang" --why "recording replayed after a fault"
                """
        )
        @OptionGroup var config: ConfigOption
        @Option(help: "The exam.") var exam: String
        @Option(help: "Only at this site; may be given several times. All sites of the exam when missing.")
        var site: [String] = []
        @Option(help: "The session's number, from 'exam list'.") var session: Int?
        @Option(help: ArgumentHelp("So many minutes more, 1 to 240.", valueName: "minutes")) var by: Int64?
        @Option(help: ArgumentHelp("The new end: HH:MM by the site's clock, or RFC 3339.", valueName: "time"))
        var until: Moment?
        @OptionGroup var order: OrderOptions
        @OptionGroup var listing: ListingOptions

        func validate() throws {
            _ = try wish()
        }

        private func wish() throws -> ExtensionDraft.Wish {
            switch (by, until) {
            case (let by?, nil):
                guard (1...240).contains(by) else { throw ValidationError("--by takes 1 to 240 minutes") }
                return .minutes(by)
            case (nil, let until?): return .until(until)
            case (nil, nil), (.some, .some): throw ValidationError("write either --by or --until")
            }
        }

        func run() throws {
            let configuration = try config.load()
            let plan = configuration.plan
            let store = try configuration.openStore()
            let now = Instant.now
            let wish = try wish()
            let orders = try store.orders()
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
            let given = try store.append(.extend(draft.order), at: now, by: order.who, why: order.why)
            let text = OrderText(plan: plan, language: listing.language)
            for row in plan.listedSessions(try store.orders()) where row.session.isMoved(by: given) {
                let lines = listing.json ? [try OrderJSON(plan: plan).line(row)] : text.lines(row)
                for line in lines { try standardOutput(line) }
            }
            for warning in draft.warnings { standardError(text.line(warning)) }
        }
    }
}
