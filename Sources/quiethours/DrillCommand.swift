import ArgumentParser
import Collector
import EventTime
import Foundation
import Logging
import Records
import Reports
import ServiceSettings
import StorePorts

struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Send one test alert through every route, and show the receipts.",
        discussion: paragraphs(
            """
            Every message says that it is a drill. Where the service runs, it sends them; where it does not, this command does.
            The exit code is 1 when an alert was not accepted in time. A plan can ask for one by itself on the day before each
            exam day (drill: {day-before: "18:00"}).
            """
        )
    )
    @OptionGroup var config: ConfigOption
    @Option(help: "Who orders it: a person's name.") var by = accountName()
    @Option(help: ArgumentHelp("Wait for receipts at most so many seconds.", valueName: "seconds")) var wait = 60
    @Option(
        help: ArgumentHelp(
            "Show the receipts of an earlier drill instead; the end of its id is enough.",
            valueName: "id"
        )
    ) var show: String?
    @OptionGroup var listing: ListingOptions
    @Option(name: .shortAndLong, help: ArgumentHelp("Write the report into this file.", valueName: "file")) var output:
        String?

    mutating func validate() throws {
        by = try entered(by, "--by", as: .name)
        if !(1...3600).contains(wait) { throw ValidationError("--wait takes 1 to 3600 seconds") }
    }

    func run() async throws {
        LoggingSystem.bootstrap { ServiceLogHandler(label: $0, format: .text, output: .standardError) }
        let receipts: [(Alert, [Delivery])]
        var confirmed: [AlertID: DrillReceipt] = [:]
        let plan: Plan
        if let show {
            let (amended, store) = try config.openForReading(in: listing.language)
            let id = try store.drillID(show)
            (plan, receipts) = (amended, try store.alerts(ofDrill: id))
            confirmed = try store.receipts(ofDrill: id)
        } else {
            let configuration = try config.load(in: listing.language)
            plan = configuration.plan
            receipts = try await hold(configuration)
            guard !receipts.isEmpty else {
                standardError("the routes of the plan reach nobody through the channels of the settings")
                throw ExitCode(1)
            }
        }
        let objects = AlertJSON(plan: plan)
        let lines =
            try listing.json
            ? receipts.map { try objects.line($0.0, $0.1, received: confirmed[$0.0.id]) }
            : DrillText(plan: plan, language: listing.language).page(receipts, receipts: confirmed)
        if let output {
            let file = try OutputFile(path: output)
            for line in lines { try file.write(PayloadText.oneLine(line) + "\n") }
            try file.finish()
        } else {
            for line in lines { try standardOutput(line) }
        }
        if receipts.contains(where: { $0.0.state != .delivered }) { throw ExitCode(1) }
    }

    private func hold(_ configuration: Configuration) async throws -> [(Alert, [Delivery])] {
        let isTerminal = isatty(STDERR_FILENO) == 1
        defer { if isTerminal { standardError(status: "\r\u{1B}[K") } }
        do {
            return try await DrillRun(configuration: configuration, log: Logger(label: "quiethours"))
                .run(by: by, at: .now, atMost: .seconds(Int64(wait))) { done, all in
                    guard isTerminal else { return }
                    standardError(status: "\rreceipts: \(done) of \(all)")
                }
        } catch {
            standardError("\(error)")
            throw ExitCode.unavailable
        }
    }
}
