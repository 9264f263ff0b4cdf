import Acoustics
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

struct CalibrationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibration",
        abstract: "Record what sensors showed with a calibrator on them.",
        discussion: paragraphs(
            """
            Two calibrations in a row whose deviations differ by more than 0.5 dB make what was measured between them invalid
            (GB 12523-2011 cl. 5.1.2). Where a sensor was adjusted, record what was found, and then what it shows now.
            """
        ),
        subcommands: [Add.self, List.self]
    )

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record one calibration.",
            discussion: paragraphs(
                """
                  quiethours calibration add --sensor school/gate --level 93.9 \\
                    --by "Wang Fang" --note "calibrator 4231, no. 2730156"
                """
            )
        )
        @OptionGroup var config: ConfigOption
        @Option(help: ArgumentHelp("The sensor.", valueName: "site/sensor")) var sensor: String
        @Option(help: ArgumentHelp("The level found, to 0.1 dB.", valueName: "dB")) var level: Level
        @Option(help: ArgumentHelp("What the calibrator gives.", valueName: "dB")) var reference = Level.onePascal
        @Option(help: "When, like 08:40 or 2026-11-30T08:40 by the site's clock; now when missing.") var at: Moment?
        @Option(help: ArgumentHelp("Who did it: a person's name.", valueName: "name")) var by: String
        @Option(help: "Which calibrator, and what was noticed.") var note = ""
        @OptionGroup var listing: ListingOptions

        mutating func validate() throws {
            by = try entered(by, "--by", as: .name)
            note = try entered(note, "--note", as: .line, mayBeEmpty: true)
        }

        func run() throws {
            let configuration = try config.loadLocal(in: listing.language)
            let plan = configuration.plan
            let now = Instant.now
            let zone = plan.zone(of: [try plan.sensor(named: sensor).id.site])
            let draft = try ordering { () throws(OrderFault) in
                try CalibrationDraft(
                    plan: plan,
                    sensor: sensor,
                    level: level,
                    reference: reference,
                    at: try at?.latest(in: zone, until: now, "--at") ?? now,
                    note: note,
                    now: now
                )
            }
            let store = try configuration.openStore()
            let given = try store.append(.calibrate(draft.calibration), at: now, by: by, why: "")
            let listed = ListedCalibration.list(try store.orders())
            try show(listed.filter { $0.order.id == given.id }, plan, listing)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the calibrations of each sensor in order, and what they say of the time between."
        )
        @OptionGroup var config: ConfigOption
        @Option(help: ArgumentHelp("Only this sensor.", valueName: "site/sensor")) var sensor: String?
        @OptionGroup var listing: ListingOptions

        func run() throws {
            let (configuration, orders) = try config.loadWithOrders(in: listing.language)
            if let sensor { _ = try configuration.plan.sensor(named: sensor) }
            let listed = ListedCalibration.list(orders).filter { row in
                sensor.map { $0 == "\(row.calibration.sensor)" } ?? true
            }
            try show(listed, configuration.plan, listing)
        }
    }
}

private func show(_ listed: [ListedCalibration], _ plan: Plan, _ listing: ListingOptions) throws {
    let text = OrderText(plan: plan, language: listing.language)
    for row in listed { try standardOutput(listing.json ? OrderJSON(plan: plan).line(row) : text.line(row)) }
}

extension Level: ExpressibleByArgument {
    /// "93.9", of at most two decimals.
    package init?(argument: String) {
        let decimals = argument.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
        guard decimals <= 2, let decibels = Double(argument) else { return nil }
        self.init(decibels: decibels)
    }

    package var defaultValueDescription: String { text }
}
