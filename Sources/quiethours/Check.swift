import Acoustics
import ArgumentParser
import Collector
import ExamCalendar
import Records

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List every problem in the settings and the plan; contacts nothing.",
        discussion: "Each problem is one line: file, line, column, key path, what is wrong and what to write instead."
    )

    @OptionGroup var config: ConfigOption
    @Flag(help: "Print the plan's sensors instead, site/sensor, one a line.") var listSensors = false
    @Flag(help: "Print each problem as one JSON object a line, to standard output.") var json = false

    func run() throws {
        let plan = try config.load(problemsAsJSON: json).plan
        guard !listSensors else { return plan.sensors.forEach { standardOutput("\($0.id)") } }
        guard !json else { return }
        standardOutput(
            "no problems: \(plan.sites.count) sites, \(plan.sensors.count) sensors, \(plan.exams.count) exams with "
                + "\(plan.exams.reduce(0) { $0 + $1.sessions.count }) sessions, \(plan.rules.count) rules, "
                + "\(plan.authorities.count) authorities"
        )
    }
}
