import ArgumentParser
import Collector
import Foundation
import Logging
import Machine

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service: subscribe, judge, alert.",
        discussion: paragraphs(
            """
            Reads settings and plan again on SIGHUP (quiethours reload). Runs until SIGTERM or SIGINT, then commits what it
            has read and closes the connection to the broker, which keeps
            the session. The log goes to standard error; a line that cannot be written there is lost and counted, and the
            service goes on.
            """
        )
    )

    @OptionGroup var config: ConfigOption
    @Flag(help: "Write the log as one JSON object a line.") var json = false

    func run() async throws {
        HangUp.ignore()
        let settings = try config.path()
        let configuration = try config.load(isCompared: false)
        let isJSON = json
        StreamOutput.ignoreClosedPipes()
        let environment = ProcessInfo.processInfo.environment
        let isJournal = JournalStream.isJournal(descriptor: STDERR_FILENO, value: environment["JOURNAL_STREAM"])
        LoggingSystem.bootstrap { label in
            ServiceLogHandler(
                label: label,
                format: isJSON ? .json : .text,
                output: .standardError,
                hasPriorities: isJournal
            )
        }
        do {
            let log = Logger(label: "quiethours")
            try await CollectorService(
                settingsPath: settings,
                configuration: configuration,
                environment: environment,
                log: log
            ).run()
        } catch {
            standardError("quiethours serve: \(error)", waitingAtMost: 1000)
            throw ExitCode.unavailable
        }
    }
}
