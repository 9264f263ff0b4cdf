import ArgumentParser

/// Measurements of Quiet Hours beside the plainest program that could do the same; every subcommand starts what it
/// needs and leaves nothing behind.
@main
struct QuietHoursBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quiethours-bench",
        abstract: "Measures Quiet Hours against real servers, which it starts itself.",
        discussion: """
            Exit codes: 0 done, 1 a measurement failed, 64 wrong usage, 69 a program that is needed is missing.
            Build it for measuring: swift build -c release --product quiethours-bench
            """,
        subcommands: [
            IngestCommand.self, SweepCommand.self, EvaluationCommand.self, RestartCommand.self, LatencyCommand.self,
            MemoryCommand.self, BlocksCommand.self, DecodingCommand.self,
            BareCommand.self, DurableCommand.self, PublishCommand.self, StartCommand.self, DirtyCommand.self,
        ]
    )
}
