import ArgumentParser
import Collector
import EventTime
import NoiseRules
import Records
import Reports
import Sites
import StorePorts

struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "List and show alerts: who was notified, on which channel, with which receipt.",
        subcommands: [List.self, Show.self]
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List alerts, the newest first.")
        @OptionGroup var config: ConfigOption
        @Option(help: "Only pending, delivered, failed or expired ones.") var state: Alert.State?
        @Option(help: ArgumentHelp("Only those about one violation; the end of its id is enough.", valueName: "id"))
        var violation: String?
        @Option(help: "Only this site; may be given several times.") var site: [SiteID] = []
        @Option(help: "Only those through one channel, such as mail or webhook-NAME.") var channel: String?
        @OptionGroup var span: SpanOptions
        @Option(help: "At most so many.") var limit = 100
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let (plan, store) = try config.openForReading(in: listing.language)
            try plan.check(sites: site)
            let ends = try span.ends(in: plan.zone(of: site), now: .now)
            let filter = AlertFilter(
                state: state,
                violation: try violation.map(store.violationID),
                channel: channel.map(ChannelName.init(rawValue:)),
                sites: Set(site),
                from: ends.from,
                to: ends.to
            )
            let (text, objects) = (AlertText(plan: plan, language: listing.language), AlertJSON(plan: plan))
            var answers = AlertAnswers(store: store)
            for (alert, deliveries) in try store.alerts(filter, limit: limit) {
                let (record, received) = (try answers.record(of: alert), try answers.receipt(of: alert))
                try standardOutput(
                    listing.json
                        ? objects.line(alert, deliveries, record: record, received: received)
                        : text.line(alert, deliveries, record: record, received: received)
                )
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one alert with its receipts, the answers and the words of its message."
        )
        @OptionGroup var config: ConfigOption
        @Argument(help: "The alert's id, or the end of it.") var id: String
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let (plan, store) = try config.openForReading(in: listing.language)
            let id = try store.alertID(id)
            guard let (alert, deliveries) = try store.alert(id) else {
                throw CommandFailure.notFound("alert", id.text, listedBy: "alerts list")
            }
            var answers = AlertAnswers(store: store)
            let (record, received) = (try answers.record(of: alert), try answers.receipt(of: alert))
            guard !listing.json else {
                let objects = AlertJSON(plan: plan)
                return try standardOutput(
                    objects.line(alert, deliveries, isWhole: true, record: record, received: received)
                )
            }
            let composer = AlertComposer(
                plan: plan,
                sources: MessageSources(record: { [record] id in record.flatMap { $0.id == id ? $0 : nil } })
            )
            let text = AlertText(
                plan: plan,
                composer: composer.knowing(plan.amended(by: try store.orders()).exams),
                language: listing.language
            )
            for line in text.page(alert, deliveries, answers: record?.answers ?? [], received: received) {
                try standardOutput(line)
            }
        }
    }
}

extension Alert.State: ExpressibleByArgument {}
