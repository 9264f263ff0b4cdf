import ArgumentParser
import Collector
import EventTime
import Foundation
import Records
import Reports
import Settings

/// The settings file that most commands read.
struct ConfigOption: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The settings file, quiethours.yaml.", valueName: "file"))
    var config: String

    /// For a command that has other ways beside it.
    static func file(_ path: String) -> ConfigOption {
        var option = ConfigOption()
        option.config = path
        return option
    }

    /// Settings and plan; prints every problem and ends with 78 when there are any. Where a service runs by another plan, that is
    /// said on standard error, unless nothing is to be compared.
    func load(problemsAsJSON: Bool = false, isCompared: Bool = true) throws -> Configuration {
        switch Configuration.load(path: config, environment: ProcessInfo.processInfo.environment) {
        case .success(let configuration):
            if isCompared { ConfigOption.compare(configuration) }
            return configuration
        case .failure(let invalid):
            guard problemsAsJSON else { throw invalid.told() }
            for problem in invalid.problems { try standardOutput(JSONLine.encode(ProblemJSON(problem))) }
            throw ExitCode.badConfiguration
        }
    }
}

extension ConfigOption {
    /// Says when the service that runs goes by another plan than the one that was read.
    static func compare(_ configuration: Configuration) {
        guard let status = InstanceStatus.running(onStore: configuration.storePath), status.differs(from: configuration)
        else { return }
        standardError(
            "\(configuration.planPath): the running service goes by another version of the plan, in use since \(status.since); "
                + "quiethours reload has it take up this one"
        )
    }
}

extension InvalidSettings {
    /// Prints the problems, one a line, and gives the exit code for bad configuration.
    func told() -> ExitCode {
        for problem in problems { standardError("\(problem)") }
        return .badConfiguration
    }
}

/// A problem or a warning as one JSON object.
struct ProblemJSON: Encodable {
    var severity: Problem.Severity
    var file: String
    var line: Int?
    var column: Int?
    var keyPath: String
    var message: String

    init(_ problem: Problem) {
        severity = problem.severity
        file = problem.position.file
        line = problem.position.line
        column = problem.position.column
        keyPath = problem.position.keyPath
        message = problem.message
    }
}

extension ExitCode {
    /// EX_DATAERR of sysexits.h.
    static let badData = ExitCode(65)
    /// EX_NOINPUT.
    static let noInput = ExitCode(66)
    /// EX_CANTCREAT.
    static let cannotCreate = ExitCode(73)
    /// EX_IOERR.
    static let ioError = ExitCode(74)
    /// EX_UNAVAILABLE.
    static let unavailable = ExitCode(69)
    /// EX_CONFIG.
    static let badConfiguration = ExitCode(78)
}

extension Instant: ExpressibleByArgument {
    package init?(argument: String) {
        guard let instant = RFC3339.parse(argument) else { return nil }
        self = instant
    }

    package var defaultValueDescription: String { RFC3339.format(self, offset: 0) }

    static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
