import ArgumentParser
import Collector
import EventTime
import ExamCalendar
import Records
import Reports

struct StandardsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standards",
        abstract: "The limits, ways of measuring, law and penalties that the plan judges by on a day.",
        discussion: """
            What was not read in its own text is marked as unverified, what the plan sets in its sections standards and law as
            from the plan.

              quiethours standards --config quiethours.yaml --on 2026-06-07
            """
    )

    @OptionGroup var config: ConfigOption
    @Option(help: ArgumentHelp("The day, by the site's clock; today when missing.", valueName: "date")) var on:
        LocalDate?
    @Option(help: "Language, zh or en.") var language: Language = .en

    func run() throws {
        let plan = try config.load().plan
        let date = on ?? (plan.sites.first?.timeZone ?? .UTC).localDate(at: .now)
        for line in StandardsText(plan: plan, language: language).lines(on: date) { try standardOutput(line) }
    }
}

extension LocalDate: ExpressibleByArgument {
    /// "2026-06-07".
    package init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2] else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }
}
