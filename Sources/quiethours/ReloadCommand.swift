import ArgumentParser
import Collector
import Foundation
import Reports
import ServiceSettings

struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have the running service take up edited settings and an edited plan.",
        discussion: paragraphs(
            """
            Checks the files first and prints every problem; the service then goes on by what it has. Without a problem the
            service takes them up, keeps its connection to the broker, and this command prints what changed. Windows, open
            violations and answers stay. broker, store and listen are taken up by a restart only.

              quiethours reload

            systemctl reload quiethours does the same. Exit codes: 0 taken up, 69 no service runs or it does not answer,
            78 problems.
            """
        )
    )

    @OptionGroup var config: ConfigOption
    @Flag(help: "Print the outcome as one JSON object.") var json = false

    /// Systemd waits for 90 s.
    private static let patience = 60

    private struct Printed: Encodable {
        var taken: Bool
        var lines: [String]
    }

    func run() throws {
        let configuration = try config.load(problemsAsJSON: json, isCompared: false)
        let outcome: InstanceStatus.Outcome
        do {
            outcome = try ReloadRequest(store: configuration.storePath, seconds: ReloadCommand.patience).outcome()
        } catch {
            throw CommandFailure("\(error)", .unavailable)
        }
        if json {
            try standardOutput(JSONLine.encode(Printed(taken: outcome.isTaken, lines: outcome.lines)))
        } else if outcome.isTaken {
            try standardOutput(outcome.lines.isEmpty ? "taken up, nothing changed" : "taken up:")
            for line in outcome.lines { try standardOutput("  \(line)") }
        } else {
            for line in outcome.lines { standardError(line) }
        }
        if !outcome.isTaken { throw ExitCode.badConfiguration }
    }
}
