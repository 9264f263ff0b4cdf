import ArgumentParser
import Collector
import Foundation
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service: subscribe, judge, alert.",
        discussion: """
            Runs until SIGTERM or SIGINT, then commits what it has read and says goodbye to the broker, which keeps
            the session. The log goes to standard error.
            """
    )

    @OptionGroup var config: ConfigOption
    @Flag(help: "Write the log as one JSON object a line.") var json = false

    func run() async throws {
        let configuration = try config.load()
        let isJSON = json
        LoggingSystem.bootstrap { label in
            if isJSON { return JSONLogHandler(label: label) }
            return StreamLogHandler.standardError(label: label)
        }
        do {
            let environment = ProcessInfo.processInfo.environment
            let log = Logger(label: "quiethours")
            try await CollectorService(configuration: configuration, environment: environment, log: log).run()
        } catch {
            standardError("quiethours serve: \(error)")
            throw ExitCode.unavailable
        }
    }
}
