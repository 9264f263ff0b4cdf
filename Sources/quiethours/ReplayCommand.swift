import ArgumentParser
import Collector
import NoiseRules
import Records
import Reports

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Judge a file of readings in event time; sends nothing.",
        discussion: """
            The same engine as the service's, over a CSV with the header
            time,sensor,duration,LAeq[,LAFmax,LCeq,LAIeq,...,wind,rain,mark]: time is the start in RFC 3339, sensor is
            site/sensor, duration in seconds.
            """
    )

    @Option(help: "The plan file, plan.yaml.") var plan: String
    @Option(help: "The CSV of readings.") var readings: String
    @Flag(help: "One JSON object a line for each change.") var json = false

    func run() throws {
        let plan: Plan
        switch PlanDocument.load(path: self.plan) {
        case .success(let loaded): plan = loaded
        case .failure(let invalid): throw invalid.told()
        }
        let verdicts = try ReadingsFile(path: readings, plan: plan).told { try Replay.verdicts(plan: plan, file: $0) }
        for verdict in verdicts {
            switch (verdict, json) {
            case (.violation(let change), true): standardOutput(try ViolationJSON(plan: plan).line(change))
            case (.violation(let change), false): standardOutput(ViolationText(plan: plan).line(change))
            case (.notAssessable(let note), true): standardOutput(try ViolationJSON(plan: plan).line(note))
            case (.notAssessable(let note), false): standardOutput(ViolationText(plan: plan).line(note))
            case (.sensor(let change), true): standardOutput(try ViolationJSON(plan: plan).line(change))
            case (.sensor(let change), false): standardOutput(ViolationText(plan: plan).line(change))
            }
        }
    }
}
