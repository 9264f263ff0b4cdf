import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Records
import Reports
import ServiceSettings
import Sites

struct StandardsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standards",
        abstract: "The limits, ways of measuring, law and penalties that the plan judges by on a day.",
        discussion: paragraphs(
            """
            What was not read in its own text is marked as unverified, what the plan sets in its sections standards and law as
            from the plan.

              quiethours standards --day 2026-06-07
            """
        )
    )

    @OptionGroup var config: ConfigOption
    @Option(help: ArgumentHelp("The day, by the site's clock; today when missing.", valueName: "date"))
    var day: LocalDate?
    @Option(help: "Language, zh or en.") var language: Language = .en
    @Flag(help: "Print each row as one JSON object a line.") var json = false

    func run() throws {
        let plan = try config.loadLocal(in: language).plan
        let date = day ?? (plan.sites.first?.timeZone ?? .UTC).localDate(at: .now)
        guard !json else {
            for line in try StandardsJSON(plan: plan).lines(on: date) { try standardOutput(line) }
            return
        }
        for line in StandardsText(plan: plan, language: language).lines(on: date) { try standardOutput(line) }
    }
}
