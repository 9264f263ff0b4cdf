import Acoustics
import ArgumentParser
import Collector
import Doctor
import ExamCalendar
import Foundation
import Plans
import Records
import Reports
import ServiceSettings
import Settings
import Sites

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List every problem in the settings and the plan; contacts nothing.",
        discussion: paragraphs(
            """
            Each problem is one line: file, line, column, key path, what is wrong and what to write instead. A warning is
            what can be used and is hardly meant, such as an exam that is over; it is marked as one. Readings of the store,
            if there is one, show whether silent-after is too short.

            Exit codes: 0 no problem, 78 problems; with --strict also for warnings.
            """
        )
    )

    @OptionGroup var config: ConfigOption
    @Flag(help: "Print the plan's sensors instead, site/sensor, one a line; needs no secret and no file of the broker.")
    var listSensors = false
    @Flag(help: "Warnings are problems.") var strict = false
    @Option(help: "Language, zh or en.") var language: Language = .en
    @Flag(help: "Print each problem and warning as one JSON object a line, to standard output.") var json = false

    func run() throws {
        guard !listSensors else {
            // For setting up the broker, before its files and passwords are there.
            for sensor in try config.loadLocal(in: language).plan.sensors {
                try standardOutput(json ? JSONLine.encode(["sensor": "\(sensor.id)"]) : "\(sensor.id)")
            }
            return
        }
        let (configuration, findings) = Configuration.inspect(
            path: try config.path(in: language),
            environment: ProcessInfo.processInfo.environment,
            now: .now
        )
        let warnings = findings.count { $0.severity == .warning }
        guard let plan = configuration?.plan, warnings == 0 || !strict else {
            for finding in findings { try show(finding) }
            if !json, configuration != nil {
                standardError(
                    words.pick(
                        "\(warnings) 个警告；--strict 时视为问题",
                        "\(counted(warnings)); with --strict these are problems"
                    )
                )
            }
            throw ExitCode.badConfiguration
        }
        for finding in findings { try show(finding) }
        if let configuration { ConfigOption.compare(configuration.local, language) }
        guard !json else { return }
        let sessions = plan.exams.reduce(0) { $0 + $1.sessions.count }
        try standardOutput(
            words.pick(
                "没有问题\(warnings > 0 ? "，\(warnings) 个警告" : "")：考点 \(plan.sites.count)，测点 \(plan.sensors.count)，"
                    + "考试 \(plan.exams.count)（场次 \(sessions)），规则 \(plan.rules.count)，单位 \(plan.authorities.count)",
                "no problems\(warnings > 0 ? ", \(counted(warnings))" : ""): \(plan.sites.count) sites, "
                    + "\(plan.sensors.count) sensors, \(plan.exams.count) exams with "
                    + "\(sessions) sessions, \(plan.rules.count) rules, "
                    + "\(plan.authorities.count) authorities"
            )
        )
    }

    private var words: TableWords { TableWords(language) }

    private func show(_ finding: Problem) throws {
        guard json else { return standardError(finding.text(language)) }
        try standardOutput(JSONLine.encode(ProblemJSON(finding)))
    }

    private func counted(_ warnings: Int) -> String { "\(warnings) warning\(warnings == 1 ? "" : "s")" }
}
