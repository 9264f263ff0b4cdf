import ArgumentParser
import Collector
import Foundation
import Plans
import Records
import Reports

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Compare plans.",
        subcommands: [Diff.self]
    )

    struct Diff: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print in words what one plan has otherwise than another.",
            discussion: paragraphs(
                """
                Sites, sensors, exams with their sessions, notices, rules, limits, recipients, rosters and routes, as far as
                verdicts and messages follow from them.

                  quiethours plan diff plan.yaml.old plan.yaml

                Exit codes as of diff: 0 the same, 1 different; 78 one of them has problems.
                """
            )
        )

        @Argument(help: ArgumentHelp("The earlier plan.", valueName: "old")) var old: String
        @Argument(help: ArgumentHelp("The later plan.", valueName: "new")) var new: String
        @Option(help: "Language, zh or en.") var language: Language = .en
        @Flag(help: "Print each difference as one JSON object a line.") var json = false

        func run() throws {
            let plans = [PlanDocument.load(path: old), PlanDocument.load(path: new)]
            var read: [Plan] = []
            for plan in plans {
                switch plan {
                case .success(let plan): read.append(plan)
                case .failure(let invalid): _ = invalid.reported(in: language)
                }
            }
            guard read.count == 2 else { throw ExitCode.badConfiguration }
            let differences = PlanDifference.between(read[0], read[1])
            for difference in differences {
                try standardOutput(json ? JSONLine.encode(difference) : difference.text(language))
            }
            if !differences.isEmpty { throw ExitCode.failure }
        }
    }
}
